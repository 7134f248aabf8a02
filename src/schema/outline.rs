//! A node as data, for readers that know no node by its name: a comparison sees a field of the language from the day it
//! is declared.

use super::decode::RawNode;
use super::{Content, FieldSchema, Kind, NodeSchema, Role};
use crate::source::{S, Span};
use crate::syntax::Value;

/// A node with all that was written in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The name: the node's own, or the one that its writer chose.
    pub name: String,
    /// What tells it from its neighbours of the same name.
    pub key: Option<String>,
    /// The manual's text.
    pub doc: &'static str,
    /// Where its name stands.
    pub place: Span,
    /// Its values: arguments, properties, and children that hold values only.
    pub values: Vec<Values>,
    /// Its nodes.
    pub nodes: Vec<Outline>,
}

/// The values of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// How the field is written.
    pub role: Role,
    /// Its key as written; for arguments the name that the manual gives them.
    pub key: String,
    /// The manual's text.
    pub doc: &'static str,
    /// The kind of the values; none in a free tree.
    pub kind: Option<Kind>,
    /// The values; never empty.
    pub texts: Vec<S<String>>,
}

impl Outline {
    /// A node without anything in it.
    pub fn new(schema: &'static NodeSchema, key: Option<String>, place: Span) -> Self {
        let name = if schema.name.is_empty() { key.clone().unwrap_or_default() } else { schema.name.to_owned() };
        Self { name, key, doc: schema.doc, place, values: Vec::new(), nodes: Vec::new() }
    }

    /// Adds the values of a field, where there are any.
    pub fn add(&mut self, field: &FieldSchema, key: &str, texts: Vec<S<String>>) {
        if !texts.is_empty() {
            let kind = if let Content::Leaf(kind) = field.content { Some(kind) } else { None };
            self.values.push(Values { role: field.role, key: key.to_owned(), doc: field.doc, kind, texts });
        }
    }

    /// Adds the nodes of a field. One that can be there once needs nothing to tell it from others.
    pub fn add_nodes(&mut self, field: &FieldSchema, nodes: impl Iterator<Item = Outline>) {
        self.nodes.extend(nodes.map(|node| Outline { key: node.key.filter(|_| field.many), ..node }));
    }

    /// Adds what stands in a free tree.
    pub fn add_tree(&mut self, nodes: &[RawNode]) {
        self.nodes.extend(nodes.iter().map(Self::raw));
    }

    fn raw(node: &RawNode) -> Self {
        let text = |value: &S<Value>| value.as_ref().map(show);
        let mut values = Vec::new();
        let mut add = |role, key: &str, texts: Vec<S<String>>| {
            if !texts.is_empty() {
                values.push(Values { role, key: key.to_owned(), doc: "", kind: None, texts });
            }
        };
        add(Role::Arg, "value", node.args.iter().map(text).collect());
        node.props.iter().for_each(|(key, value)| add(Role::Prop, &key.value, vec![text(value)]));
        let nodes = node.children.iter().flatten().map(Self::raw).collect();
        Self { name: node.name.value.clone(), key: None, doc: "", place: node.name.span, values, nodes }
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(yes) => format!("#{yes}"),
        Value::Null => "#null".to_owned(),
        Value::Error => String::new(),
    }
}
