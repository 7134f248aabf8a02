//! The part of JSON Schema that a chart's values need: which keys there are, and of which type their values.

use crate::yaml::Value;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Deeper values than any chart has.
const DEPTH: usize = 32;

/// A schema. What is required is not looked at: values are laid over others.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    definitions: BTreeMap<String, Schema>,
    all_of: Vec<Schema>,
    #[serde(rename = "type")]
    types: Option<Types>,
    properties: BTreeMap<String, Schema>,
    pattern_properties: BTreeMap<String, Schema>,
    additional_properties: Option<Rest>,
    items: Option<Box<Schema>>,
}

/// The types that a value may have.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Types {
    One(String),
    Several(Vec<String>),
}

/// What holds for the keys that are not named.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Rest {
    Allowed(bool),
    Like(Box<Schema>),
}

/// Where a value stands: its key, and where the object stands that it is in.
#[derive(Clone, Copy)]
struct Path<'a>(Option<(&'a Path<'a>, &'a str)>);

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            None => Ok(()),
            Some((Path(None), key)) => f.write_str(key),
            Some((above, key)) => write!(f, "{above}.{key}"),
        }
    }
}

impl Schema {
    /// Adds what `value` holds that the schema does not know.
    pub fn check(&self, value: &Value<'_>, found: &mut Vec<String>) {
        self.walk(self, value, Path(None), DEPTH, found);
    }

    fn walk(&self, root: &Self, value: &Value<'_>, path: Path<'_>, depth: usize, found: &mut Vec<String>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if let Some(target) = &self.reference {
            match target.strip_prefix("#/definitions/").and_then(|name| root.definitions.get(name)) {
                Some(target) => target.walk(root, value, path, depth, found),
                None => found.push(format!("the schema refers to `{target}`, which is not there")),
            }
        }
        for part in &self.all_of {
            part.walk(root, value, path, depth, found);
        }
        if let Some(allowed) = &self.types
            && !allowed.any(|name| is(value, name))
        {
            found.push(format!("`{path}` is not of the type {allowed}"));
        }
        // Names that the writer chooses are judged by the spec's own kinds: any pattern's schema will do here.
        let pattern = self.pattern_properties.values().next();
        for (key, item) in value.fields() {
            let path = Path(Some((&path, key)));
            match (self.properties.get(key.as_ref()).or(pattern), &self.additional_properties) {
                (Some(own), _) => own.walk(root, item, path, depth, found),
                (None, Some(Rest::Allowed(false))) => found.push(format!("`{path}` is not in the chart's schema")),
                (None, Some(Rest::Like(rest))) => rest.walk(root, item, path, depth, found),
                (None, Some(Rest::Allowed(true)) | None) => {}
            }
        }
        if let Some(items) = &self.items {
            value.items().iter().for_each(|item| items.walk(root, item, path, depth, found));
        }
    }
}

impl Types {
    fn any(&self, is: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::One(name) => is(name),
            Self::Several(names) => names.iter().any(|name| is(name)),
        }
    }
}

impl std::fmt::Display for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::One(name) => f.write_str(name),
            Self::Several(names) => f.write_str(&names.join(" or ")),
        }
    }
}

fn is(value: &Value<'_>, name: &str) -> bool {
    match name {
        "object" => matches!(value, Value::Object(_)),
        "array" => matches!(value, Value::List(_)),
        "string" => matches!(value, Value::Text(_)),
        "boolean" => matches!(value, Value::Bool(_)),
        "integer" => matches!(value, Value::Int(_)),
        "number" => matches!(value, Value::Int(_) | Value::Float(_)),
        "null" => matches!(value, Value::Null),
        _ => true,
    }
}
