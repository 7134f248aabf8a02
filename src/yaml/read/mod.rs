//! Reads back what the printer writes, and nothing else.
//!
//! Text of another form is refused, also where it is good YAML: what dbgen has not written it cannot judge. That makes
//! the reader small and fast: a line is one of eight things, and most of them become slices of the text.

mod blocks;
mod line;
mod value;

use std::borrow::Cow;
use std::fmt;

use super::scalar::must_escape;
use blocks::Blocks;
pub use value::{Items, Scratch, Tree, Value, What};

/// Why a text is not what the printer writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The line, from 1.
    pub line: usize,
    /// What was expected, or what is wrong.
    pub what: Cow<'static, str>,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {}", self.what, self.line)
    }
}

impl std::error::Error for Unread {}

/// What is wrong, before it is known where. It is a pointer, since every line is read through results of it.
struct Fault(Box<Cow<'static, str>>);

impl From<&'static str> for Fault {
    fn from(what: &'static str) -> Self {
        Self(Box::new(what.into()))
    }
}

impl From<String> for Fault {
    fn from(what: String) -> Self {
        Self(Box::new(what.into()))
    }
}

type Read<T> = Result<T, Fault>;

/// The tree of a file that [`Document::print`](super::Document::print) has written.
pub fn read(text: &str) -> Result<Tree<'_>, Unread> {
    read_into(text, Scratch::default())
}

/// [`read`], in memory that another tree had.
pub fn read_into(text: &str, scratch: Scratch) -> Result<Tree<'_>, Unread> {
    let plain = text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~' | b'\n' | b'\t'));
    if !plain && let Some(at) = text.find(|found| !matches!(found, '\n' | '\t') && must_escape(found)) {
        let line = text[..at].matches('\n').count() + 1;
        return Err(Unread { line, what: "a character that has to be escaped".into() });
    }
    if text.len() > Tree::LONGEST {
        return Err(Unread { line: 1, what: "the file is too long".into() });
    }
    if !text.is_empty() && !text.ends_with('\n') {
        return Err(Unread { line: text.matches('\n').count() + 1, what: "expected a line break at the end".into() });
    }
    let mut blocks = Blocks::new(text, scratch);
    match blocks.document() {
        Ok(()) => Ok(blocks.tree()),
        Err(Fault(what)) => Err(Unread { line: blocks.line_number(), what: *what }),
    }
}
