//! The language's schema as documents, all made from the declarations.

use super::{Content, FieldSchema, NodeSchema, Role};

mod json;
mod markdown;

pub use json::json;
pub use markdown::markdown;

/// Every node that can be reached from `root`, each once, in the order of the manual, with a title of its own.
fn reachable(root: &'static NodeSchema) -> Vec<(String, &'static NodeSchema)> {
    let mut all: Vec<(String, &'static NodeSchema)> = vec![(root.name.to_owned(), root)];
    let mut next = 0;
    while next < all.len() {
        let parent = all[next].1;
        next += 1;
        for field in parent.fields {
            for node in nodes(field) {
                if !all.iter().any(|(_, own)| std::ptr::eq(*own, node)) {
                    let title = title(node, parent, &all);
                    all.push((title, node));
                }
            }
        }
    }
    all
}

/// The nodes that a field may hold.
fn nodes(field: &FieldSchema) -> Vec<&'static NodeSchema> {
    match field.content {
        Content::Node(schema) => vec![schema()],
        Content::Union(members) => members(),
        Content::Leaf(_) | Content::Tree => Vec::new(),
    }
}

/// A title that no other node has: one that two parents use for different nodes bears the parent's, too.
fn title(node: &'static NodeSchema, parent: &'static NodeSchema, all: &[(String, &'static NodeSchema)]) -> String {
    let taken = |title: &str| all.iter().any(|(own, _)| own == title);
    match node.name {
        "" => format!("{}: an entry", parent.name),
        name if taken(name) => format!("{}: {name}", parent.name),
        name => name.to_owned(),
    }
}

/// How a field is written, in short.
fn shape(field: &FieldSchema) -> String {
    match field.role {
        Role::Named => "its own name".to_owned(),
        Role::Arg if field.many => format!("{}...", field.key),
        Role::Arg => field.key.replace('_', "-"),
        Role::Prop => format!("{}=", field.key),
        Role::Props => "KEY=".to_owned(),
        Role::Value | Role::Child => field.key.to_owned(),
        Role::Rest => "any name".to_owned(),
        Role::Any => "steps".to_owned(),
        Role::Tree => "anything".to_owned(),
    }
}
