//! What was read: the data alone, as slices of the text wherever it stands there as it is.
//!
//! All values of a file lie in one list, each before what it holds: a file of a hundred thousand lines takes one piece of
//! memory, and gives it back at once.

use std::borrow::Cow;

use memchr::memmem::Finder;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    text: &'a str,
    /// Strings that do not stand in the text as they are, one behind the other.
    pub(super) made: String,
    /// Never empty once it is read: the first is the root.
    nodes: Vec<Node>,
}

/// The memory of a tree that is gone: the next one need not touch new pages for its own.
#[derive(Debug, Default)]
pub struct Scratch(Vec<Node>);

/// A value and its key; what it holds follows it.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// What it stands under: in a sequence the key of that, at the root nothing.
    key: Slice,
    kind: Kind,
    /// How many nodes it holds, those that they hold included.
    below: u32,
}

/// Where a string stands: in the text, or behind its end in what was made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice {
    start: u32,
    length: u32,
}

impl Slice {
    /// An empty string.
    pub(super) const NONE: Self = Self { start: 0, length: 0 };

    /// The slice from one byte to before another.
    #[inline]
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, length: (end - start) as u32 }
    }

    fn end(self) -> usize {
        self.start as usize + self.length as usize
    }
}

/// What is known of a value. Numbers are rare, and their bytes do not make every node larger.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Int([u8; 8]),
    Float([u8; 8]),
    Text(Slice),
    List,
    Object,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What<'t> {
    /// No value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string of any style.
    Text(&'t str),
    /// A sequence.
    List,
    /// A mapping, in the order of writing; no key is there twice.
    Object,
}

/// A value with everything in it, in the tree of its file.
#[derive(Clone, Copy, Debug)]
pub struct Value<'t> {
    tree: &'t Tree<'t>,
    at: usize,
}

impl<'a> Tree<'a> {
    /// The longest text that can be read: slices are small.
    pub(super) const LONGEST: usize = (u32::MAX / 4) as usize;

    /// A tree without a value, of what will be read from `text`.
    pub(super) fn new(text: &'a str, Scratch(mut nodes): Scratch) -> Self {
        nodes.clear();
        // A line is some thirty bytes and holds a value; memory that is not used is never touched.
        nodes.reserve(text.len() / 24);
        Self { text, made: String::new(), nodes }
    }

    /// Its memory, for another.
    pub fn scratch(self) -> Scratch {
        Scratch(self.nodes)
    }

    /// Adds a value.
    #[inline]
    pub(super) fn push(&mut self, key: Slice, kind: Kind) {
        self.nodes.push(Node { key, kind, below: 0 });
    }

    /// Where the next value will be.
    pub(super) fn end(&self) -> usize {
        self.nodes.len()
    }

    /// Ends a collection: what was added since belongs to it.
    pub(super) fn close(&mut self, at: usize) {
        self.nodes[at].below = (self.nodes.len() - at - 1) as u32;
    }

    /// The value at a place.
    pub(super) fn value(&'a self, at: usize) -> Value<'a> {
        Value { tree: self, at }
    }

    /// The value of the file.
    pub fn root(&self) -> Value<'_> {
        Value { tree: self, at: 0 }
    }

    /// Where the next string will be made, at the end of [`Tree::made`].
    pub(super) fn next_made(&self) -> usize {
        self.made.len()
    }

    /// The string that was made from a place on.
    pub(super) fn made_from(&self, start: usize) -> Slice {
        Slice::new(self.text.len() + start, self.text.len() + self.made.len())
    }

    /// Where a string stands that is a slice of the text, or was made from one.
    pub(super) fn slice(&mut self, text: Cow<'a, str>) -> Slice {
        match text {
            // By the way the slice was made.
            Cow::Borrowed(slice) => {
                let start = slice.as_ptr().addr() - self.text.as_ptr().addr();
                Slice::new(start, start + slice.len())
            }
            Cow::Owned(made) => {
                let start = self.next_made();
                self.made.push_str(&made);
                self.made_from(start)
            }
        }
    }

    #[inline]
    fn bytes(&self, slice: Slice) -> &[u8] {
        let (start, length) = (slice.start as usize, slice.length as usize);
        match start.checked_sub(self.text.len()) {
            None => &self.text.as_bytes()[start..start + length],
            Some(start) => &self.made.as_bytes()[start..start + length],
        }
    }

    #[inline]
    fn at(&self, slice: Slice) -> &str {
        let (start, length) = (slice.start as usize, slice.length as usize);
        match start.checked_sub(self.text.len()) {
            None => &self.text[start..start + length],
            Some(start) => &self.made[start..start + length],
        }
    }
}

impl<'t> Value<'t> {
    #[inline]
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.at]
    }

    /// What it is.
    pub fn what(self) -> What<'t> {
        match self.node().kind {
            Kind::Null => What::Null,
            Kind::Bool(value) => What::Bool(value),
            Kind::Int(value) => What::Int(i64::from_ne_bytes(value)),
            Kind::Float(value) => What::Float(f64::from_ne_bytes(value)),
            Kind::Text(slice) => What::Text(self.tree.at(slice)),
            Kind::List => What::List,
            Kind::Object => What::Object,
        }
    }

    /// The value behind a key of a mapping.
    pub fn get(self, key: &str) -> Option<Self> {
        self.members().find(|value| value.is_under(key))
    }

    /// The keys and values of a mapping; none of anything else.
    pub fn fields(self) -> impl Iterator<Item = (&'t str, Value<'t>)> {
        self.members().map(|value| (value.key(), value))
    }

    /// The values of a mapping; none of anything else.
    pub fn members(self) -> Items<'t> {
        self.children(matches!(self.node().kind, Kind::Object))
    }

    /// The items of a sequence; none of anything else.
    pub fn items(self) -> Items<'t> {
        self.children(matches!(self.node().kind, Kind::List))
    }

    /// The text of a string.
    pub fn as_str(self) -> Option<&'t str> {
        match self.node().kind {
            Kind::Text(slice) => Some(self.tree.at(slice)),
            _ => None,
        }
    }

    /// The texts in it, in order: each with what it stands under, and whether a mark is in it. That is looked for in
    /// the file from one text that has it to the next: most have not.
    pub fn texts(self, mark: &Finder<'_>) -> impl Iterator<Item = (&'t str, &'t str, bool)> {
        let tree = self.tree;
        let nodes = &tree.nodes[self.at..self.at + 1 + self.node().below as usize];
        let length = tree.text.len();
        let last = nodes.iter().rev().find_map(|node| match node.kind {
            Kind::Text(slice) if (slice.start as usize) < length => Some(slice.end()),
            _ => None,
        });
        let last = last.unwrap_or_default();
        // Where the next mark is; that behind the last one is the end of the file.
        let mut next = 0;
        nodes.iter().filter_map(move |node| {
            let Kind::Text(slice) = node.kind else { return None };
            let (start, text) = (slice.start as usize, tree.at(slice));
            if start >= length {
                return Some((tree.at(node.key), text, mark.find(text.as_bytes()).is_some()));
            }
            if next < start {
                next = mark.find(&tree.text.as_bytes()[start..last]).map_or(length, |more| start + more);
            }
            Some((tree.at(node.key), text, next + mark.needle().len() <= slice.end()))
        })
    }

    /// Whether this is `true`.
    pub fn is_true(self) -> bool {
        matches!(self.node().kind, Kind::Bool(true))
    }

    /// Whether it holds no other values.
    pub fn is_empty(self) -> bool {
        self.node().below == 0
    }

    /// Whether it is the text of a string.
    pub fn is_text(self) -> bool {
        matches!(self.node().kind, Kind::Text(_))
    }

    /// What it stands under: in a sequence the key of that, at the root nothing.
    pub fn key(self) -> &'t str {
        self.tree.at(self.node().key)
    }

    /// Whether that is this key.
    #[inline]
    pub fn is_under(self, key: &str) -> bool {
        let own = self.node().key;
        own.length as usize == key.len() && self.tree.bytes(own) == key.as_bytes()
    }

    fn children(self, any: bool) -> Items<'t> {
        let below = if any { self.node().below as usize } else { 0 };
        Items { next: Self { at: self.at + 1, ..self }, end: self.at + 1 + below }
    }
}

/// The items of a sequence or the values of a mapping, in order.
#[derive(Clone, Debug)]
pub struct Items<'t> {
    next: Value<'t>,
    end: usize,
}

impl<'t> Iterator for Items<'t> {
    type Item = Value<'t>;

    #[inline]
    fn next(&mut self) -> Option<Value<'t>> {
        if self.next.at >= self.end {
            return None;
        }
        let found = self.next;
        self.next.at += 1 + found.node().below as usize;
        Some(found)
    }
}
