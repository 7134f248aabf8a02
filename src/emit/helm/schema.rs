//! `values.schema.json`: what Helm checks every install and upgrade against, derived from the values' own types.
//!
//! It is the same for every spec, so it is derived by a test, which keeps the committed text fresh: a build copies it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::Values;
use crate::emit::HEADER;

/// The text of the schema.
pub static TEXT: &str = include_str!("../../../schema/values.schema.json");

/// What the schema says of the first keys of the values, in words.
#[derive(Debug, Default, Deserialize)]
pub struct Words<'a> {
    #[serde(borrow, default)]
    properties: BTreeMap<&'a str, Described<'a>>,
}

#[derive(Debug, Deserialize)]
struct Described<'a> {
    #[serde(borrow)]
    description: Option<Cow<'a, str>>,
}

impl Words<'static> {
    /// Reads them off the text.
    pub fn read() -> Self {
        // The text is fixed, and a test reads it.
        serde_json::from_str(TEXT).unwrap_or_default()
    }
}

impl Words<'_> {
    /// What is said of a key.
    pub fn of(&self, key: &str) -> Option<&str> {
        self.properties.get(key)?.description.as_deref()
    }
}

/// The text that [`TEXT`] has to be.
pub fn derived() -> String {
    let mut all = serde_json::Map::new();
    all.insert("$comment".to_owned(), json!(HEADER));
    if let Value::Object(mut fields) = schema() {
        all.append(&mut fields);
    }
    // A map of strings and numbers always prints.
    serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
}

/// The schema of the chart's values. Draft 7, because Helm 3 reads no later one.
fn schema() -> Value {
    let settings = SchemaSettings::draft07().for_serialize().with_transform(AbsentNotNull).with_transform(Exact);
    let mut schema = settings.into_generator().into_root_schema_for::<Values>();
    let mut ordered = Schema::default();
    for key in ["$schema", "title", "description"] {
        if let Some(value) = schema.remove(key) {
            ordered.insert(key.to_owned(), value);
        }
    }
    for (key, value) in schema.ensure_object().iter() {
        ordered.insert(key.clone(), value.clone());
    }
    ordered.to_value()
}

/// An optional field is left out, never null: Helm takes null for "remove the default".
#[derive(Clone)]
struct AbsentNotNull;

impl Transform for AbsentNotNull {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(fields) = schema.as_object_mut() else { return };
        if let Some(Value::Array(types)) = fields.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                fields.insert("type".to_owned(), only);
            }
        }
        let Some(Value::Array(choices)) = fields.get_mut("anyOf") else { return };
        choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
        if choices.len() == 1 {
            let only = fields.remove("anyOf").unwrap_or_default();
            // Draft 7 ignores what stands beside a `$ref`: `allOf` keeps the description.
            fields.insert("allOf".to_owned(), only);
        }
    }
}

/// Drops what only Rust knows (`format: uint32`), which validators warn of.
#[derive(Clone)]
struct Exact;

impl Transform for Exact {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        schema.remove("format");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::model::*;
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_keys_have_their_words() {
        let words = Words::read();
        let Value::Object(properties) = &schema()["properties"] else { panic!("no properties") };
        for (key, property) in properties {
            assert_eq!(words.of(key), property["description"].as_str(), "{key}");
        }
        assert!(words.of("services").is_some());
    }

    fn validator() -> jsonschema::Validator {
        jsonschema::draft7::new(&schema()).unwrap()
    }

    fn sample() -> Values<'static> {
        let api = Service {
            image: Image { repository: "ghcr.io/acme/api".into(), ..Image::default() },
            port: Some(8000),
            autoscaling: Some(Autoscaling { min: 3, max: 10, cpu: Some(70), memory: None }),
            env: [(VariableName("LOG_LEVEL".into()), "INFO".into())].into_iter().collect(),
            writable: vec![AbsolutePath("/tmp".into())],
            health: Some(Health { path: Some(AbsolutePath("/health".into())), ..Health::default() }),
            ..Service::default()
        };
        let nightly = Service {
            image: Image { repository: "ghcr.io/acme/nightly".into(), ..Image::default() },
            cron: Some(Cron {
                schedule: "0 3 * * *".into(),
                concurrency_policy: Some(Concurrency::Replace),
                ..Cron::default()
            }),
            ..Service::default()
        };
        Values {
            environment: "production".into(),
            migration: Some(Migration {
                service: ServiceName("api".into()),
                args: vec!["migrate".into()],
                timeout_seconds: None,
            }),
            services: [(ServiceName("api".into()), api), (ServiceName("nightly".into()), nightly)].into(),
            ..Values::default()
        }
    }

    #[test]
    fn accepts_what_the_model_writes() {
        let values = serde_json::to_value(sample()).unwrap();
        let errors: Vec<String> = validator().iter_errors(&values).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }

    #[test]
    fn refuses_what_the_templates_would_not_read() {
        let wrong: &[(&str, Value)] = &[
            ("/services/api/replica", json!(2)),
            ("/services/api/port", json!(70000)),
            ("/services/api/env/LOG_LEVEL", json!(3)),
            ("/services/api/env/LOG-LEVEL", json!("x")),
            ("/services/api/replicas", json!(null)),
            ("/services/api/image/digest", json!("latest")),
            ("/services/api/autoscaling", json!({"min": 1, "max": 2})),
            ("/services/api/health/command", json!(["true"])),
            ("/services/api/writable/0", json!("tmp")),
            ("/services/api/patch", json!({"Secret": {}})),
            ("/services/nightly/ingress", json!({"hosts": ["x.example.com"]})),
            ("/services/nightly/cron/concurrencyPolicy", json!("forbid")),
            ("/services/Api_1", json!({"image": {"repository": "x"}})),
            ("/services/other", json!({})),
            ("/canary/weight", json!(101)),
            ("/migration/args", json!([])),
            ("/replicas", json!(1)),
        ];
        let validator = validator();
        for (path, value) in wrong {
            let mut values = serde_json::to_value(sample()).unwrap();
            let (parent, key) = path.rsplit_once('/').unwrap();
            let parent = values.pointer_mut(parent).unwrap();
            match parent {
                Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
                parent => parent[key] = value.clone(),
            }
            assert!(!validator.is_valid(&values), "{path} = {value} is accepted");
        }
    }

    #[test]
    fn every_object_is_closed_and_every_field_described() {
        fn walk(value: &Value, at: &str, open: &mut Vec<String>) {
            if let Some(fields) = value.get("properties").and_then(Value::as_object) {
                if value["additionalProperties"] != false {
                    open.push(format!("{at} is open"));
                }
                for (name, field) in fields {
                    if field["description"].as_str().is_none_or(str::is_empty) {
                        open.push(format!("{at}.{name} has no description"));
                    }
                }
            }
            match value {
                Value::Object(fields) => {
                    fields.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}"), open))
                }
                Value::Array(items) => items.iter().for_each(|value| walk(value, at, open)),
                _ => {}
            }
        }
        let mut open = Vec::new();
        walk(&schema(), "", &mut open);
        assert_eq!(open, Vec::<String>::new());
    }
}
