//! The nodes of a file as an outline, and the things of a workspace by name.

use super::Analysis;
use super::shape::{Shape, entries};
use crate::schema::{Meaning, Thing, Use};
use crate::source::{FileId, Span};
use crate::syntax::{Node, Value};

/// A line of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called: its own name where it has one, or that of the node.
    pub name: String,
    /// The node's name, or its values.
    pub detail: String,
    /// The thing that stands here or is meant, if it is one.
    pub thing: Option<Thing>,
    /// The whole node.
    pub span: Span,
    /// What is selected: the letters of the name.
    pub name_span: Span,
    /// What stands in it.
    pub children: Vec<Symbol>,
}

/// A thing of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// What it is.
    pub thing: Thing,
    /// What it is its own within.
    pub within: Option<String>,
    /// Where its name stands.
    pub span: Span,
}

/// The outline of a file.
pub fn symbols(analysis: &Analysis, file: FileId) -> Vec<Symbol> {
    let Some(document) = analysis.document(file) else { return Vec::new() };
    let text = analysis.source(file).map_or("", |source| source.text.as_str());
    document.nodes().map(|node| symbol(text, node, Shape::root())).collect()
}

/// The things of all files whose names hold the letters of `query` in their order.
pub fn declared(analysis: &Analysis, query: &str) -> Vec<Declared> {
    let all = analysis.names.all().iter().filter(|m| m.role == Use::Declares && super::fuzzy::matches(query, &m.name));
    all.filter_map(|m| {
        let thing = *m.things.first()?;
        Some(Declared { name: m.name.clone(), thing, within: m.scope.clone(), span: m.span })
    })
    .collect()
}

fn symbol(source: &str, node: Node<'_>, parent: Shape) -> Symbol {
    let shape = parent.child(node.name());
    let mut symbol = Symbol {
        name: node.name().to_owned(),
        detail: String::new(),
        thing: None,
        span: node.span(),
        name_span: node.name_span(),
        children: node.children().map(|child| self::symbol(source, child, shape)).collect(),
    };
    let thing = |meaning| match meaning {
        Meaning::Names(Use::Declares | Use::Refers, things) => things.first().copied(),
        _ => None,
    };
    if let Some(slot) = shape.name_slot() {
        symbol.thing = thing(slot.meaning);
    }
    let mut values = Vec::new();
    for (index, (entry, slot)) in entries(node, shape).filter(|(entry, _)| entry.key().is_none()).enumerate() {
        let text = match entry.value() {
            Value::String(text) => text,
            Value::Error => continue,
            // Numbers and keywords are shown as they stand there.
            _ => {
                let span = entry.value_span();
                values.push(source.get(span.start as usize..span.end as usize).unwrap_or(""));
                continue;
            }
        };
        let own = slot.and_then(|slot| thing(slot.meaning)).filter(|_| index == 0 && matches!(shape, Shape::Node(..)));
        match own {
            Some(thing) => {
                symbol.detail = std::mem::replace(&mut symbol.name, text.to_owned());
                symbol.thing = Some(thing);
                symbol.name_span = entry.value_span();
            }
            None => values.push(text),
        }
    }
    if symbol.thing.is_none() {
        symbol.detail = shorten(&values.join(" "));
    }
    if symbol.name.is_empty() {
        // Editors refuse a symbol without a name.
        symbol.name = "\"\"".to_owned();
    }
    symbol
}

fn shorten(text: &str) -> String {
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}
