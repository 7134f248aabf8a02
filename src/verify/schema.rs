//! The part of JSON Schema that a chart's values need: which keys there are, and of which type their values.

use serde_json::Value as Schema;
use serde_yaml::Value;

/// Deeper values than any chart has.
const DEPTH: usize = 32;

/// Adds what `value` holds that `schema` does not know. What is required is not looked at: values are laid over others.
pub fn check(schema: &Schema, value: &Value, found: &mut Vec<String>) {
    walk(schema, schema, value, "", DEPTH, found);
}

fn walk(root: &Schema, schema: &Schema, value: &Value, path: &str, depth: usize, found: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    let down = |schema: &Schema, value: &Value, path: &str, found: &mut Vec<String>| {
        walk(root, schema, value, path, depth - 1, found);
    };
    if let Some(target) = schema.get("$ref").and_then(Schema::as_str) {
        match target.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) {
            Some(target) => down(target, value, path, found),
            None => found.push(format!("the schema refers to `{target}`, which is not there")),
        }
    }
    for part in schema.get("allOf").and_then(Schema::as_array).into_iter().flatten() {
        down(part, value, path, found);
    }
    if let Some(allowed) = schema.get("type")
        && !types(allowed).any(|name| is(value, name))
    {
        found.push(format!("`{path}` is not of the type {allowed}"));
    }
    let properties = schema.get("properties");
    for (key, item) in super::read::pairs(value) {
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let own = properties.and_then(|p| p.get(key));
        // Names that the writer chooses are judged by the spec's own kinds: any pattern's schema will do here.
        let pattern = schema.get("patternProperties").and_then(Schema::as_object).and_then(|p| p.values().next());
        match (own.or(pattern), schema.get("additionalProperties")) {
            (Some(own), _) => down(own, item, &path, found),
            (None, Some(Schema::Bool(false))) => found.push(format!("`{path}` is not in the chart's schema")),
            (None, Some(rest)) => down(rest, item, &path, found),
            (None, None) => {}
        }
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_sequence()) {
        list.iter().for_each(|item| down(items, item, path, found));
    }
}

fn types(allowed: &Schema) -> impl Iterator<Item = &str> {
    let several = allowed.as_array().into_iter().flatten();
    allowed.as_str().into_iter().chain(several.filter_map(Schema::as_str))
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_mapping(),
        "array" => value.is_sequence(),
        "string" => value.is_string(),
        "boolean" => value.is_bool(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        _ => true,
    }
}
