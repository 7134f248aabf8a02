//! Where the reading of a node starts: what stands in it is listed, so that each field finds its own.

use super::{Decoder, Reader, Written};
use crate::schema::NodeSchema;
use crate::source::Span;
use crate::syntax;

/// One bit for a name, seldom that of another one of the same node.
#[inline]
fn mark(name: &str) -> u64 {
    1 << ((7 * name.len() + usize::from(name.bytes().next().unwrap_or(0))) % 64)
}

impl<'a, 'd> Reader<'a, 'd> {
    /// Starts to read `node` as `schema` says.
    pub fn new(node: syntax::Node<'a>, schema: &'static NodeSchema, decoder: &'d mut Decoder) -> Self {
        let children = node.children();
        let count = children.clone().count();
        let mut reader = Self::over(children, count, node.name_span(), schema, decoder);
        reader.name = node.name();
        (reader.entries, reader.next) = (Some(node.entries()), Some(node.entries()));
        reader.props.extend(node.entries().filter_map(|what| {
            let (name, _) = what.key()?;
            reader.marks.0 |= mark(name);
            Some(Written { name, what, used: false })
        }));
        reader.free.0 = reader.props.len();
        reader
    }

    /// Starts to read the top level of a spec: the nodes of all its files, as if they stood in one.
    pub fn root(
        nodes: impl Iterator<Item = syntax::Node<'a>>,
        start: Span,
        schema: &'static NodeSchema,
        decoder: &'d mut Decoder,
    ) -> Self {
        Self::over(nodes, 0, start, schema, decoder)
    }

    fn over(
        nodes: impl Iterator<Item = syntax::Node<'a>>,
        count: usize,
        name_span: Span,
        schema: &'static NodeSchema,
        decoder: &'d mut Decoder,
    ) -> Self {
        let (mut children, mut marks) = (Vec::with_capacity(count), 0);
        children.extend(nodes.map(|what| {
            let name = what.name();
            marks |= mark(name);
            Written { name, what, used: false }
        }));
        Self {
            name: schema.name,
            name_span,
            schema,
            decoder,
            entries: None,
            next: None,
            props: Vec::new(),
            free: (0, children.len()),
            marks: (0, marks),
            children,
            broken: false,
        }
    }

    /// Whether there may be a property of a key that no field has claimed. Most fields are not written: where they are
    /// read, this is all that is done for them.
    #[inline]
    pub(super) fn may_have_prop(&self, key: &str) -> bool {
        self.free.0 > 0 && self.marks.0 & mark(key) != 0
    }

    /// The same of a child, of a key or of any.
    #[inline]
    pub(super) fn may_have_child(&self, key: Option<&str>) -> bool {
        self.free.1 > 0 && key.is_none_or(|key| self.marks.1 & mark(key) != 0)
    }
}
