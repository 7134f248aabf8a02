//! How the Rust type of a field says how often it may be written.

use super::decode::{Decoder, Reader};
use super::{Kind, Leaf, NodeSchema, Outline};
use crate::source::{S, Span};
use crate::syntax;

/// A node of the language: implemented by [`node!`](crate::node) only.
pub trait Node: Sized {
    /// Its schema.
    fn schema() -> &'static NodeSchema;
    /// Reads it; what is wrong goes to the decoder, and `None` says that the node is unusable.
    fn decode(node: syntax::Node<'_>, decoder: &mut Decoder) -> Option<Self>;
    /// Reads its fields from a reader that stands at its start.
    fn read(reader: Reader<'_, '_>, span: Span, name_span: Span) -> Option<Self>;
    /// What tells it from its neighbours of the same name: its name or first argument.
    fn key(&self) -> Option<String>;
    /// Where its name stands.
    fn place(&self) -> Span;
    /// All that was written in it, as data.
    fn outline(&self) -> Outline;
}

/// One of several nodes, in a list whose order matters: implemented by [`union!`](crate::union) only.
pub trait Union: Sized {
    /// The members.
    fn members() -> Vec<&'static NodeSchema>;
    /// Reads the member that bears the node's name; `None` inside where it is unusable.
    fn decode(node: syntax::Node<'_>, decoder: &mut Decoder) -> Option<Option<Self>>;
    /// All that was written in it, as data.
    fn outline(&self) -> Outline;
}

/// The type of a field that holds values: `S<L>` (must be there), `Option<S<L>>`, `Vec<S<L>>` (any number).
pub trait LeafField: Sized {
    /// The kind of value.
    type Leaf: Leaf;
    /// What is read.
    const KIND: Kind = <Self::Leaf as Leaf>::KIND;
    /// Whether it must be there.
    const REQUIRED: bool = false;
    /// Whether it may be there more than once.
    const MANY: bool = false;
    /// The field of what was read; `None` where something that must be there is not.
    fn gather(values: Vec<S<Self::Leaf>>) -> Option<Self>;
    /// The first value, as text.
    fn text(&self) -> Option<String>;
    /// Every value as text, each with its place.
    fn texts(&self) -> Vec<S<String>>;
}

fn shown<L: Leaf>(value: &S<L>) -> S<String> {
    value.as_ref().map(Leaf::show)
}

impl<L: Leaf> LeafField for S<L> {
    type Leaf = L;
    const REQUIRED: bool = true;
    fn gather(values: Vec<S<L>>) -> Option<Self> {
        values.into_iter().next()
    }
    fn text(&self) -> Option<String> {
        Some(self.value.show())
    }
    fn texts(&self) -> Vec<S<String>> {
        vec![shown(self)]
    }
}

impl<L: Leaf> LeafField for Option<S<L>> {
    type Leaf = L;
    fn gather(values: Vec<S<L>>) -> Option<Self> {
        Some(values.into_iter().next())
    }
    fn text(&self) -> Option<String> {
        self.as_ref().map(|v| v.value.show())
    }
    fn texts(&self) -> Vec<S<String>> {
        self.iter().map(shown).collect()
    }
}

impl<L: Leaf> LeafField for Vec<S<L>> {
    type Leaf = L;
    const MANY: bool = true;
    fn gather(values: Vec<S<L>>) -> Option<Self> {
        Some(values)
    }
    fn text(&self) -> Option<String> {
        self.first().map(|v| v.value.show())
    }
    fn texts(&self) -> Vec<S<String>> {
        self.iter().map(shown).collect()
    }
}

/// The type of a field that holds nodes: `N` (must be there), `Option<N>`, `Vec<N>`.
pub trait NodeField: Sized {
    /// The node.
    type Node: Node;
    /// Whether it must be there.
    const REQUIRED: bool = false;
    /// Whether it may be there more than once.
    const MANY: bool = false;
    /// The field of what was read; `None` where something that must be there is not.
    fn gather(nodes: Vec<Self::Node>) -> Option<Self>;
    /// The nodes.
    fn nodes(&self) -> &[Self::Node];
}

impl<N: Node> NodeField for N {
    type Node = N;
    const REQUIRED: bool = true;
    fn gather(nodes: Vec<N>) -> Option<Self> {
        nodes.into_iter().next()
    }
    fn nodes(&self) -> &[N] {
        std::slice::from_ref(self)
    }
}

impl<N: Node> NodeField for Option<N> {
    type Node = N;
    fn gather(nodes: Vec<N>) -> Option<Self> {
        Some(nodes.into_iter().next())
    }
    fn nodes(&self) -> &[N] {
        self.as_slice()
    }
}

impl<N: Node> NodeField for Vec<N> {
    type Node = N;
    const MANY: bool = true;
    fn gather(nodes: Vec<N>) -> Option<Self> {
        Some(nodes)
    }
    fn nodes(&self) -> &[N] {
        self
    }
}

/// The type of a field that holds several kinds of nodes in order: `Vec<U>`.
pub trait UnionField {
    /// The union.
    type Union: Union;
}

impl<U: Union> UnionField for Vec<U> {
    type Union = U;
}
