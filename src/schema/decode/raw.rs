//! Free trees: what `raw` hands on.

use super::Decoder;
use crate::diag::{Diagnostic, codes};
use crate::source::S;
use crate::syntax::{self, Value};

/// A node of a free tree, handed on as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct RawNode {
    /// The name and where it stands.
    pub name: S<String>,
    /// The values after it.
    pub args: Vec<S<Value>>,
    /// Its properties.
    pub props: Vec<(S<String>, S<Value>)>,
    /// Its children; `None` where no block was written.
    pub children: Option<Vec<RawNode>>,
}

/// Deeper raw trees are refused by the parser; this bounds the recursion below on its own account.
const RAW_DEPTH: usize = 64;

impl RawNode {
    /// Reads a node with all that stands in it.
    ///
    /// A field is one thing: values, or an object. One that is both would lose its values, and so is reported.
    pub fn read(node: syntax::Node<'_>, depth: usize, decoder: &mut Decoder) -> Self {
        let (mut args, mut props) = (Vec::new(), Vec::new());
        // It is copied as it is into every environment, and becomes a part of a platform's file.
        decoder.claim(4 * (size_of::<Self>() + size_of::<S<Value>>()), node.name_span());
        for entry in node.entries() {
            let value = S::new(entry.value().map(str::to_owned), entry.value_span());
            match entry.key() {
                Some((key, span)) => props.push((S::new(key.to_owned(), span), value)),
                None => args.push(value),
            }
        }
        let object = node.has_block() || !props.is_empty();
        if let (Some(first), true) = (args.first(), object) {
            let name = node.name();
            decoder.say(
                Diagnostic::error(codes::CONFLICT, first.span, format!("`{name}` has a value and is an object, too"))
                    .here("this value would be lost")
                    .also(node.name_span(), "an object, by its properties or braces")
                    .help("give the value a name of its own inside the braces, or take one of the two away"),
            );
        }
        let children = (node.has_block() && depth < RAW_DEPTH)
            .then(|| node.children().map(|child| Self::read(child, depth + 1, decoder)).collect());
        Self { name: S::new(node.name().to_owned(), node.name_span()), args, props, children }
    }

    /// About how many bytes a copy takes.
    pub fn size(&self) -> usize {
        let value = |value: &S<Value>| size_of::<S<Value>>() + (value.span.end - value.span.start) as usize;
        let args: usize = self.args.iter().map(value).sum();
        let props: usize = self.props.iter().map(|(key, own)| 2 * size_of_val(key) + value(own)).sum();
        let children: usize = self.children.iter().flatten().map(Self::size).sum();
        size_of::<Self>() + args + props + children
    }

    /// Every text in it: values, values of properties, and those of the nodes inside.
    pub fn texts(&self) -> Vec<S<&str>> {
        let values = self.args.iter().chain(self.props.iter().map(|(_, value)| value));
        let mut all: Vec<S<&str>> = values
            .filter_map(|value| match &value.value {
                Value::String(text) => Some(S::new(text.as_str(), value.span)),
                _ => None,
            })
            .collect();
        all.extend(self.children.iter().flatten().flat_map(Self::texts));
        all
    }
}
