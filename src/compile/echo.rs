//! Reports that only repeat an earlier one: mending the first mends them too, so they are not made.

use crate::diag::{Diagnostic, codes};
use crate::schema::Node;
use crate::source::{Sources, Span};
use crate::spec::Spec;

/// In a text with broken syntax, a node of the top level that stands in another one was swallowed by a block without an
/// end: the brace is what is wrong.
pub fn swallowed(said: &mut Vec<Diagnostic>, sources: &Sources) {
    let top = Spec::schema().child_names();
    said.retain(|d| {
        let (span, text) = (d.span(), &sources.file(d.span().file).text);
        let name = text.get(span.start as usize..span.end as usize).unwrap_or("");
        d.code != codes::UNKNOWN_NODE || !top.contains(&name)
    });
}

/// What is missing at the start of a node of which a value could not be read may be that very value.
pub fn unread(said: &mut Vec<Diagnostic>, broken: &[Span]) {
    // Heads of nodes do not overlap: only the last one that starts before a place can hold it.
    let mut heads = broken.to_vec();
    heads.sort_unstable();
    let inside = |span: Span| {
        let before = heads.partition_point(|of| (of.file, of.start) <= (span.file, span.start));
        before > 0 && heads[before - 1].file == span.file && span.end <= heads[before - 1].end
    };
    said.retain(|d| d.code != codes::MISSING || !inside(d.span()));
}
