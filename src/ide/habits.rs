//! How the writer of a spec writes: what stands behind what, and which values a field has elsewhere. It decides in
//! which order offers come, and offers what is said elsewhere.

use super::shape::{Shape, Step, entries, walk};
use crate::schema::{FieldSchema, Kind, Meaning, NodeSchema, Role};
use crate::source::Sources;
use crate::syntax::{Document, Node, Value};
use std::collections::BTreeMap;

/// A longer text is somebody's own.
const LONGEST: usize = 60;

/// What was seen.
#[derive(Debug, Default)]
pub struct Habits {
    /// Of the nodes of a place: one, and one behind it; how often.
    follows: BTreeMap<(usize, Option<&'static str>, &'static str), u32>,
    used: BTreeMap<(usize, &'static str), u32>,
    /// Of a field: the texts that it holds.
    values: BTreeMap<usize, BTreeMap<String, u32>>,
}

impl Habits {
    /// Looks at a file.
    pub fn add(&mut self, sources: &Sources, document: &Document) {
        self.children(document.nodes(), Shape::root());
        walk(document, &mut |_, Step { node, shape }| {
            self.children(node.children(), shape);
            for (entry, slot) in entries(node, shape) {
                let (Value::String(text), Some(slot)) = (entry.value(), slot) else { continue };
                let short = !text.is_empty() && text.len() <= LONGEST && !text.contains(['\n', '\r']);
                if short && repeats(slot.field, slot.meaning) && !sources.hides(entry.value_span()) {
                    *self.values.entry(address(slot.field)).or_default().entry(text.clone()).or_default() += 1;
                }
            }
        });
    }

    fn children<'a>(&mut self, nodes: impl Iterator<Item = Node<'a>>, shape: Shape) {
        let Some(place) = place(shape) else { return };
        let mut before = None;
        for name in nodes.filter_map(|node| known(shape, node.name())) {
            *self.follows.entry((place, before, name)).or_default() += 1;
            *self.used.entry((place, name)).or_default() += 1;
            before = Some(name);
        }
    }

    /// How much speaks for a node of the name `name` behind `before`, when one that stands there already, `aside`, is
    /// not counted.
    pub fn weight(&self, shape: Shape, before: Option<&str>, name: &'static str, aside: Option<&str>) -> u32 {
        let Some(place) = place(shape) else { return 0 };
        let before = before.and_then(|before| known(shape, before));
        let own = u32::from(aside == Some(name));
        let count = |seen: Option<&u32>| seen.copied().unwrap_or(0).saturating_sub(own);
        count(self.follows.get(&(place, before, name))) * 100 + count(self.used.get(&(place, name))).min(99)
    }

    /// The texts that a field holds elsewhere, the most frequent first.
    pub fn values(&self, field: &'static FieldSchema) -> Vec<(&str, u32)> {
        let seen = self.values.get(&address(field)).into_iter().flatten();
        let mut all: Vec<(&str, u32)> = seen.map(|(text, count)| (text.as_str(), *count)).collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        all
    }
}

/// Whether a field is one whose values are worth repeating: names of stages, schemes, times. What a node runs is not.
fn repeats(field: &FieldSchema, meaning: Meaning) -> bool {
    let kind = match field.content {
        crate::schema::Content::Leaf(kind) => kind,
        _ => return false,
    };
    let single = !field.many && matches!(field.role, Role::Prop | Role::Value);
    single && matches!(meaning, Meaning::Plain) && !matches!(kind, Kind::Choice(_) | Kind::Bool)
}

/// What tells a place from others: a service in an environment is written otherwise than one of its own.
fn place(shape: Shape) -> Option<usize> {
    match shape {
        Shape::Node(_, Some(via)) => Some(address(via)),
        Shape::Node(schema, None) => Some(std::ptr::from_ref::<NodeSchema>(schema).addr()),
        _ => None,
    }
}

/// Declarations live as long as the program: where one stands tells it from all others.
fn address(field: &'static FieldSchema) -> usize {
    std::ptr::from_ref(field).addr()
}

/// The name of a node that the language knows there.
fn known(shape: Shape, name: &str) -> Option<&'static str> {
    match shape.child(name) {
        Shape::Value(field) => Some(field.key),
        Shape::Node(schema, Some(field)) if field.role == Role::Any => Some(schema.name),
        Shape::Node(_, Some(field)) if field.role == Role::Child => Some(field.key),
        _ => None,
    }
}
