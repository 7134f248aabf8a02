//! Text to a tolerant KDL 2.0 tree: always a tree, and all that is wrong with the text.
//!
//! Written here rather than taken from a crate because a compiler with an editor behind it needs what a strict
//! reader does not give: a tree while the text is broken, every error at once, and time that grows with the
//! length of the text and with nothing else. Hence the shape: one pass over the bytes, no recursion (open blocks
//! are on a stack of the parser's own), nodes in flat lists that point at each other by index.

mod chars;
mod entries;
mod format;
mod mistakes;
mod multiline;
mod number;
mod parser;
mod quoted;
mod space;
mod tree;
mod value;

pub use format::{Edit, WIDTH, format, format_range};
pub use tree::{Block, Children, Document, Entries, Entry, Node, Trivia, TriviaKind, Value};

use crate::diag::{Diagnostic, codes};
use crate::source::{FileId, Span};

/// The largest text that is read; every offset of a smaller one fits a span with room to spare.
pub const MAX_BYTES: usize = 16 << 20;

/// How many nodes and values a text, or all texts of a spec together, may have: twice what the largest
/// monorepo writes. Each costs far more memory than the two bytes that it may be written with.
pub const MAX_ITEMS: usize = 400_000;

/// How deep blocks may nest. What reads the tree may recurse: this is what keeps its stack small.
pub const MAX_DEPTH: usize = 128;

/// What [`parse`] gives: the tree, and what is wrong with the text.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The tree, with whatever could be understood.
    pub document: Document,
    /// Everything found, in the order of the text. Without an error the text is KDL 2.0.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads `text`. Never panics and never gives up early: broken parts are reported and left out, or stand as
/// [`Value::Error`].
pub fn parse(file: FileId, text: &str) -> Parsed {
    if text.len() > MAX_BYTES {
        let size = text.len() as f64 / f64::from(1 << 20);
        let problem = Diagnostic::error(
            codes::UNREADABLE_FILE,
            Span::new(file, 0, 0),
            format!("this file has {size:.1} MiB; at most 16 MiB are read"),
        )
        .help("split it with `include`");
        return Parsed { document: Document::default(), diagnostics: vec![problem] };
    }
    parser::Parser::new(file, text).document()
}

#[cfg(test)]
mod tests;
