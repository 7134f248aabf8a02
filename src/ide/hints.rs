//! What a reader would have to look up, shown where it is asked for: what a name stands for, what `like=` brings.

use super::Analysis;
use super::shape::{Shape, Step, entries, walk};
use crate::plan::NOT_COPIED;
use crate::schema::{Kind, List, Meaning, Role, Thing, Use};
use crate::source::Span;
use crate::syntax::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A few words within a line that are not in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where they stand, in bytes of the file of `range`.
    pub offset: u32,
    /// The words.
    pub text: String,
    /// More of them.
    pub tooltip: String,
    /// What they speak of.
    pub target: Option<Span>,
}

/// The hints within a range.
pub fn hints(analysis: &Analysis, range: Span) -> Vec<Hint> {
    let inside = |span: Span| span.file == range.file && range.start <= span.end && span.end <= range.end;
    let nodes = declared(analysis);
    let mut hints: Vec<Hint> = Vec::new();
    for mention in analysis.names.all().iter().filter(|m| inside(m.value) && m.role == Use::Refers) {
        let key = analysis.names.key(mention);
        let Some(declared) = analysis.names.declarations(&key).next() else { continue };
        // What a service is takes more than a few words.
        let step = nodes.get(&declared.node).filter(|_| key.0 != Thing::Service);
        if let Some(text) = step.and_then(|step| summary(analysis, *step)) {
            let tooltip = analysis.header(declared.node).map(str::to_owned).unwrap_or_default();
            hints.push(Hint { offset: mention.value.end, text, tooltip, target: Some(declared.span) });
        }
    }
    for (like, lacks, base) in copies(analysis, &nodes, range) {
        if lacks.is_empty() {
            continue;
        }
        let text = format!("+ {}", lacks.iter().copied().collect::<Vec<_>>().join(", "));
        hints.retain(|hint| hint.offset != like.end);
        hints.push(Hint { offset: like.end, text, tooltip: "copied from there".to_owned(), target: Some(base) });
    }
    hints.sort_by_key(|hint| hint.offset);
    hints
}

/// The nodes that declare something, by their places.
type Nodes<'a> = BTreeMap<Span, Step<'a>>;

fn declared(analysis: &Analysis) -> Nodes<'_> {
    let mentions = analysis.names.all().iter().filter(|mention| mention.role == Use::Declares);
    let places: BTreeSet<Span> = mentions.map(|mention| mention.node).collect();
    let mut nodes = Nodes::new();
    for document in &analysis.compilation.documents {
        walk(document, &mut |_, step| {
            if places.contains(&step.node.span()) {
                nodes.insert(step.node.span(), step);
            }
        });
    }
    nodes
}

/// A longer chain of copies is nobody's.
const LONGEST: usize = 16;

/// Nodes that start from another one: where that is named, the settings that only the other one has, and its place.
fn copies(analysis: &Analysis, nodes: &Nodes<'_>, range: Span) -> Vec<(Span, BTreeSet<&'static str>, Span)> {
    let mut all = Vec::new();
    for step in nodes.values().filter(|step| step.node.span().file == range.file) {
        let Some((like, base)) = base(analysis, nodes, *step) else { continue };
        if like.end < range.start || range.end < like.end {
            continue;
        }
        let own = settings(*step);
        let mut brought = BTreeSet::new();
        let mut seen = BTreeSet::from([step.node.span(), base.node.span()]);
        let mut next = Some(base);
        while let Some(step) = next.filter(|_| seen.len() < LONGEST) {
            brought.extend(settings(step));
            next = self::base(analysis, nodes, step).map(|(_, step)| step).filter(|step| seen.insert(step.node.span()));
        }
        brought.retain(|key| !own.contains(key) && !NOT_COPIED.contains(key));
        all.push((like, brought, base.node.span()));
    }
    all
}

/// The node that a node starts from: a property that names a thing of the kind that the node itself is.
fn base<'a>(analysis: &Analysis, nodes: &Nodes<'a>, Step { node, shape }: Step<'a>) -> Option<(Span, Step<'a>)> {
    let of = |meaning: Meaning, role: Use| match meaning {
        Meaning::Names(own, [thing]) if own == role => Some(*thing),
        _ => None,
    };
    let own = entries(node, shape).find_map(|(_, slot)| of(slot?.meaning, Use::Declares))?;
    let (name, span) = entries(node, shape).find_map(|(entry, slot)| match entry.value() {
        Value::String(name) if entry.key().is_some() && of(slot?.meaning, Use::Refers) == Some(own) => {
            Some((name.to_owned(), entry.value_span()))
        }
        _ => None,
    })?;
    let declared = analysis.names.declarations(&(own, None, name)).next()?;
    Some((span, *nodes.get(&declared.node)?))
}

/// The fields that a node sets in its braces.
fn settings(Step { node, shape }: Step<'_>) -> BTreeSet<&'static str> {
    let Shape::Node(schema, _) = shape else { return BTreeSet::new() };
    let fields = schema.fields.iter().filter(|f| matches!(f.role, Role::Value | Role::Child));
    fields.filter(|field| node.children().any(|child| child.name() == field.key)).map(|field| field.key).collect()
}

/// What a declared thing is, in the values of closed lists and versions on its line: `postgres 16`.
fn summary(analysis: &Analysis, Step { node, shape }: Step<'_>) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for (entry, slot) in entries(node, shape) {
        let (Value::String(text), Some(slot)) = (entry.value(), slot) else { continue };
        let said = matches!(slot.meaning, Meaning::Plain | Meaning::Lists(List::Versions))
            && !analysis.sources().hides(entry.value_span());
        if said && matches!(slot.kind(), Some(Kind::Choice(_) | Kind::Semver)) {
            words.push(text);
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}
