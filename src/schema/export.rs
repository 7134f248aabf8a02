//! The language's schema as documents, all made from the declarations.

use super::{Content, FieldSchema, NodeSchema};

mod json;
mod kdl;
mod markdown;

pub use json::json;
pub use kdl::kdl;
pub use markdown::markdown;

/// A node of the language, with a title that no other node has and the places where it may stand.
#[derive(Debug)]
pub struct Entry {
    /// The title: its name, and that of its parent where two nodes bear one name.
    pub title: String,
    /// The node.
    pub node: &'static NodeSchema,
    /// The nodes that it may stand in, by their place in the list; the root stands in none.
    pub parents: Vec<usize>,
}

/// Every node that can be reached from `root`, each once: a node comes before what stands in it.
pub fn entries(root: &'static NodeSchema) -> Vec<Entry> {
    let mut all = vec![Entry { title: root.name.to_owned(), node: root, parents: Vec::new() }];
    let mut next = 0;
    while next < all.len() {
        let parent = all[next].node;
        for node in parent.fields.iter().flat_map(nodes) {
            match all.iter_mut().find(|own| std::ptr::eq(own.node, node)) {
                Some(own) if own.parents.contains(&next) => {}
                Some(own) => own.parents.push(next),
                None => {
                    let title = title(node, parent, &all);
                    all.push(Entry { title, node, parents: vec![next] });
                }
            }
        }
        next += 1;
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

/// The title of a node in the list.
fn title_of<'a>(node: &'static NodeSchema, all: &'a [Entry]) -> &'a str {
    all.iter().find(|own| std::ptr::eq(own.node, node)).map_or(node.name, |own| &own.title)
}

fn title(node: &'static NodeSchema, parent: &'static NodeSchema, all: &[Entry]) -> String {
    let taken = |title: &str| all.iter().any(|own| own.title == title);
    match node.name {
        "" => format!("{}: an entry", parent.name),
        name if taken(name) => format!("{}: {name}", parent.name),
        name => name.to_owned(),
    }
}
