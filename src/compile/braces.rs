//! Braces that do not match: what stands in the wrong node for that is not told beside it.

use crate::diag::{Diagnostic, Label, codes};
use crate::schema::{Content, Kind, Node as _, NodeSchema};
use crate::source::{FileId, Sources, Span};
use crate::spec::Spec;
use std::collections::{BTreeMap, BTreeSet};

/// Takes out what follows from a brace that is missing: behind a block that never ends everything is read as a part of
/// it, and before a brace that ends nothing, what was to stand in a block stands outside. What the language does not know
/// anywhere is wrong wherever it stands, and is told.
pub fn misnested(said: &mut Vec<Diagnostic>, sources: &Sources) {
    let text =
        |span: Span| sources.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or_default();
    // In each file the first block that never ends, and the first and last brace that ends nothing.
    let (mut open, mut stray): (BTreeMap<FileId, Span>, BTreeMap<FileId, (Span, Span)>) = Default::default();
    for span in said.iter().filter(|d| d.code == codes::SYNTAX).map(Diagnostic::span) {
        match text(span) {
            "{" => _ = open.entry(span.file).and_modify(|first| *first = span.min(*first)).or_insert(span),
            "}" => {
                let (first, last) = stray.entry(span.file).or_insert((span, span));
                (*first, *last) = (span.min(*first), span.max(*last));
            }
            _ => {}
        }
    }
    if open.is_empty() && stray.is_empty() {
        return;
    }
    let mut known = BTreeSet::new();
    names(Spec::schema(), &mut BTreeSet::new(), &mut known);
    let mut misplaced: Option<Span> = None;
    said.retain(|d| {
        let span = d.span();
        let behind = open.get(&span.file).is_some_and(|brace| brace.start < span.start);
        let before = stray.get(&span.file).is_some_and(|(_, brace)| span.start < brace.start);
        let unknown = d.code == codes::UNKNOWN_NODE || d.code == codes::UNKNOWN_PROPERTY;
        // Names of variables and secrets are the writer's own.
        let own = |name: &str| name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        let typing = d.code == codes::SYNTAX || (unknown && !known.contains(text(span)) && !own(text(span)));
        let nesting = unknown || d.code == codes::DUPLICATE || d.code == codes::MISSING;
        let follows = !typing && (behind || before && nesting);
        if follows && before && d.code == codes::UNKNOWN_NODE {
            misplaced = Some(misplaced.map_or(span, |first| first.min(span)));
        }
        !follows
    });
    let brace = misplaced.and_then(|place| Some((place, stray.get(&place.file)?.0)));
    let told = brace.and_then(|(place, brace)| Some((place, said.iter_mut().find(|d| d.span() == brace)?)));
    if let Some((place, report)) = told {
        report.labels.push(Label {
            span: place,
            text: "has no place here: perhaps the line above it, which ends in `{`, is missing".to_owned(),
        });
    }
}

/// The names of every node and property of the language below `schema`.
fn names(schema: &'static NodeSchema, seen: &mut BTreeSet<*const NodeSchema>, known: &mut BTreeSet<&'static str>) {
    if !seen.insert(schema) {
        return;
    }
    for field in schema.fields {
        known.insert(field.key);
        // A node may be called by one of a few words: a language of the toolchain.
        if let Content::Leaf(Kind::Choice(words)) = field.content {
            known.extend(words.iter().map(|(word, _)| *word));
        }
    }
    for name in schema.child_names() {
        known.insert(name);
        // As deep as the language has nodes.
        schema.child(name).into_iter().for_each(|child| names(child, seen, known));
    }
}
