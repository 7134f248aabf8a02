//! The one layout of a KDL text.
//!
//! - Four spaces a level, one node a line, its `{` on its line; single spaces between entries, none around `=`, in
//!   a type annotation or behind `/-`.
//! - A block that was written on one line stays on it, every node ended by `;`, while it holds one to three nodes,
//!   no comment, no further block, and its line fits in [`WIDTH`] columns.
//! - One blank line at most, none where a block starts or ends.
//! - A line is continued with `\` where its writer did so, and nowhere else.
//! - Comments stay beside what they were written beside. Names, numbers and strings are copied; of a `"""` string
//!   the indentation moves along with its node, which KDL takes off again.
//! - LF, no byte order mark, a newline at the end.
//!
//! The layout never changes what a text means: tests/fmt_laws.rs.

mod gaps;
mod print;
mod strings;

use super::{MAX_BYTES, Parsed};
pub use crate::diag::Edit;
use crate::diag::{Diagnostic, codes};
use crate::source::{FileId, Span};
use print::Printer;
use std::ops::Range;

/// How wide a line with a whole block on it may be.
pub const WIDTH: usize = 100;

/// `text` in its one layout, or what is wrong with its syntax: what cannot be read is not touched.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    laid_out(text).map(|printer| printer.out)
}

/// What formats the nodes of the top level that `range` (in bytes) touches, with the space and the comments before
/// them, and leaves all others alone.
pub fn format_range(text: &str, range: Range<usize>) -> Result<Vec<Edit>, Vec<Diagnostic>> {
    let printer = laid_out(text)?;
    let end = range.end.min(text.len());
    let selected = text.get(range.start.min(end)..end).unwrap_or(text);
    // Whoever selects whole lines means the nodes on them, not the space around; but all is all.
    let (start, end) = match selected.trim() == text.trim() {
        true => (0, text.len() + 1),
        false => {
            let start = range.start.min(end) + (selected.len() - selected.trim_start().len());
            (start, start + selected.trim().len())
        }
    };
    let mut edits = Vec::new();
    let (mut old_start, mut new_start) = (0, 0);
    for &(old_end, new_end) in printer.ends.iter().chain([&(text.len(), printer.out.len())]) {
        let (old, new) = (&text[old_start..old_end], &printer.out[new_start..new_end]);
        if old != new && start <= old_end && end > old_start {
            let span = Span::new(FileId(0), old_start as u32, old_end as u32);
            edits.push(Edit { span, replacement: new.to_owned() });
        }
        (old_start, new_start) = (old_end, new_end);
    }
    Ok(edits)
}

fn laid_out(text: &str) -> Result<Printer<'_>, Vec<Diagnostic>> {
    let Parsed { document, diagnostics } = super::parse(FileId(0), text);
    // Doubtful text is not touched either: in a new layout it would not even look doubtful any more.
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut printer = Printer::new(text, document.trivia.clone());
    printer.document(&document);
    // Indentation can make a hundred bytes of one. What was written has to be read again.
    if printer.out.len() > MAX_BYTES {
        let whole = Span::new(FileId(0), 0, text.len() as u32);
        let problem = Diagnostic::error(codes::UNREADABLE_FILE, whole, "this file is too large for a layout of lines");
        return Err(vec![problem.help("split it with `include`")]);
    }
    Ok(printer)
}

#[cfg(test)]
mod tests;
