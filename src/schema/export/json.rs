//! JSON Schema of the language: a node is an object of its arguments, properties and children, and `x-kdl` says how
//! each of them is written.

use super::{nodes, reachable};
use crate::schema::{Content, FieldSchema, Kind, NodeSchema, Role};
use serde_json::{Map, Value, json};

/// The schema, in JSON, indented.
pub fn json(root: &'static NodeSchema) -> String {
    let all = reachable(root);
    let id = |node: &'static NodeSchema| {
        let (title, _) = all.iter().find(|(_, own)| std::ptr::eq(*own, node)).unwrap_or(&all[0]);
        format!("#/$defs/{}", key(title))
    };
    let mut definitions = Map::new();
    for (title, node) in &all {
        definitions.insert(key(title), object(node, &id));
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "deploy.kdl",
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
            Role::Rest => additional = reference(field, id),
            Role::Tree => additional = json!(true),
            Role::Props => additional = leaf_schema(&Kind::Scalar),
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
    let doc = node.doc.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let mut object = json!({ "description": doc.trim(), "type": "object", "properties": properties });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object["additionalProperties"] = additional;
    object
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
    let doc = field.doc.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    schema["description"] = json!(doc.trim());
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
        Kind::Choice(all) => json!({ "enum": all.iter().map(|(name, _)| *name).collect::<Vec<_>>() }),
        Kind::OrNull(inner) => {
            let mut schema = leaf_schema(inner);
            schema = json!({ "anyOf": [schema, { "type": "null" }] });
            schema
        }
        other => json!({ "type": "string", "x-kind": other.describe() }),
    }
}
