//! Random documents that are as nasty as the grammar allows, and their plain value by two readers.

use dbgen::yaml::{Document, Item, Map, Trivia, Yaml};
use proptest::prelude::*;
use saphyr::{LoadableYamlNode, Scalar};
use serde_yaml::Value;

/// Every indicator, every line break, white space, what must be escaped, and words that mean something.
const PIECES: &[&str] = &[
    "-",
    "?",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "#",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    "\"",
    "%",
    "@",
    "`",
    "\\",
    "/",
    "=",
    "<",
    "~",
    ".",
    "+",
    "_",
    "$",
    ";",
    " ",
    " ",
    "  ",
    "\t",
    "\n",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{0}",
    "\u{7}",
    "\u{1b}",
    "\u{7f}",
    "\u{9f}",
    "\u{200b}",
    "\u{202e}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{e000}",
    "é",
    "ß",
    "漢",
    "🚀",
    "👩\u{200d}💻",
    "a",
    "b",
    "word",
    "key",
    "0",
    "1",
    "9",
    "e",
    "x",
    "o",
    ": ",
    " #",
    "- ",
    "? ",
    "---",
    "...",
    "<<",
    "no",
    "yes",
    "on",
    "y",
    "null",
    "true",
    "inf",
    "nan",
    "0x1F",
    "0o7",
    "0b1",
    "12:30",
    "1_000",
    "2024-01-01",
    "T",
    "Z",
    "${{ x }}",
    "{{ .v }}",
    "#!/bin/sh\n",
    "echo hi\n",
    "  indented\n",
];

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(PIECES), 0..7).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
        1 => "[a-z]{1,8}( [a-z:#-]{1,8}){0,3}",
        2 => "([ a-z#:-]{0,6}\n){1,4}[ a-z]{0,4}\n{0,2}",
    ]
}

fn trivia() -> impl Strategy<Value = Trivia> {
    let comment = || prop_oneof![3 => Just(String::new()), 1 => text()];
    (comment(), comment(), prop::bool::weighted(0.2)).prop_map(|(above, eol, blank)| {
        let mut trivia = Trivia::default();
        trivia.blank = blank;
        trivia.set_above(above);
        trivia.set_eol(eol);
        trivia
    })
}

pub fn scalar() -> impl Strategy<Value = Yaml> {
    prop_oneof![
        6 => text().prop_map(Yaml::Str),
        1 => text().prop_map(Yaml::Quoted),
        2 => text().prop_map(Yaml::Block),
        1 => Just(Yaml::Null),
        1 => any::<bool>().prop_map(Yaml::Bool),
        1 => any::<i64>().prop_map(Yaml::Int),
        1 => prop::num::f64::ANY.prop_filter("NaN is not equal to itself", |value| !value.is_nan()).prop_map(Yaml::Float),
    ]
}

pub fn yaml() -> impl Strategy<Value = Yaml> {
    scalar().prop_recursive(5, 48, 5, |inner| {
        let item = (inner.clone(), trivia()).prop_map(|(value, trivia)| Item { value, trivia });
        let field = (text(), inner.clone(), trivia());
        prop_oneof![
            prop::collection::vec(item, 0..5).prop_map(Yaml::Seq),
            prop::collection::vec(field, 0..5).prop_map(|fields| {
                let mut map = Map::new();
                for (key, value, trivia) in fields {
                    map.set(key.clone(), value);
                    map.entry_mut(&key).unwrap().trivia = trivia;
                }
                Yaml::Map(map)
            }),
            prop::collection::vec(inner, 0..5).prop_map(Yaml::Flow),
        ]
    })
}

pub fn document() -> impl Strategy<Value = Document> {
    (prop::collection::vec(text(), 0..3), yaml()).prop_map(|(header, body)| Document { header, body })
}

/// What saphyr, which follows YAML 1.2, reads: one value per document.
pub fn read_by_saphyr(text: &str) -> Result<Vec<Value>, String> {
    let documents = saphyr::Yaml::load_from_str(text).map_err(|error| error.to_string())?;
    documents.iter().map(from_saphyr).collect()
}

fn from_saphyr(node: &saphyr::Yaml) -> Result<Value, String> {
    Ok(match node {
        saphyr::Yaml::Value(Scalar::Null) => Value::Null,
        saphyr::Yaml::Value(Scalar::Boolean(value)) => Value::Bool(*value),
        saphyr::Yaml::Value(Scalar::Integer(value)) => Value::Number((*value).into()),
        saphyr::Yaml::Value(Scalar::FloatingPoint(value)) => Value::Number(value.into_inner().into()),
        saphyr::Yaml::Value(Scalar::String(text)) => Value::String(text.to_string()),
        saphyr::Yaml::Sequence(items) => Value::Sequence(items.iter().map(from_saphyr).collect::<Result<_, _>>()?),
        saphyr::Yaml::Mapping(fields) => {
            let fields = fields.iter().map(|(key, value)| Ok((from_saphyr(key)?, from_saphyr(value)?)));
            Value::Mapping(fields.collect::<Result<_, String>>()?)
        }
        other => return Err(format!("not plain data: {other:?}")),
    })
}
