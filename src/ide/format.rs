//! The one layout of a text, as edits.

use super::Analysis;
use crate::source::{FileId, Span};
use crate::syntax::{self, Edit};

/// What formats a file: only the parts that change. `None` where the text cannot be read and so is not touched.
pub fn format(analysis: &Analysis, file: FileId) -> Option<Vec<Edit>> {
    let length = analysis.source(file)?.text.len() as u32;
    range(analysis, Span::new(file, 0, length))
}

/// What formats the nodes of the top level that a range touches.
pub fn range(analysis: &Analysis, range: Span) -> Option<Vec<Edit>> {
    let text = &analysis.source(range.file)?.text;
    let edits = syntax::format_range(text, range.start as usize..range.end as usize).ok()?;
    let placed = |edit: Edit| Edit { span: Span { file: range.file, ..edit.span }, ..edit };
    Some(edits.into_iter().map(placed).collect())
}
