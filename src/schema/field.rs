//! How the Rust type of a field says how often it may be written.

use super::decode::{Decoder, Reader};
use super::{Kind, Leaf, NodeSchema, Outline};
use crate::source::{S, Span};
use crate::syntax;
use std::borrow::Cow;

/// A node of the language: implemented by [`node!`](crate::node) only.
pub trait Node: Sized {
    /// Its schema.
    fn schema() -> &'static NodeSchema;
    /// Reads it; what is wrong goes to the decoder, and `None` says that the node is unusable.
    fn decode(node: syntax::Node<'_>, decoder: &mut Decoder) -> Option<Self>;
    /// Reads its fields from a reader that stands at its start.
    fn read(reader: Reader<'_, '_>, span: Span, name_span: Span) -> Option<Self>;
    /// What tells it from its neighbours of the same name: its name or first argument.
    fn key(&self) -> Option<Cow<'_, str>>;
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

/// What a field is read into, one by one: a list only where there may be several, since most there is one of or none.
pub trait Gathered<T>: Default {
    /// None, with room for so many.
    fn with_room(count: usize) -> Self;
    /// One more.
    fn add(&mut self, one: T);
    /// Whether there is none.
    fn is_empty(&self) -> bool;
}

impl<T> Gathered<T> for Option<T> {
    fn with_room(_: usize) -> Self {
        None
    }
    /// The first one stays.
    fn add(&mut self, one: T) {
        self.get_or_insert(one);
    }
    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T> Gathered<T> for Vec<T> {
    fn with_room(count: usize) -> Self {
        Vec::with_capacity(count)
    }
    fn add(&mut self, one: T) {
        self.push(one);
    }
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }
}

/// The type of a field that holds values: `S<L>` (must be there), `Option<S<L>>`, `Vec<S<L>>` (any number).
pub trait LeafField: Sized {
    /// The kind of value.
    type Leaf: Leaf;
    /// What they are read into.
    type Read: Gathered<S<Self::Leaf>>;
    /// What is read.
    const KIND: Kind = <Self::Leaf as Leaf>::KIND;
    /// Whether it must be there.
    const REQUIRED: bool = false;
    /// Whether it may be there more than once.
    const MANY: bool = false;
    /// The field of what was read; `None` where something that must be there is not.
    fn gather(values: Self::Read) -> Option<Self>;
    /// The first value, as text.
    fn text(&self) -> Option<Cow<'_, str>>;
    /// Every value as text, each with its place.
    fn texts(&self) -> Vec<S<String>>;
}

fn shown<L: Leaf>(value: &S<L>) -> S<String> {
    value.as_ref().map(|value| value.show().into_owned())
}

impl<L: Leaf> LeafField for S<L> {
    type Leaf = L;
    type Read = Option<S<L>>;
    const REQUIRED: bool = true;
    fn gather(value: Option<S<L>>) -> Option<Self> {
        value
    }
    fn text(&self) -> Option<Cow<'_, str>> {
        Some(self.value.show())
    }
    fn texts(&self) -> Vec<S<String>> {
        vec![shown(self)]
    }
}

impl<L: Leaf> LeafField for Option<S<L>> {
    type Leaf = L;
    type Read = Self;
    fn gather(value: Self) -> Option<Self> {
        Some(value)
    }
    fn text(&self) -> Option<Cow<'_, str>> {
        self.as_ref().map(|v| v.value.show())
    }
    fn texts(&self) -> Vec<S<String>> {
        self.iter().map(shown).collect()
    }
}

impl<L: Leaf> LeafField for Vec<S<L>> {
    type Leaf = L;
    type Read = Self;
    const MANY: bool = true;
    fn gather(values: Self) -> Option<Self> {
        Some(values)
    }
    fn text(&self) -> Option<Cow<'_, str>> {
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
    /// What they are read into.
    type Read: Gathered<Self::Node>;
    /// Whether it must be there.
    const REQUIRED: bool = false;
    /// Whether it may be there more than once.
    const MANY: bool = false;
    /// The field of what was read; `None` where something that must be there is not.
    fn gather(nodes: Self::Read) -> Option<Self>;
    /// The nodes.
    fn nodes(&self) -> &[Self::Node];
}

impl<N: Node> NodeField for N {
    type Node = N;
    type Read = Option<N>;
    const REQUIRED: bool = true;
    fn gather(node: Option<N>) -> Option<Self> {
        node
    }
    fn nodes(&self) -> &[N] {
        std::slice::from_ref(self)
    }
}

impl<N: Node> NodeField for Option<N> {
    type Node = N;
    type Read = Self;
    fn gather(node: Self) -> Option<Self> {
        Some(node)
    }
    fn nodes(&self) -> &[N] {
        self.as_slice()
    }
}

impl<N: Node> NodeField for Vec<N> {
    type Node = N;
    type Read = Self;
    const MANY: bool = true;
    fn gather(nodes: Self) -> Option<Self> {
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
