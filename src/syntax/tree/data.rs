//! What a tree is made of. There is one of these for every few bytes of a text: what few have is an index or an offset,
//! or [`NONE`].

/// No index: the end of a list.
pub(in crate::syntax) const NONE: u32 = u32::MAX;

/// Bytes `start..end` of the text.
pub(in crate::syntax) type Bytes = (u32, u32);

/// A name, key or type annotation: its decoded text (a range of `Document::strings`) and where it stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::syntax) struct Name {
    pub text: Bytes,
    pub at: Bytes,
}

/// A number as its text means it.
#[derive(Debug, Clone, Copy)]
pub(in crate::syntax) enum Number {
    Integer(i128),
    Float(f64),
}

/// A value in as little room as most need: its text is a range of `Document::strings`, and a number that is not small
/// an index of `Document::numbers`.
#[derive(Debug, Clone, Copy)]
pub(in crate::syntax) enum Stored {
    Null,
    Bool(bool),
    Small(i32),
    Number(u32),
    String(Bytes),
    Error,
}

#[derive(Debug, Clone)]
pub(in crate::syntax) struct NodeData {
    /// The index of its type annotation.
    pub ty: u32,
    pub name: Name,
    /// Broken so that no name could be read: kept for tools, not shown to the decoder.
    pub nameless: bool,
    /// Where its `/-` starts.
    pub slashdash: u32,
    pub at: Bytes,
    pub first_entry: u32,
    pub first_block: u32,
    pub next: u32,
}

#[derive(Debug, Clone)]
pub(in crate::syntax) struct EntryData {
    pub ty: u32,
    /// The index of its key.
    pub key: u32,
    pub value: Stored,
    pub value_at: Bytes,
    pub slashdash: u32,
    /// Where it starts; it ends with its value.
    pub start: u32,
    pub next: u32,
}

impl EntryData {
    /// From its start to the end of its value.
    pub(super) fn bounds(&self) -> Bytes {
        (self.start, self.value_at.1)
    }
}

#[derive(Debug, Clone)]
pub(in crate::syntax) struct BlockData {
    pub slashdash: u32,
    pub at: Bytes,
    pub first_child: u32,
    pub next: u32,
}
