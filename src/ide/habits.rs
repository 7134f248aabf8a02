//! How the writer of a spec writes: what stands behind what, and which values a field has elsewhere. It decides in
//! which order offers come, and offers what is said elsewhere. Counted when somebody asks, for the one place.

use super::Analysis;
use super::shape::{Shape, Step, entries, walk};
use crate::schema::{Content, FieldSchema, Kind, List, Meaning, Role};
use crate::syntax::{Node, Value};
use std::collections::BTreeMap;

/// A longer text is somebody's own.
const LONGEST: usize = 60;

/// How the nodes of one place follow each other.
#[derive(Debug, Default)]
pub struct Order {
    /// One, and one behind it: how often.
    follows: BTreeMap<(Option<&'static str>, &'static str), u32>,
    used: BTreeMap<&'static str, u32>,
}

/// How nodes follow each other in all places like that of `shape`: a service in an environment is written otherwise
/// than one of its own.
pub fn order(analysis: &Analysis, shape: Shape) -> Order {
    let mut order = Order::default();
    let Shape::Node(_, via) = shape else { return order };
    for document in &analysis.compilation.documents {
        match via {
            None => order.add(document.nodes(), shape),
            Some(via) => walk(document, &mut |_, step| {
                if matches!(step.shape, Shape::Node(_, Some(own)) if std::ptr::eq(own, via)) {
                    order.add(step.node.children(), shape);
                }
            }),
        }
    }
    order
}

impl Order {
    fn add<'a>(&mut self, nodes: impl Iterator<Item = Node<'a>>, shape: Shape) {
        let mut before = None;
        for name in nodes.filter_map(|node| known(shape, node.name())) {
            *self.follows.entry((before, name)).or_default() += 1;
            *self.used.entry(name).or_default() += 1;
            before = Some(name);
        }
    }

    /// How much speaks for a node of the name `name` behind `before`, when one that stands there already, `aside`, is
    /// not counted.
    pub fn weight(&self, shape: Shape, before: Option<&str>, name: &'static str, aside: Option<&str>) -> u32 {
        let before = before.and_then(|before| known(shape, before));
        let own = u32::from(aside == Some(name));
        let count = |seen: Option<&u32>| seen.copied().unwrap_or(0).saturating_sub(own);
        count(self.follows.get(&(before, name))) * 100 + count(self.used.get(name)).min(99)
    }
}

/// The texts that a field holds in all files, the most frequent first, each with how often; of a field whose values are
/// worth repeating: the stage of a Dockerfile, a time. What a node runs is not.
pub fn values(analysis: &Analysis, field: &'static FieldSchema) -> Vec<(String, u32)> {
    let single = !field.many && matches!(field.role, Role::Prop | Role::Value);
    let own = match field.content {
        Content::Leaf(kind) => !matches!(kind, Kind::Choice(_) | Kind::Bool | Kind::Rule | Kind::Waivable),
        _ => false,
    };
    if !single || !own || !matches!(field.meaning(), Meaning::Plain | Meaning::Lists(List::Versions)) {
        return Vec::new();
    }
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for document in &analysis.compilation.documents {
        walk(document, &mut |_, Step { node, shape }| {
            for (entry, slot) in
                entries(node, shape).filter(|(_, slot)| slot.is_some_and(|s| std::ptr::eq(s.field, field)))
            {
                let (Value::String(text), Some(_)) = (entry.value(), slot) else { continue };
                let short = !text.is_empty() && text.len() <= LONGEST && !text.contains(['\n', '\r']);
                if short && !analysis.sources().hides(entry.value_span()) {
                    *seen.entry(text).or_default() += 1;
                }
            }
        });
    }
    let mut all: Vec<(String, u32)> = seen.into_iter().map(|(text, count)| (text.to_owned(), count)).collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
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
