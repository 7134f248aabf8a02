//! What was read: the data alone, in slices of the text wherever it stands there as it is.
//!
//! All values of a file lie in one list, each before what it holds: a file of a hundred thousand lines takes one piece of
//! memory, and gives it back at once.

use std::borrow::Cow;

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree<'a> {
    /// Never empty: the first is the root.
    pub(super) nodes: Vec<Node<'a>>,
}

/// A value and its key; what it holds follows it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node<'a> {
    /// Empty at the root and in sequences.
    pub key: Cow<'a, str>,
    pub what: What<'a>,
    /// How many nodes it holds, those that they hold included.
    pub below: usize,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum What<'a> {
    /// No value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string of any style.
    Text(Cow<'a, str>),
    /// A sequence.
    List,
    /// A mapping, in the order of writing; no key is there twice.
    Object,
}

/// A value with everything in it, in the tree of its file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value<'t> {
    own: &'t Node<'t>,
    below: &'t [Node<'t>],
}

impl Tree<'_> {
    /// The value of the file.
    pub fn root(&self) -> Value<'_> {
        let (own, below) = self.nodes.split_first().expect("nothing is read without a root");
        Value { own, below }
    }
}

impl<'t> Value<'t> {
    /// What it is.
    pub fn what(self) -> &'t What<'t> {
        &self.own.what
    }

    /// The value behind a key of a mapping.
    pub fn get(self, key: &str) -> Option<Self> {
        self.fields().find(|(own, _)| *own == key).map(|(_, value)| value)
    }

    /// The keys and values of a mapping; none of anything else.
    pub fn fields(self) -> Fields<'t> {
        Fields { rest: if self.own.what == What::Object { self.below } else { &[] } }
    }

    /// The items of a sequence; none of anything else.
    pub fn items(self) -> Items<'t> {
        Items(Fields { rest: if self.own.what == What::List { self.below } else { &[] } })
    }

    /// The text of a string.
    pub fn as_str(self) -> Option<&'t str> {
        match &self.own.what {
            What::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is `true`.
    pub fn is_true(self) -> bool {
        self.own.what == What::Bool(true)
    }
}

/// The keys and values of a mapping, in order.
#[derive(Clone, Debug)]
pub struct Fields<'t> {
    rest: &'t [Node<'t>],
}

impl<'t> Iterator for Fields<'t> {
    type Item = (&'t str, Value<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let (own, rest) = self.rest.split_first()?;
        let (below, rest) = rest.split_at_checked(own.below)?;
        self.rest = rest;
        Some((&own.key, Value { own, below }))
    }
}

/// The items of a sequence, in order.
#[derive(Clone, Debug)]
pub struct Items<'t>(Fields<'t>);

impl<'t> Iterator for Items<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        self.0.next().map(|(_, value)| value)
    }
}
