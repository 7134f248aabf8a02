//! Reports that only repeat an earlier one: mending the first mends them too, so they are not made.

use crate::diag::{Diagnostic, Level, codes, did_you_mean};
use crate::schema::Node as _;
use crate::source::{FileId, Sources, Span};
use crate::spec::Spec;
use crate::syntax::{Document, Node, Value};
use std::collections::{BTreeMap, BTreeSet};

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

/// What is made of a line with broken syntax is a guess: what it lacks or has too much then is not told. Where the
/// syntax was only doubtful, that is what is wrong.
pub fn guessed(said: &mut Vec<Diagnostic>, syntax: &mut [Diagnostic], sources: &Sources) {
    let line = |span: Span| (span.file, sources.file(span.file).line_column(span.start).0);
    let block = |span: Span| sources.file(span.file).text.get(span.start as usize..span.end as usize) == Some("{");
    let own = syntax.iter_mut().filter(|d| d.code == codes::SYNTAX && !block(d.span()));
    let mut lines: BTreeMap<(FileId, u32), Vec<&mut Diagnostic>> = BTreeMap::new();
    own.for_each(|d| lines.entry(line(d.span())).or_default().push(d));
    if lines.is_empty() {
        return;
    }
    said.retain(|d| {
        // The value of a secret is hidden by what is said of it.
        let Some(broken) = lines.get_mut(&line(d.span())).filter(|_| d.code != codes::SECRET_VALUE) else {
            return true;
        };
        let own = broken.iter_mut().find(|own| own.level == Level::Error || own.span().contains(d.span()));
        own.is_none_or(|own| {
            own.level = Level::Error;
            false
        })
    });
}

/// What the nodes of the top level would have said of which a part could not be read: what is missed of it elsewhere is no
/// fault of its own.
#[derive(Debug, Default)]
pub struct Holes {
    /// Where they stand, and where environments say more of them.
    places: Vec<Span>,
    /// What they are called, in backticks as messages have it.
    names: BTreeSet<String>,
    /// What kinds of nodes they are.
    kinds: BTreeSet<&'static str>,
}

impl Holes {
    /// Of documents in which `wrong` was found.
    pub fn of(documents: &[Document], wrong: &[Diagnostic]) -> Self {
        let mut holes = Self::default();
        if wrong.is_empty() {
            return holes;
        }
        let known = Spec::schema().child_names();
        let nodes: Vec<Node<'_>> = documents.iter().flat_map(Document::nodes).collect();
        // What the whole spec lacks is told at its start, and is no fault of the node that happens to stand there.
        let whole = |span: &Span| span.start == 0 && span.end == 0;
        let mut at: Vec<Span> = wrong.iter().map(Diagnostic::span).filter(|span| !whole(span)).collect();
        at.sort_unstable();
        let mut names: Vec<&str> = Vec::new();
        for node in &nodes {
            let span = node.span();
            let next = at.partition_point(|place| (place.file, place.start) < (span.file, span.start));
            if at.get(next).is_some_and(|place| span.contains(*place)) {
                holes.places.push(span);
                holes.kinds.extend(did_you_mean(node.name(), known.iter().copied()));
                names.extend(first(*node));
            }
        }
        // What copies from one of them lacks the same.
        let copies = nodes.iter().filter_map(|node| {
            let like = node.entries().find(|e| e.key().is_some_and(|(key, _)| key == "like"))?;
            let Value::String(like) = like.value() else { return None };
            Some((like, first(*node)?))
        });
        let mut copied: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        copies.for_each(|(like, name)| copied.entry(like).or_default().push(name));
        while let Some(name) = names.pop() {
            if holes.names.insert(format!("`{name}`")) {
                names.extend(copied.get(name).into_iter().flatten());
            }
        }
        for node in nodes.iter().filter(|node| node.name() == "environment").flat_map(|node| node.children()) {
            if first(node).is_some_and(|name| holes.names.contains(&format!("`{name}`"))) {
                holes.places.push(node.span());
            }
        }
        holes.places.sort_unstable();
        holes
    }

    /// Of services that start from one that is not there: what they would have had from it is missed as well.
    pub fn of_copies(documents: &[Document], said: &[Diagnostic]) -> Self {
        let unknown = said.iter().filter(|d| d.code == codes::UNKNOWN_SERVICE);
        let like = |span: Span| {
            let mut nodes = documents.iter().flat_map(Document::nodes);
            let node = nodes.find(|node| node.span().contains(span));
            let mut entries = node.iter().flat_map(|node| node.entries());
            entries.any(|entry| entry.value_span() == span && entry.key().is_some_and(|(key, _)| key == "like"))
        };
        let wrong: Vec<Diagnostic> = unknown.filter(|d| like(d.span())).cloned().collect();
        Self::of(documents, &wrong)
    }

    /// Takes out what only says that something is missed which could not be read.
    pub fn fill(&self, said: &mut Vec<Diagnostic>, sources: &Sources) {
        if !self.places.is_empty() {
            said.retain(|d| !self.explain(d, sources));
        }
    }

    fn explain(&self, said: &Diagnostic, sources: &Sources) -> bool {
        let missed = [codes::MISSING, codes::NO_SUCH_FILE, codes::NOT_EXPRESSIBLE];
        let lacking = [codes::NOT_IN_ENVIRONMENT, codes::NO_ADDRESS];
        match said.code {
            codes::NEVER_DEPLOYED => return self.kinds.contains("workflow"),
            codes::UNKNOWN_SECRET => return self.kinds.contains("secrets"),
            // A path that is written there is wrong by itself; a default may stand for what could not be read.
            codes::NO_SUCH_FILE if is_text(said.span(), sources) => return false,
            codes::UNKNOWN_TOOL => return self.kinds.contains("project"),
            code if !missed.contains(&code) && !lacking.contains(&code) => return false,
            _ => {}
        }
        let inside = |place: Span| {
            let next = self.places.partition_point(|own| (own.file, own.start) <= (place.file, place.start));
            self.places[..next].iter().rev().take(2).any(|own| own.contains(place))
        };
        inside(said.span()) || self.names.iter().any(|name| said.message.contains(name))
    }
}

/// Whether a text in quotes stands there.
fn is_text(span: Span, sources: &Sources) -> bool {
    let text = sources.file(span.file).text.get(span.start as usize..span.end as usize);
    text.is_some_and(|text| text.starts_with(['"', '#']))
}

/// The first argument, where it is a text: the name.
fn first<'a>(node: Node<'a>) -> Option<&'a str> {
    match node.entries().find(|e| e.key().is_none())?.value() {
        Value::String(name) => Some(name),
        _ => None,
    }
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
