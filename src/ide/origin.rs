//! Where in a spec a line of a generated file comes from: found by compiling the spec without each of its parts, or with
//! something else in its place, and looking at the line. Nothing is guessed.

use super::reach::{another_name, edited, skip};
use super::shape::{Shape, Slot, entries, walk};
use super::text::quote;
use super::{Analysis, Overlay};
use crate::compile;
use crate::patch;
use crate::source::{FileId, Span};
use crate::syntax::{Edit, Entry, Node, Value};
use crate::world::World;

/// A part of the spec that has a say in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The value, or the name of the node where it is all of it.
    pub span: Span,
    /// The nodes that it stands in, outermost first, and its own at the end.
    pub path: Vec<Span>,
}

/// What was found out about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    /// The parts that have a say in it, in the order of the spec.
    pub parts: Vec<Origin>,
    /// Whether every part was tried: of a large spec that would take longer than somebody waits for an answer.
    pub all: bool,
}

/// So many bytes of specs are compiled, and no more.
const MOST: usize = 24 << 20;
/// So many other values of one place are tried.
const MOST_VALUES: usize = 3;

/// The parts of the spec without which, or with another value of which, a line of a generated file would be otherwise;
/// the smallest ones. `line` counts from 0. `None` where no such line is made.
pub fn origins(analysis: &Analysis, world: &dyn World, path: &str, line: usize) -> Option<Origins> {
    let artifact = analysis.compilation().artifacts.iter().find(|artifact| artifact.path == path)?;
    if line >= artifact.text.lines().count() {
        return None;
    }
    let (_, main) = analysis.sources().iter().next()?;
    let size: usize = analysis.sources().iter().map(|(_, file)| file.text.len()).sum();
    let (left, mut parts) = (MOST / size.max(1), 0);
    for document in &analysis.compilation().documents {
        walk(document, &mut |_, step| parts += 1 + step.node.entries().count());
    }
    let (path, now) = (artifact.path.as_str(), artifact.text.as_str());
    // A part takes three tries at most, or nearly so.
    let (thorough, found) = (3 * parts <= left, Vec::new());
    let mut trial = Trial { analysis, world, main: &main.path, path, now, line, left, thorough, found };
    for document in &analysis.compilation().documents {
        for node in document.nodes() {
            trial.node(node, Shape::root(), &mut Vec::new());
        }
    }
    Some(Origins { parts: trial.found, all: trial.left > 0 })
}

/// The first node of a line of the spec, or the innermost one around it: a byte of its name. `line` counts from 0.
pub fn on_line(analysis: &Analysis, file: FileId, line: u32) -> Option<u32> {
    let (document, source) = (analysis.document(file)?, analysis.source(file)?);
    let line_of = |offset: u32| source.line_column(offset).0;
    let (mut first, mut around) = (None, None);
    walk(document, &mut |_, step| {
        let (name, span) = (step.node.name_span(), step.node.span());
        if line_of(name.start) == line {
            first = first.or(Some(name.start));
        } else if line_of(span.start) < line && line <= line_of(span.end) {
            around = Some(name.start);
        }
    });
    first.or(around)
}

struct Trial<'a> {
    analysis: &'a Analysis,
    world: &'a dyn World,
    main: &'a str,
    /// The generated file, its text as it is, and the line.
    path: &'a str,
    now: &'a str,
    line: usize,
    left: usize,
    /// Whether nothing is left out.
    thorough: bool,
    found: Vec<Origin>,
}

/// What becomes of the line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    Changes,
    /// It goes with its file.
    FileGone,
    /// The spec does not compile like that.
    Unknown,
}

impl Trial<'_> {
    /// Whether anything of `node` has a say in the line. Of a node without which the line stays as it is, something may
    /// all the same: what is said in it may be what holds without it, too. Where there is time, that is looked at.
    fn node(&mut self, node: Node<'_>, parent: Shape, path: &mut Vec<Span>) -> bool {
        if !self.thorough && self.with(&[skip(node.span())]) == Fate::Stays {
            return false;
        }
        let shape = parent.child(node.name());
        path.push(node.span());
        let mut found = self.renamed(node.name_span()) && self.note(node.name_span(), path);
        for (entry, slot) in entries(node, shape) {
            found |= self.entry(entry, slot) && self.note(entry.span(), path);
        }
        for child in node.children() {
            // No deeper than the parser lets blocks nest.
            found |= self.node(child, shape, path);
        }
        if !found && matches!(self.with(&[skip(node.span())]), Fate::Changes | Fate::FileGone) {
            found = self.note(node.name_span(), path);
        }
        path.pop();
        found
    }

    fn entry(&mut self, entry: Entry<'_>, slot: Option<Slot>) -> bool {
        if self.renamed(entry.value_span()) {
            return true;
        }
        let others = slot.and_then(|slot| slot.kind()).map(|kind| kind.another(entry.value())).unwrap_or_default();
        // Most texts of a form that few letters say can be longer by one.
        let longer = match entry.value() {
            Value::String(text) => vec![quote(&format!("{text}x"))],
            _ => Vec::new(),
        };
        let others = others.into_iter().take(MOST_VALUES).chain(longer);
        let others = others.map(|replacement| Edit { span: entry.value_span(), replacement });
        let other = others.map(|edit| self.with(&[edit])).find(|fate| *fate != Fate::Unknown);
        // A line that names the key stays with another value, and goes with the entry.
        other == Some(Fate::Changes) || self.with(&[skip(entry.span())]) == Fate::Changes
    }

    /// Whether the line names the thing that is declared at a place.
    fn renamed(&mut self, span: Span) -> bool {
        another_name(self.analysis, span).is_some_and(|edits| self.with(&edits) == Fate::Changes)
    }

    fn note(&mut self, span: Span, path: &[Span]) -> bool {
        self.found.push(Origin { span, path: path.to_vec() });
        true
    }

    /// What becomes of the line where the spec is another one.
    fn with(&mut self, edits: &[Edit]) -> Fate {
        if self.left == 0 {
            return Fate::Stays;
        }
        self.left -= 1;
        let Some(texts) = edited(self.analysis, edits) else { return Fate::Unknown };
        // What rules say of it is of no matter here.
        let other = compile::recall(&Overlay::new(self.world, &texts), self.main);
        if other.artifacts.is_empty() {
            return Fate::Unknown;
        }
        let Some(text) = other.artifacts.iter().find(|own| own.path == self.path).map(|own| own.text.as_str()) else {
            return Fate::FileGone;
        };
        if text == self.now {
            return Fate::Stays;
        }
        let (old, new) = (patch::lines(text.as_bytes()), patch::lines(self.now.as_bytes()));
        let hunks = patch::compare(&old, &new, 0).hunks;
        let mut added = hunks.iter().flat_map(|hunk| &hunk.lines).filter(|line| line.sign == patch::Sign::Added);
        if added.any(|line| line.number == self.line) { Fate::Changes } else { Fate::Stays }
    }
}
