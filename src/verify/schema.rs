//! The part of JSON Schema that a chart's values need: which keys there are, and of which type their values.

use crate::yaml::{Value, What};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use std::collections::BTreeMap;
use std::fmt;

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
#[derive(Debug)]
struct Types(Vec<String>);

/// What holds for the keys that are not named.
#[derive(Debug)]
enum Rest {
    Allowed(bool),
    Like(Box<Schema>),
}

// Each of the two has two forms, and is told by the first byte: serde's own untagged enums read everything twice.

impl<'de> Deserialize<'de> for Types {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Forms;

        impl<'de> Visitor<'de> for Forms {
            type Value = Types;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a type or several")
            }

            fn visit_str<E>(self, name: &str) -> Result<Types, E> {
                Ok(Types(vec![name.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Types, A::Error> {
                let mut all = Vec::new();
                while let Some(name) = names.next_element()? {
                    all.push(name);
                }
                Ok(Types(all))
            }
        }

        from.deserialize_any(Forms)
    }
}

impl<'de> Deserialize<'de> for Rest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Forms;

        impl<'de> Visitor<'de> for Forms {
            type Value = Rest;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a boolean or a schema")
            }

            fn visit_bool<E>(self, allowed: bool) -> Result<Rest, E> {
                Ok(Rest::Allowed(allowed))
            }

            fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Rest, A::Error> {
                Schema::deserialize(MapAccessDeserializer::new(fields)).map(|schema| Rest::Like(Box::new(schema)))
            }
        }

        from.deserialize_any(Forms)
    }
}

/// Where a value stands: its key, and where the object stands that it is in.
#[derive(Clone, Copy)]
struct Path<'a>(Option<(&'a Path<'a>, &'a str)>);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some((Path(None), key)) => f.write_str(key),
            Some((above, key)) => write!(f, "{above}.{key}"),
        }
    }
}

impl Schema {
    /// Adds what `value` holds that the schema does not know.
    pub fn check(&self, value: Value<'_>, found: &mut Vec<String>) {
        self.walk(self, value, Path(None), DEPTH, found);
    }

    fn walk(&self, root: &Self, value: Value<'_>, path: Path<'_>, depth: usize, found: &mut Vec<String>) {
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
            match (self.properties.get(key).or(pattern), &self.additional_properties) {
                (Some(own), _) => own.walk(root, item, path, depth, found),
                (None, Some(Rest::Allowed(false))) => found.push(format!("`{path}` is not in the chart's schema")),
                (None, Some(Rest::Like(rest))) => rest.walk(root, item, path, depth, found),
                (None, Some(Rest::Allowed(true)) | None) => {}
            }
        }
        if let Some(items) = &self.items {
            value.items().for_each(|item| items.walk(root, item, path, depth, found));
        }
    }
}

impl Types {
    fn any(&self, is: impl Fn(&str) -> bool) -> bool {
        self.0.iter().any(|name| is(name))
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" or "))
    }
}

fn is(value: Value<'_>, name: &str) -> bool {
    match name {
        "object" => matches!(value.what(), What::Object),
        "array" => matches!(value.what(), What::List),
        "string" => matches!(value.what(), What::Text(_)),
        "boolean" => matches!(value.what(), What::Bool(_)),
        "integer" => matches!(value.what(), What::Int(_)),
        "number" => matches!(value.what(), What::Int(_) | What::Float(_)),
        "null" => matches!(value.what(), What::Null),
        _ => true,
    }
}
