//! The part of JSON Schema that a chart's values need: which keys there are, and of which type their values.

use crate::yaml::{Value, What};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use std::fmt;

/// Deeper values than any chart has.
const DEPTH: usize = 32;

/// A schema. What is required is not looked at: values are laid over others.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    /// Which of the definitions the reference names.
    #[serde(skip)]
    target: Option<usize>,
    definitions: Named,
    all_of: Vec<Schema>,
    #[serde(rename = "type")]
    types: Option<Types>,
    properties: Named,
    pattern_properties: Named,
    additional_properties: Option<Rest>,
    items: Option<Box<Schema>>,
}

/// Schemas by their names, in the order of writing.
#[derive(Debug, Default)]
struct Named(Vec<(String, Schema)>);

/// The types that a value may have.
#[derive(Debug)]
struct Types(Vec<Type>);

/// A type of JSON Schema. One that is not known is no reason to refuse anything.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    Object,
    Array,
    String,
    Boolean,
    Integer,
    Number,
    Null,
    #[serde(other)]
    Other,
}

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

            fn visit_str<E: Error>(self, name: &str) -> Result<Types, E> {
                Type::deserialize(name.into_deserializer()).map(|own| Types(vec![own]))
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

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("schemas by their names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Named, A::Error> {
                let mut all = Vec::new();
                while let Some(pair) = pairs.next_entry()? {
                    all.push(pair);
                }
                Ok(Named(all))
            }
        }

        from.deserialize_map(Pairs)
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

/// Where a value stands: itself, and where the object stands that it is in.
#[derive(Clone, Copy)]
struct Path<'a>(Option<(&'a Path<'a>, Value<'a>)>);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some((Path(None), value)) => f.write_str(value.key()),
            Some((above, value)) => write!(f, "{above}.{}", value.key()),
        }
    }
}

impl Named {
    /// The place of what a value stands under that is most likely at `near`, since values are written in the order of
    /// their schema.
    fn find(&self, value: Value<'_>, near: usize) -> Option<usize> {
        let near = near.min(self.0.len());
        let is = |(name, _): &(String, Schema)| value.is_under(name);
        self.0[near..].iter().position(is).map(|at| near + at).or_else(|| self.0[..near].iter().position(is))
    }

    fn schemas_mut(&mut self) -> impl Iterator<Item = &mut Schema> {
        self.0.iter_mut().map(|(_, schema)| schema)
    }
}

impl Schema {
    /// The schema that a text is.
    ///
    /// # Errors
    ///
    /// Text that is no JSON, or JSON that is no schema.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let mut schema: Self = serde_json::from_str(text)?;
        let names: Vec<String> = schema.definitions.0.iter().map(|(name, _)| name.clone()).collect();
        schema.link(&names);
        Ok(schema)
    }

    /// Finds what the references name, here and below.
    fn link(&mut self, names: &[String]) {
        let name = self.reference.as_deref().and_then(|target| target.strip_prefix("#/definitions/"));
        self.target = name.and_then(|name| names.iter().position(|own| own == name));
        let named = self.definitions.schemas_mut().chain(self.properties.schemas_mut());
        let named = named.chain(self.pattern_properties.schemas_mut()).chain(&mut self.all_of);
        named.chain(self.items.as_deref_mut()).for_each(|schema| schema.link(names));
        if let Some(Rest::Like(rest)) = &mut self.additional_properties {
            rest.link(names);
        }
    }

    /// Adds what `value` holds that the schema does not know.
    pub fn check(&self, value: Value<'_>, found: &mut Vec<String>) {
        Walk { root: self, found }.value(self, value, Path(None), DEPTH);
    }
}

/// A way through a value.
struct Walk<'a> {
    root: &'a Schema,
    found: &'a mut Vec<String>,
}

impl Walk<'_> {
    fn value(&mut self, schema: &Schema, value: Value<'_>, path: Path<'_>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if let Some(target) = &schema.reference {
            match schema.target.and_then(|at| self.root.definitions.0.get(at)) {
                Some((_, target)) => self.value(target, value, path, depth),
                None => self.found.push(format!("the schema refers to `{target}`, which is not there")),
            }
        }
        for part in &schema.all_of {
            self.value(part, value, path, depth);
        }
        if let Some(allowed) = &schema.types
            && !allowed.0.iter().any(|own| own.holds(value))
        {
            self.found.push(format!("`{path}` is not of the type {allowed}"));
        }
        if value.is_empty() {
            return;
        }
        // Names that the writer chooses are judged by the spec's own kinds: any pattern's schema will do here.
        let pattern = schema.pattern_properties.0.first();
        let mut near = 0;
        for item in value.members() {
            let path = Path(Some((&path, item)));
            let own = schema.properties.find(item, near);
            near = own.map_or(near, |at| at + 1);
            match (own.and_then(|at| schema.properties.0.get(at)).or(pattern), &schema.additional_properties) {
                (Some((_, own)), _) => self.value(own, item, path, depth),
                (None, Some(Rest::Allowed(false))) => self.found.push(format!("`{path}` is not in the chart's schema")),
                (None, Some(Rest::Like(rest))) => self.value(rest, item, path, depth),
                (None, Some(Rest::Allowed(true)) | None) => {}
            }
        }
        if let Some(items) = &schema.items {
            value.items().for_each(|item| self.value(items, item, path, depth));
        }
    }
}

impl Type {
    fn holds(self, value: Value<'_>) -> bool {
        match self {
            Self::Object => value.what() == What::Object,
            Self::Array => value.what() == What::List,
            Self::String => value.is_text(),
            Self::Boolean => matches!(value.what(), What::Bool(_)),
            Self::Integer => matches!(value.what(), What::Int(_)),
            Self::Number => matches!(value.what(), What::Int(_) | What::Float(_)),
            Self::Null => value.what() == What::Null,
            Self::Other => true,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Null => "null",
            Self::Other => "any",
        }
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|own| own.name()).collect();
        f.write_str(&names.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fields_are_known_in_any_order_and_references_are_followed() {
        let schema = r##"{
            "definitions": { "port": { "type": ["integer", "null"] } },
            "type": "object",
            "additionalProperties": false,
            "properties": { "a": { "type": "string" }, "b": { "$ref": "#/definitions/port" }, "c": { "$ref": "#/x" } }
        }"##;
        let schema = Schema::read(schema).unwrap();
        let found = |text: &str| {
            let mut found = Vec::new();
            schema.check(crate::yaml::read(text).unwrap().root(), &mut found);
            found
        };
        for good in ["---\na: x\nb: 1\n", "---\nb: 1\na: x\n", "---\nb:\n"] {
            assert_eq!(found(good), Vec::<String>::new(), "{good}");
        }
        assert_eq!(
            found("---\nb: x\na: 1\n"),
            ["`b` is not of the type integer or null", "`a` is not of the type string"]
        );
        assert_eq!(found("---\nb: 1\nd: x\n"), ["`d` is not in the chart's schema"]);
        assert_eq!(found("---\nc: 1\n"), ["the schema refers to `#/x`, which is not there"]);
    }
}
