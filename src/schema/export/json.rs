//! JSON Schema of the language: a node is an object of its arguments, properties and children, and `x-kdl` says how
//! each of them is written.

use super::{entries, nodes, title_of};
use crate::diag::pages;
use crate::schema::{Content, FieldSchema, Kind, NodeSchema, Role};
use serde_json::{Map, Value, json};

/// The schema, in JSON, indented.
pub fn json(root: &'static NodeSchema) -> String {
    let all = entries(root);
    let id = |node: &'static NodeSchema| format!("#/$defs/{}", key(title_of(node, &all)));
    let definitions: Map<String, Value> =
        all.iter().map(|entry| (key(&entry.title), object(entry.node, &id))).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "deploy.kdl",
        "$comment": "Generated from the declarations in src/spec by `dbgen schema`; edit those.",
        "$ref": id(root),
        "$defs": definitions,
    });
    // A tree of strings, numbers and maps always prints.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

fn key(title: &str) -> String {
    title.replace(": ", "-").replace(' ', "-").replace("deploy.kdl", "spec")
}

fn object(node: &'static NodeSchema, id: &dyn Fn(&'static NodeSchema) -> String) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    let mut additional = json!(false);
    for field in node.fields {
        match field.role {
            Role::Rest => allow(&mut additional, reference(field, id)),
            Role::Tree => additional = json!(true),
            Role::Props => allow(&mut additional, leaf_schema(&Kind::Scalar)),
            Role::Any => {
                for member in nodes(field) {
                    let item = json!({ "$ref": id(member) });
                    properties.insert(member.name.into(), json!({ "type": "array", "items": item, "x-kdl": "child" }));
                }
            }
            _ => {
                properties.insert(field.key.into(), property(field, id));
                if field.required {
                    required.push(field.key);
                }
            }
        }
    }
    let mut object = json!({ "description": node.text(), "type": "object", "properties": properties });
    if let Some(example) = node.example() {
        object["x-example"] = json!(example);
    }
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object["additionalProperties"] = additional;
    object
}

/// Names of the writer's own can stand for more than one thing: `env A="1" { B secret="B"; }`.
fn allow(additional: &mut Value, schema: Value) {
    *additional = match additional {
        Value::Object(_) => json!({ "anyOf": [additional.take(), schema] }),
        _ => schema,
    };
}

fn reference(field: &FieldSchema, id: &dyn Fn(&'static NodeSchema) -> String) -> Value {
    match nodes(field).first() {
        Some(node) => json!({ "$ref": id(node) }),
        None => json!(true),
    }
}

fn property(field: &FieldSchema, id: &dyn Fn(&'static NodeSchema) -> String) -> Value {
    let inner = match &field.content {
        Content::Leaf(kind) => leaf_schema(kind),
        _ => reference(field, id),
    };
    let mut schema = if field.many { json!({ "type": "array", "items": inner }) } else { inner };
    schema["description"] = json!(field.text());
    schema["x-kdl"] = json!(match field.role {
        Role::Named => "name",
        Role::Arg => "argument",
        Role::Prop => "property",
        Role::Value => "value-node",
        _ => "child",
    });
    schema
}

fn leaf_schema(kind: &Kind) -> Value {
    match kind {
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Integer(min, i64::MAX) => json!({ "type": "integer", "minimum": min }),
        Kind::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Port => json!({ "type": "integer", "minimum": 1, "maximum": 65535 }),
        Kind::Scalar => json!({ "type": ["string", "number", "boolean"] }),
        Kind::Choice(all) => {
            let one = |(name, doc): &(&str, &str)| json!({ "const": name, "description": doc.trim() });
            json!({ "oneOf": all.iter().map(one).collect::<Vec<_>>() })
        }
        Kind::Rule | Kind::Waivable => {
            let one = |page: pages::Page| json!({ "const": page.code.0, "description": page.first_sentence() });
            let rules = pages::all().filter(|page| page.code.rule().is_some());
            let changes = pages::changes().filter(|_| *kind == Kind::Waivable);
            json!({ "oneOf": rules.chain(changes).map(one).collect::<Vec<_>>() })
        }
        Kind::OrNull(inner) => json!({ "anyOf": [leaf_schema(inner), { "type": "null" }] }),
        Kind::Nothing => json!({ "not": {} }),
        Kind::Text => json!({ "type": "string" }),
        other => {
            let example = other.example().trim_matches('"');
            let mut schema = json!({ "type": "string", "x-kind": other.describe(), "examples": [example] });
            if let Some(pattern) = other.pattern() {
                schema["pattern"] = json!(pattern);
            }
            schema
        }
    }
}
