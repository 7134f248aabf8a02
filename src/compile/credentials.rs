//! Credentials in the text of a spec: found before anything else looks at it, hidden from everything that is shown.

use super::Compilation;
use crate::credentials::find;
use crate::diag::{Diagnostic, MOST, codes};
use crate::source::{FileId, Span};
use crate::syntax::{Document, Node, Value};
use std::collections::BTreeSet;

/// What was found, until all that is said comes together.
#[derive(Debug, Default)]
pub struct Hidden {
    /// The reports.
    found: Vec<Diagnostic>,
    /// Values that stand in the text in other letters, with their place.
    texts: Vec<(Span, String)>,
    /// There are more than were reported.
    more: bool,
}

impl Hidden {
    /// The values that stand in the text in other letters.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|(_, text)| text.as_str())
    }
}

/// Reports what was found, as the levels of the spec weigh it. What it says to be no credential is hidden no longer.
pub fn report_found(out: &mut Compilation) {
    let (mut found, mut allowed) = (std::mem::take(&mut out.hidden.found), Vec::new());
    out.levels.apply(&mut found, &mut allowed);
    // A password that is known as one need not be told again by the name of its variable.
    let line = |span: Span| (span.file, out.sources.file(span.file).line_column(span.start).0);
    let lines: BTreeSet<(FileId, u32)> = found.iter().map(|d| line(d.span())).collect();
    out.diagnostics.retain(|d| d.code != codes::PLAIN_SECRET || !lines.contains(&line(d.span())));
    out.diagnostics.append(&mut found);
    // Where not all were reported, nobody has said that all others are none.
    if !allowed.is_empty() && !out.hidden.more {
        out.sources.show_all();
        let own = |d: &&Diagnostic| d.code == codes::CREDENTIAL || d.code == codes::SECRET_VALUE;
        let places: Vec<Span> = out.diagnostics.iter().filter(own).map(Diagnostic::span).collect();
        places.iter().for_each(|place| out.sources.hide(*place));
        out.hidden.texts.retain(|(place, _)| places.contains(place));
        out.waived.append(&mut allowed);
    }
}

impl Hidden {
    /// Reports one, unless there are more already than anybody reads: all of them are hidden all the same.
    fn report(&mut self, span: Span, what: &str) {
        self.more |= self.found.len() > MOST;
        if !self.more {
            self.found.push(report(span, what));
        }
    }
}

/// Looks through a file as it stands, with its comments and what `/-` leaves out, and through its values where they are
/// written with escapes.
pub fn hide(file: FileId, document: &Document, out: &mut Compilation) {
    for found in find(&out.sources.file(file).text) {
        let span = Span::new(file, found.start as u32, found.end as u32);
        out.sources.hide(span);
        out.hidden.report(span, found.what);
    }
    // Without a backslash, every value stands in the text as it is.
    if out.sources.file(file).text.contains('\\') {
        document.all_nodes().for_each(|node| decoded(node, out));
    }
}

/// The value of what must have none is hidden, too, whatever it looks like.
pub fn hide_values(out: &mut Compilation) {
    let spans = out.diagnostics.iter().filter(|d| d.code == codes::SECRET_VALUE).map(Diagnostic::span);
    for span in spans.collect::<Vec<_>>() {
        out.sources.hide(span);
        out.hidden.found.retain(|d| !span.contains(d.span()));
    }
}

fn report(span: Span, what: &str) -> Diagnostic {
    Diagnostic::found(codes::CREDENTIAL, span, format!("this looks like {what}"))
        .here("whoever reads the repository has it")
        .help(
            "take it out and replace it at its service, since it has been seen; then name it: `secrets { NAME }`, and \
             `NAME secret=\"NAME\"` where it is needed. If it is none: `allow \"credential\" reason=\"...\"` around it",
        )
}

fn decoded(node: Node<'_>, out: &mut Compilation) {
    escaped(node.name(), node.name_span(), out);
    for entry in node.all_entries() {
        if let Some((key, span)) = entry.key() {
            escaped(key, span, out);
        }
        if let Value::String(value) = entry.value() {
            escaped(value, entry.value_span(), out);
        }
    }
    // No deeper than the parser lets blocks nest.
    node.all_blocks().flat_map(|block| block.all_nodes()).for_each(|node| decoded(node, out));
}

/// What `value` holds that its text at `span` does not show.
fn escaped(value: &str, span: Span, out: &mut Compilation) {
    // An escape is longer than what it stands for; two quotes stand around a text at most.
    if (span.end - span.start) as usize <= value.len() + 2 {
        return;
    }
    let written = out.sources.file(span.file).text.get(span.start as usize..span.end as usize);
    if !written.is_some_and(|text| text.contains('\\')) {
        return;
    }
    if let Some(found) = find(value).first() {
        // A piece of it may have been found already where it stands without escapes.
        let new = !out.sources.hides(span);
        out.sources.hide(span);
        if new {
            out.hidden.report(span, found.what);
        }
        out.hidden.texts.push((span, value.to_owned()));
    }
}
