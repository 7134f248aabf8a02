//! The language in the KDL Schema Language (KDL's SCHEMA-SPEC.md, 2.0.0): every node once under `definitions`, and a
//! reference to it wherever it may stand.

use super::{Entry, entries, nodes, title_of};
use crate::diag::{changes, codes};
use crate::schema::{Content, FieldSchema, Kind, NodeSchema, Role, decode};
use crate::syntax;

const INTRODUCTION: &str = "\
// The language of deploy.kdl in the KDL Schema Language. Generated from the declarations in src/spec by
// `dbgen schema --format kdl`; edit those.
";

/// The schema, as KDL.
pub fn kdl(root: &'static NodeSchema) -> String {
    let all = entries(root);
    let mut out = Writer { text: INTRODUCTION.to_owned() };
    out.open("document");
    out.open("info");
    out.line("title \"deploy.kdl\" lang=en");
    out.line(&format!("description {} lang=en", quote(&flat(&root.text()))));
    out.close();
    out.children(root, &all);
    out.open("definitions");
    for entry in &all[1..] {
        out.open(&format!("node id={}{}", quote(&key(&entry.title)), description(&entry.node.text())));
        out.node(entry.node, &all);
        out.close();
    }
    out.close();
    out.close();
    // What a program writes stands in the layout of everything else.
    syntax::format(&out.text).unwrap_or(out.text)
}

struct Writer {
    text: String,
}

impl Writer {
    fn line(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }

    fn open(&mut self, head: &str) {
        self.line(&format!("{head} {{"));
    }

    fn close(&mut self) {
        self.line("}");
    }

    /// What may be written of a node: its values, its properties, its children.
    fn node(&mut self, node: &'static NodeSchema, all: &[Entry]) {
        for field in node.fields {
            let Content::Leaf(kind) = &field.content else { continue };
            match field.role {
                Role::Arg => self.values(field, kind),
                Role::Prop => {
                    self.open(&format!("prop {}{}", quote(field.key), description(&field.text())));
                    if field.required {
                        self.line("required #true");
                    }
                    self.kind(kind);
                    self.close();
                }
                Role::Props => {
                    self.line("other-props-allowed #true");
                    self.open(&format!("prop{}", description(&field.text())));
                    self.kind(kind);
                    self.close();
                }
                _ => {}
            }
        }
        let inside = |field: &FieldSchema| !matches!(field.role, Role::Named | Role::Arg | Role::Prop | Role::Props);
        if node.fields.iter().any(inside) {
            self.open("children");
            self.children(node, all);
            self.close();
        }
    }

    fn children(&mut self, node: &'static NodeSchema, all: &[Entry]) {
        for field in node.fields {
            let many = !field.many;
            match (field.role, &field.content) {
                (Role::Value, Content::Leaf(kind)) => {
                    self.open(&format!("node {}{}", quote(field.key), description(&field.text())));
                    self.often(field.required, many);
                    self.values(&FieldSchema { doc: "", required: true, ..*field }, kind);
                    self.close();
                }
                (Role::Child, _) => {
                    for child in nodes(field) {
                        self.reference(Some(field.key), child, &field.text(), (field.required, many), all);
                    }
                }
                (Role::Any, _) => {
                    for child in nodes(field) {
                        self.reference(Some(child.name), child, "", (false, false), all);
                    }
                }
                (Role::Rest, _) => {
                    for child in nodes(field) {
                        self.names(child);
                        self.reference(None, child, &field.text(), (false, false), all);
                    }
                }
                (Role::Tree, _) => self.line("other-nodes-allowed #true"),
                _ => {}
            }
        }
    }

    /// A node that is defined elsewhere; without a name it is every node that has no rule of its own.
    fn reference(
        &mut self,
        name: Option<&str>,
        node: &'static NodeSchema,
        text: &str,
        (required, once): (bool, bool),
        all: &[Entry],
    ) {
        let name = name.map(|name| format!(" {}", quote(name))).unwrap_or_default();
        let query = format!("[id={}]", quote(&key(title_of(node, all))));
        let head = format!("node{name} ref={}{}", quote(&query), description(text));
        if !required && !once {
            return self.line(&head);
        }
        self.open(&head);
        self.often(required, once);
        self.close();
    }

    fn often(&mut self, required: bool, once: bool) {
        if required {
            self.line("min 1");
        }
        if once {
            self.line("max 1");
        }
    }

    /// The names that the writer chooses.
    fn names(&mut self, child: &'static NodeSchema) {
        self.line("other-nodes-allowed #true");
        for field in child.role(Role::Named) {
            if let Content::Leaf(kind) = &field.content {
                self.open("node-names");
                self.kind(kind);
                self.close();
            }
        }
    }

    fn values(&mut self, field: &FieldSchema, kind: &Kind) {
        self.open(&format!("value{}", description(&field.text())));
        if matches!(kind, Kind::Nothing) {
            self.line("max 0");
            return self.close();
        }
        self.often(field.required, !field.many);
        self.kind(kind);
        self.close();
    }

    fn kind(&mut self, kind: &Kind) {
        let (plain, null) = match kind {
            Kind::OrNull(inner) => (*inner, " \"null\""),
            own => (own, ""),
        };
        let name = match plain {
            Kind::Bool => "boolean",
            Kind::Integer(..) | Kind::Port => "number",
            Kind::Scalar => "string\" \"number\" \"boolean",
            _ => "string",
        };
        self.line(&format!("type \"{name}\"{null}"));
        match plain {
            Kind::Integer(min, max) => self.range(*min, *max),
            Kind::Port => self.range(1, 65535),
            Kind::Rule | Kind::Waivable => {
                let changes = changes::ALL.iter().filter(|_| *plain == Kind::Waivable).map(|(code, _, _)| code);
                let rules = codes::RULES.iter().map(|(code, _)| code);
                let names: Vec<String> = rules.chain(changes).map(|code| quote(code.0)).collect();
                self.line(&format!("enum {}", names.join(" ")));
            }
            Kind::Choice(all) => {
                let names: Vec<String> = all.iter().map(|(name, _)| quote(name)).collect();
                self.line(&format!("enum {}{}", names.join(" "), if null.is_empty() { "" } else { " #null" }));
            }
            _ => {}
        }
        if let Some(pattern) = plain.pattern() {
            self.line(&format!("pattern {}", quote(pattern)));
        }
    }

    fn range(&mut self, min: i64, max: i64) {
        self.line(&format!("\">=\" {min}"));
        if max != i64::MAX {
            self.line(&format!("\"<=\" {max}"));
        }
    }
}

fn key(title: &str) -> String {
    title.replace(": ", "-").replace(' ', "-")
}

fn description(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" description={}", quote(&flat(text))) }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quote(text: &str) -> String {
    decode::quote(text)
}
