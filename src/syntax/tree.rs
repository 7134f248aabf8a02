//! The tree: flat lists of nodes, entries and blocks that point at each other by index.

use std::fmt;
use std::iter::successors;

use crate::source::{FileId, Span};

mod data;
mod lists;

pub(super) use data::{BlockData, Bytes, EntryData, NONE, Name, NodeData, Number, Stored};
pub use lists::{Children, Entries};

/// A value as written, decoded. A tree keeps its texts in one place and lends them: its values hold `&str`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<T = String> {
    /// `#null`.
    Null,
    /// `#true` or `#false`.
    Bool(bool),
    /// A number without point and exponent that fits.
    Integer(i128),
    /// Any other number; `#inf`, `#-inf` and `#nan` too.
    Float(f64),
    /// A string of any notation, escapes resolved and indentation removed.
    String(T),
    /// Broken; a diagnostic has said why.
    Error,
}

impl<T> Value<T> {
    /// The same value with its text in another form.
    pub fn map<U>(self, text: impl FnOnce(T) -> U) -> Value<U> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(yes) => Value::Bool(yes),
            Self::Integer(number) => Value::Integer(number),
            Self::Float(number) => Value::Float(number),
            Self::String(own) => Value::String(text(own)),
            Self::Error => Value::Error,
        }
    }
}

/// What a piece of trivia is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriviaKind {
    /// `// ...`, without the line's end.
    LineComment,
    /// `/* ... */`.
    BlockComment,
    /// The `\` that continues a line.
    Continuation,
    /// The `/-` itself; what it leaves out is in the tree.
    Slashdash,
}

/// Text that means nothing to the decoder and much to its writer. Blank lines are what lies between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trivia {
    /// What it is.
    pub kind: TriviaKind,
    /// Where it stands.
    pub span: Span,
}

/// A whole file.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) file: FileId,
    /// The text of the file, in which most names and values stand as they are; behind it those that are written with
    /// escapes or over several lines, decoded.
    pub(super) strings: String,
    pub(super) nodes: Vec<NodeData>,
    pub(super) entries: Vec<EntryData>,
    pub(super) blocks: Vec<BlockData>,
    /// The keys and the type annotations.
    pub(super) names: Vec<Name>,
    pub(super) numbers: Vec<Number>,
    pub(super) trivia: Vec<Trivia>,
    pub(super) first_node: u32,
}

impl Default for Document {
    /// A file without a node.
    fn default() -> Self {
        Self {
            file: FileId::default(),
            strings: String::new(),
            nodes: Vec::new(),
            entries: Vec::new(),
            blocks: Vec::new(),
            names: Vec::new(),
            numbers: Vec::new(),
            trivia: Vec::new(),
            first_node: NONE,
        }
    }
}

impl Document {
    /// The empty tree of a text, with room for what one of its length usually says: a small file's lists need not grow.
    pub(super) fn of(file: FileId, text: &str) -> Self {
        let bytes = text.len().min(1 << 14);
        Self {
            file,
            strings: text.to_owned(),
            nodes: Vec::with_capacity(bytes / 28),
            entries: Vec::with_capacity(bytes / 24),
            ..Self::default()
        }
    }

    /// The nodes of the top level, without what `/-` leaves out and what could not be read.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.all_nodes().filter(|node| node.counts())
    }

    /// The nodes of the top level as they stand in the text, those that [`nodes`](Self::nodes) leaves out too.
    pub fn all_nodes(&self) -> impl Iterator<Item = Node<'_>> {
        list(self.first_node, |id| self.nodes[id].next).map(|id| Node { document: self, id })
    }

    /// Whether any node, key or type annotation is called like one of `words`, counting or not: far less work than a walk
    /// through the tree, which can be left out where none is.
    pub fn mentions(&self, words: &[&str]) -> bool {
        let is = |(start, end): Bytes| {
            let name = self.strings.as_bytes().get(start as usize..end as usize).unwrap_or_default();
            words.iter().any(|word| word.as_bytes() == name)
        };
        self.nodes.iter().any(|node| is(node.name.text)) || self.names.iter().any(|name| is(name.text))
    }

    /// Comments, continuations and slashdashes of the whole file, in its order.
    pub fn trivia(&self) -> &[Trivia] {
        &self.trivia
    }

    /// How many nodes and values there are, those that count for nothing too. Comments weigh less.
    pub fn items(&self) -> usize {
        self.nodes.len() + self.entries.len() + self.blocks.len() / 2 + self.trivia.len() / 4
    }

    /// The file that was read.
    pub fn file(&self) -> FileId {
        self.file
    }

    fn span(&self, (start, end): Bytes) -> Span {
        Span::new(self.file, start, end)
    }

    fn slashdash(&self, start: u32) -> Option<Span> {
        (start != NONE).then(|| self.span((start, start + 2)))
    }

    fn name(&self, index: u32) -> Option<Name> {
        self.names.get(index as usize).copied()
    }

    pub(super) fn text(&self, (start, end): Bytes) -> &str {
        &self.strings[start as usize..end as usize]
    }
}

/// The indices of a linked list.
fn list(first: u32, next: impl Fn(usize) -> u32) -> impl Iterator<Item = usize> {
    let index = |id: u32| (id != NONE).then_some(id as usize);
    successors(index(first), move |id| index(next(*id)))
}

/// A node: a name, entries, and perhaps blocks of further nodes.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document,
    id: usize,
}

impl<'a> Node<'a> {
    fn data(self) -> &'a NodeData {
        &self.document.nodes[self.id]
    }

    fn counts(self) -> bool {
        self.data().slashdash == NONE && !self.data().nameless
    }

    /// The name, decoded.
    pub fn name(self) -> &'a str {
        self.document.text(self.data().name.text)
    }

    /// Where the name stands, quotes included.
    pub fn name_span(self) -> Span {
        self.document.span(self.data().name.at)
    }

    /// From the type annotation or the name to the end of the last entry or block.
    pub fn span(self) -> Span {
        self.document.span(self.data().at)
    }

    /// The type annotation, decoded.
    pub fn ty(self) -> Option<&'a str> {
        self.document.name(self.data().ty).map(|ty| self.document.text(ty.text))
    }

    /// Where the type annotation stands, without its parentheses.
    pub fn ty_span(self) -> Option<Span> {
        self.document.name(self.data().ty).map(|ty| self.document.span(ty.at))
    }

    /// The `/-` that leaves this node out.
    pub fn slashdash(self) -> Option<Span> {
        self.document.slashdash(self.data().slashdash)
    }

    /// Arguments and properties in their order, without what `/-` leaves out. Of two properties with the same
    /// key both are here.
    pub fn entries(self) -> Entries<'a> {
        Entries::of(self)
    }

    /// Arguments and properties as they stand in the text.
    pub fn all_entries(self) -> impl Iterator<Item = Entry<'a>> {
        let document = self.document;
        list(self.data().first_entry, |id| document.entries[id].next)
            .map(move |id| Entry { document, data: &document.entries[id] })
    }

    /// Whether there is a `{ }`, even an empty one, that no `/-` leaves out.
    pub fn has_block(self) -> bool {
        self.block_span().is_some()
    }

    /// The block, braces included.
    pub fn block_span(self) -> Option<Span> {
        self.all_blocks().find(|block| block.slashdash().is_none()).map(Block::span)
    }

    /// All blocks as they stand in the text: KDL allows one, and any number behind `/-`.
    pub fn all_blocks(self) -> impl Iterator<Item = Block<'a>> {
        let document = self.document;
        list(self.data().first_block, |id| document.blocks[id].next)
            .map(move |id| Block { document, data: &document.blocks[id] })
    }

    /// The nodes in the block, without what `/-` leaves out and what could not be read.
    pub fn children(self) -> Children<'a> {
        Children::of(self)
    }
}

/// One `{ }` of a node.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    document: &'a Document,
    data: &'a BlockData,
}

impl<'a> Block<'a> {
    /// From brace to brace.
    pub fn span(self) -> Span {
        self.document.span(self.data.at)
    }

    /// The `/-` that leaves this block out.
    pub fn slashdash(self) -> Option<Span> {
        self.document.slashdash(self.data.slashdash)
    }

    /// Its nodes as they stand in the text, those behind `/-` too.
    pub fn all_nodes(self) -> impl Iterator<Item = Node<'a>> {
        let document = self.document;
        list(self.data.first_child, |id| document.nodes[id].next).map(move |id| Node { document, id })
    }
}

/// An argument or a property.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    document: &'a Document,
    data: &'a EntryData,
}

impl<'a> Entry<'a> {
    /// The key of a property, decoded, and where it stands; an argument has none.
    pub fn key(self) -> Option<(&'a str, Span)> {
        self.document.name(self.data.key).map(|key| (self.document.text(key.text), self.document.span(key.at)))
    }

    /// Whether it is an argument: it has no key.
    pub fn is_argument(self) -> bool {
        self.data.key == NONE
    }

    /// The value.
    pub fn value(self) -> Value<&'a str> {
        match self.data.value {
            Stored::Null => Value::Null,
            Stored::Bool(yes) => Value::Bool(yes),
            Stored::Small(number) => Value::Integer(number.into()),
            Stored::Number(index) => match self.document.numbers[index as usize] {
                Number::Integer(number) => Value::Integer(number),
                Number::Float(number) => Value::Float(number),
            },
            Stored::String(text) => Value::String(self.document.text(text)),
            Stored::Error => Value::Error,
        }
    }

    /// Where the value stands, without its type annotation; empty where one is missing.
    pub fn value_span(self) -> Span {
        self.document.span(self.data.value_at)
    }

    /// The whole entry: key, type annotation, value.
    pub fn span(self) -> Span {
        self.document.span(self.data.bounds())
    }

    /// The type annotation of the value, decoded.
    pub fn ty(self) -> Option<&'a str> {
        self.document.name(self.data.ty).map(|ty| self.document.text(ty.text))
    }

    /// Where the type annotation stands, without its parentheses.
    pub fn ty_span(self) -> Option<Span> {
        self.document.name(self.data.ty).map(|ty| self.document.span(ty.at))
    }

    /// The `/-` that leaves this entry out.
    pub fn slashdash(self) -> Option<Span> {
        self.document.slashdash(self.data.slashdash)
    }
}

// Short, since each of these points at the whole document.

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = self.data().at;
        write!(f, "Node({:?}, {start}..{end})", self.name())
    }
}

impl fmt::Debug for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = self.data.at;
        write!(f, "Block({start}..{end})")
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = self.data.bounds();
        match self.key() {
            Some((key, _)) => write!(f, "Entry({key:?}={:?}, {start}..{end})", self.value()),
            None => write!(f, "Entry({:?}, {start}..{end})", self.value()),
        }
    }
}
