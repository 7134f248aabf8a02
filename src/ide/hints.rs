//! What a reader would have to look up, shown where it is asked for: what a name stands for, what `like=` brings.

use super::Analysis;
use super::names::Mention;
use super::shape::{Shape, entries, walk};
use crate::plan::NOT_COPIED;
use crate::schema::{Kind, Meaning, Role, Thing, Use};
use crate::source::Span;
use crate::syntax::{Node, Value};
use std::collections::BTreeSet;

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
    let mut hints: Vec<Hint> = Vec::new();
    for mention in analysis.names.all().iter().filter(|m| inside(m.value) && m.role == Use::Refers) {
        let key = analysis.names.key(mention);
        let Some(declared) = analysis.names.declarations(&key).next() else { continue };
        // What a service is takes more than a few words.
        if let Some(text) = analysis.summary(declared).filter(|_| key.0 != Thing::Service) {
            let tooltip = analysis.header(declared.node).map(str::to_owned).unwrap_or_default();
            hints.push(Hint { offset: mention.value.end, text, tooltip, target: Some(declared.span) });
        }
    }
    for (like, lacks, base) in copies(analysis, range) {
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

/// Nodes that start from another one: where that is named, the settings that only the other one has, and its place.
fn copies(analysis: &Analysis, range: Span) -> Vec<(Span, BTreeSet<&'static str>, Span)> {
    let Some(document) = analysis.document(range.file) else { return Vec::new() };
    let mut all = Vec::new();
    walk(document, &mut |_, step| {
        let Some((like, base)) = base(analysis, step.node, step.shape) else { return };
        if like.end < range.start || range.end < like.end {
            return;
        }
        let own = settings(step.node, step.shape);
        let mut brought = BTreeSet::new();
        let mut seen = BTreeSet::from([step.node.span(), base.span()]);
        let mut next = Some(base);
        while let Some(node) = next {
            brought.extend(settings(node, step.shape));
            next = self::base(analysis, node, step.shape).map(|(_, node)| node).filter(|node| seen.insert(node.span()));
        }
        brought.retain(|key| !own.contains(key) && !NOT_COPIED.contains(key));
        all.push((like, brought, base.span()));
    });
    all
}

/// The node that a node starts from: a property that names a thing of the kind that the node itself is.
fn base<'a>(analysis: &'a Analysis, node: Node<'a>, shape: Shape) -> Option<(Span, Node<'a>)> {
    let of = |meaning: Meaning, role: Use| match meaning {
        Meaning::Names(own, [thing]) if own == role => Some(*thing),
        _ => None,
    };
    let own = entries(node, shape).find_map(|(_, slot)| of(slot?.meaning, Use::Declares))?;
    let (name, span) = entries(node, shape).find_map(|(entry, slot)| match entry.value() {
        Value::String(name) if entry.key().is_some() && of(slot?.meaning, Use::Refers) == Some(own) => {
            Some((name.clone(), entry.value_span()))
        }
        _ => None,
    })?;
    let declared = analysis.names.declarations(&(own, None, name)).next()?;
    Some((span, analysis.node(declared.node)?))
}

/// The fields that a node sets in its braces.
fn settings(node: Node<'_>, shape: Shape) -> BTreeSet<&'static str> {
    let Shape::Node(schema, _) = shape else { return BTreeSet::new() };
    let fields = schema.fields.iter().filter(|f| matches!(f.role, Role::Value | Role::Child));
    fields.filter(|field| node.children().any(|child| child.name() == field.key)).map(|field| field.key).collect()
}

impl Analysis {
    /// What a declared thing is, in the values of closed lists, versions and images on its line: `postgres 16`.
    pub(super) fn summary(&self, declared: &Mention) -> Option<String> {
        let (node, shape) = self.shaped(declared.node)?;
        let mut words: Vec<String> = Vec::new();
        for (entry, slot) in entries(node, shape) {
            let (Value::String(text), Some(slot)) = (entry.value(), slot) else { continue };
            if matches!(slot.meaning, Meaning::Plain) && matches!(slot.kind(), Some(Kind::Choice(_) | Kind::Semver)) {
                words.push(text.clone());
            }
        }
        let shown = !self.sources().hides(declared.node);
        (!words.is_empty() && shown).then(|| words.join(" "))
    }
}
