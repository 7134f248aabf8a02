//! Where the reading of a node starts: what stands in it is listed, so that each field finds its own.

use super::{Decoder, Reader, Written};
use crate::schema::NodeSchema;
use crate::schema::few::mark;
use crate::source::Span;
use crate::syntax;

/// About so many nodes, and the marks of their names.
fn list<'a>(count: usize, nodes: impl Iterator<Item = syntax::Node<'a>>) -> (Vec<Written<'a, syntax::Node<'a>>>, u64) {
    let (mut all, mut marks) = (Vec::with_capacity(count), 0);
    all.extend(nodes.map(|what| {
        let name = what.name();
        marks |= mark(name);
        Written { name, what, used: false }
    }));
    (all, marks)
}

impl<'a, 'd> Reader<'a, 'd> {
    /// Starts to read `node` as `schema` says.
    pub fn new(node: syntax::Node<'a>, schema: &'static NodeSchema, decoder: &'d mut Decoder) -> Self {
        let nodes = node.children();
        let (children, child_marks) = match nodes.clone().count() {
            0 => (Vec::new(), 0),
            count => list(count, nodes),
        };
        let (mut props, mut prop_marks) = (Vec::new(), 0);
        for what in node.entries() {
            let Some((name, _)) = what.key() else { continue };
            if props.is_empty() {
                // Few nodes have more.
                props = Vec::with_capacity(2);
            }
            prop_marks |= mark(name);
            props.push(Written { name, what, used: false });
        }
        Self {
            name: node.name(),
            name_span: node.name_span(),
            schema,
            decoder,
            node: Some(node),
            next: Some(node.entries()),
            free: (props.len(), children.len()),
            marks: (prop_marks, child_marks),
            props,
            children,
            broken: false,
        }
    }

    /// Starts to read the top level of a spec: the nodes of all its files, as if they stood in one.
    pub fn root(
        nodes: impl Iterator<Item = syntax::Node<'a>>,
        start: Span,
        schema: &'static NodeSchema,
        decoder: &'d mut Decoder,
    ) -> Self {
        let (children, marks) = list(0, nodes);
        Self {
            name: schema.name,
            name_span: start,
            schema,
            decoder,
            node: None,
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
