//! Nothing is lost in silence: every leaf of a spec that is changed to another good value changes a file, or is
//! named by a diagnostic.
#![allow(clippy::unwrap_used)]

use dbgen::compile::{Compilation, compile};
use dbgen::schema::{Content, FieldSchema, Kind, Node, NodeSchema, Role};
use dbgen::source::{FileId, Span};
use dbgen::spec::Spec;
use dbgen::syntax;
use dbgen::world::MemoryWorld;

/// A value of the spec: where it stands and what other text would be as good.
struct Change {
    span: Span,
    other: Vec<String>,
}

#[test]
fn a_changed_leaf_changes_a_file_or_is_named() {
    let mut silent = Vec::new();
    let mut count = 0;
    for (name, text) in specs() {
        let before = build(&text);
        let wrong: Vec<_> =
            before.diagnostics.iter().map(|d| format!("{}: {}", before.sources.locate(d.span()), d.message)).collect();
        assert!(!before.failed(), "{name} does not compile: {wrong:#?}");
        for change in changes(&text) {
            count += 1;
            let heard = change.other.iter().any(|other| {
                let (start, end) = (change.span.start as usize, change.span.end as usize);
                let after = build(&format!("{}{other}{}", &text[..start], &text[end..]));
                after.artifacts != before.artifacts
                    || after.diagnostics != before.diagnostics
                    || after.waived != before.waived
            });
            if !heard && !waived(&text, change.span) {
                let place = before.sources.locate(change.span);
                silent.push(format!(
                    "{name} {place}: {} -> {:?}",
                    &text[change.span.start as usize..change.span.end as usize],
                    change.other
                ));
            }
        }
    }
    assert!(count > 200, "only {count} leaves were found");
    assert!(silent.is_empty(), "{} of {count} leaves can change without a word:\n{}", silent.len(), silent.join("\n"));
}

/// Whether the leaf is one whose loss the spec accepts: without the waivers, an error names it.
fn waived(text: &str, leaf: Span) -> bool {
    // Blanked out, so that every other place stays where it was.
    let line = |l: &str| if l.trim_start().starts_with("accept-loss") { " ".repeat(l.len()) } else { l.to_owned() };
    let bare: String = text.lines().map(|l| line(l) + "\n").collect();
    let out = build(&bare);
    let line = |offset: u32| out.sources.file(FileId(0)).line_column(offset).0;
    out.diagnostics.iter().any(|d| {
        d.code.0 == "not-expressible" && (line(d.span().start)..=line(d.span().end)).contains(&line(leaf.start))
    })
}

/// The examples and every fixture of a target.
fn specs() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let examples = std::fs::read_dir(root.join("examples")).unwrap().map(|e| e.unwrap().path().join("deploy.kdl"));
    let fixtures = std::fs::read_dir(root.join("tests/fixtures")).unwrap().map(|e| e.unwrap().path());
    let mut all: Vec<_> = examples.chain(fixtures.filter(|p| p.extension().is_some_and(|e| e == "kdl"))).collect();
    all.sort();
    let name = |p: &std::path::Path| p.strip_prefix(root).unwrap().display().to_string();
    all.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

fn build(text: &str) -> Compilation {
    compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl")
}

fn changes(text: &str) -> Vec<Change> {
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
