//! What the tests of the KDL parser share: the cases, and what a document means as comparable text.
#![allow(dead_code, clippy::unwrap_used)]

pub mod documents;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use dbgen::diag::Level;
use dbgen::source::FileId;
use dbgen::syntax::{Node, Value, parse};

/// The folder of the cases: the one that `KDL_SUITE` names, or our own.
pub fn suite() -> PathBuf {
    match std::env::var_os("KDL_SUITE") {
        Some(folder) => folder.into(),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kdl"),
    }
}

/// Every case of `input/`: its name and its text.
pub fn cases() -> Vec<(String, String)> {
    let folder = suite().join("input");
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_string(), fs::read_to_string(path).unwrap()))
        .collect();
    cases.sort();
    assert!(cases.len() > 20, "{} holds only {} cases", folder.display(), cases.len());
    cases
}

/// The canonical form of a case.
pub fn expected(name: &str) -> String {
    fs::read_to_string(suite().join("expected").join(format!("{name}.kdl"))).unwrap()
}

/// One line a node: type, name, arguments in their order, properties by key with the last one winning.
#[derive(Default)]
pub struct Line {
    arguments: Vec<String>,
    properties: BTreeMap<String, String>,
}

impl Line {
    pub fn add(&mut self, key: Option<&str>, ty: Option<&str>, value: String) {
        let text = format!("{}{value}", typed(ty));
        match key {
            Some(key) => drop(self.properties.insert(key.to_string(), text)),
            None => self.arguments.push(text),
        }
    }

    pub fn write(self, out: &mut String, depth: usize, ty: Option<&str>, name: &str) {
        out.push_str(&format!("{}{}{name:?}", "  ".repeat(depth), typed(ty)));
        self.arguments.iter().for_each(|text| out.push_str(&format!(" {text}")));
        self.properties.iter().for_each(|(key, text)| out.push_str(&format!(" {key:?}={text}")));
        out.push('\n');
    }
}

fn typed(ty: Option<&str>) -> String {
    ty.map(|ty| format!("({ty:?})")).unwrap_or_default()
}

fn meaning(node: Node<'_>, out: &mut String, depth: usize) {
    let mut line = Line::default();
    for entry in node.entries() {
        let value = match entry.value() {
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => format!("{number:e}"),
            other => format!("{other:?}"),
        };
        line.add(entry.key().map(|(key, _)| key), entry.ty(), value);
    }
    line.write(out, depth, node.ty(), node.name());
    node.children().for_each(|child| meaning(child, out, depth + 1));
}

/// What our parser makes of a text: its meaning, or what is wrong with it.
pub fn ours(text: &str) -> Result<String, Vec<String>> {
    let parsed = parse(FileId(0), text);
    let errors = parsed.diagnostics.into_iter().filter(|problem| problem.level == Level::Error);
    let messages: Vec<String> = errors.map(|problem| problem.message).collect();
    if !messages.is_empty() {
        return Err(messages);
    }
    let mut out = String::new();
    parsed.document.nodes().for_each(|node| meaning(node, &mut out, 0));
    Ok(out)
}
