//! Every leaf of the examples and fixtures, with other values that are as good.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used)]

use dbgen::schema::{Content, FieldSchema, Kind, Node, NodeSchema, Role};
use dbgen::source::{FileId, Span};
use dbgen::spec::Spec;
use dbgen::syntax;

/// A value of the spec: where it stands and what other text would be as good.
pub struct Change {
    pub span: Span,
    pub other: Vec<String>,
}

/// The examples and every fixture of a target.
pub fn specs() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let examples = std::fs::read_dir(root.join("examples")).unwrap().map(|e| e.unwrap().path().join("deploy.kdl"));
    let fixtures = std::fs::read_dir(root.join("tests/fixtures")).unwrap().map(|e| e.unwrap().path());
    let mut all: Vec<_> = examples.chain(fixtures.filter(|p| p.extension().is_some_and(|e| e == "kdl"))).collect();
    all.sort();
    let name = |p: &std::path::Path| p.strip_prefix(root).unwrap().display().to_string();
    all.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The leaves of a spec.
pub fn changes(text: &str) -> Vec<Change> {
    let parsed = syntax::parse(FileId(0), text);
    let mut found = Vec::new();
    for node in parsed.document.nodes() {
        children(node, Spec::schema(), &mut found);
    }
    found
}

/// A child of a node with `schema`.
fn children(node: syntax::Node<'_>, schema: &'static NodeSchema, found: &mut Vec<Change>) {
    for field in schema.fields {
        match (field.role, field.content) {
            (Role::Value, Content::Leaf(kind)) if field.key == node.name() => {
                node.entries().for_each(|e| leaf(e, kind, found));
                return;
            }
            (Role::Child, Content::Node(inner)) if field.key == node.name() => return walk(node, inner(), found),
            (Role::Any, Content::Union(members)) => {
                if let Some(member) = members().into_iter().find(|m| m.name == node.name()) {
                    return walk(node, member, found);
                }
            }
            _ => {}
        }
    }
    if let Some(FieldSchema { content: Content::Node(inner), .. }) = schema.role(Role::Rest).next() {
        walk(node, inner(), found);
    }
}

fn walk(node: syntax::Node<'_>, schema: &'static NodeSchema, found: &mut Vec<Change>) {
    let args: Vec<&FieldSchema> = schema.role(Role::Arg).collect();
    let mut next = 0;
    for entry in node.entries() {
        let field = match entry.key() {
            Some((key, _)) => schema.role(Role::Prop).find(|f| f.key == key).or(schema.role(Role::Props).next()),
            None => {
                next += 1;
                args.get(next - 1).or(args.last().filter(|f| f.many)).copied()
            }
        };
        if let Some(FieldSchema { content: Content::Leaf(kind), .. }) = field {
            leaf(entry, *kind, found);
        }
    }
    // What stands in a free tree is handed on as it is: each value of it is a leaf.
    if schema.role(Role::Tree).next().is_some() {
        return tree(node, found);
    }
    node.children().for_each(|child| children(child, schema, found));
}

fn tree(node: syntax::Node<'_>, found: &mut Vec<Change>) {
    for child in node.children() {
        child.entries().for_each(|e| leaf(e, Kind::Scalar, found));
        tree(child, found);
    }
}

fn leaf(entry: syntax::Entry<'_>, kind: Kind, found: &mut Vec<Change>) {
    let other = kind.another(entry.value());
    if !other.is_empty() {
        found.push(Change { span: entry.value_span(), other });
    }
}
