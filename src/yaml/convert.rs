//! To and from other trees of data, and the merge behind raw passthrough.

use std::fmt;

use serde_yaml::Value;

use super::{Item, Map, Yaml};

/// The plain data of a value: what every reader sees.
pub fn to_value(value: &Yaml) -> Value {
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(*value),
        Yaml::Int(value) => Value::Number((*value).into()),
        Yaml::Float(value) => Value::Number((*value).into()),
        Yaml::Str(text) | Yaml::Quoted(text) | Yaml::Block(text) => Value::String(text.clone()),
        Yaml::Seq(items) => Value::Sequence(items.iter().map(|item| to_value(&item.value)).collect()),
        Yaml::Flow(items) => Value::Sequence(items.iter().map(to_value).collect()),
        Yaml::Map(map) => {
            Value::Mapping(map.iter().map(|(key, value)| (Value::String(key.to_owned()), to_value(value))).collect())
        }
    }
}

/// Lays `patch` over `into`: mappings merge by key, everything else is replaced.
///
/// Comments above stay where they are unless the patch brings its own; a comment at the end of a line goes with the
/// value that it spoke about.
pub fn merge(into: &mut Yaml, patch: &Yaml) {
    match (into, patch) {
        (Yaml::Map(into), Yaml::Map(patch)) => {
            for entry in patch.entries() {
                match into.entry_mut(&entry.key) {
                    None => into.push(entry.clone()),
                    Some(old) => {
                        if !matches!((&old.value, &entry.value), (Yaml::Map(_), Yaml::Map(_))) {
                            old.trivia.set_eol("");
                        }
                        merge(&mut old.value, &entry.value);
                        old.trivia.over(&entry.trivia);
                    }
                }
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

impl From<serde_json::Value> for Yaml {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(value), _) => Self::Int(value),
                (None, Some(value)) => Self::Float(value),
                (None, None) => Self::Str(number.to_string()),
            },
            serde_json::Value::String(text) => Self::Str(text),
            serde_json::Value::Array(items) => items.into_iter().map(Yaml::from).collect(),
            serde_json::Value::Object(fields) => fields.into_iter().collect::<Map>().into(),
        }
    }
}

/// What a YAML file holds that a [`Yaml`] cannot: a tag, or a key that is a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrepresentable {
    /// What it is, in words.
    pub what: String,
}

impl fmt::Display for Unrepresentable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Unrepresentable {}

impl TryFrom<Value> for Yaml {
    type Error = Unrepresentable;

    /// Keys that are numbers, booleans or null become their text, as the platforms' own readers do it.
    fn try_from(value: Value) -> Result<Self, Unrepresentable> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(value), _) => Self::Int(value),
                (None, Some(value)) => Self::Float(value),
                (None, None) => Self::Str(number.to_string()),
            },
            Value::String(text) => Self::Str(text),
            Value::Sequence(items) => {
                Self::Seq(items.into_iter().map(|item| Yaml::try_from(item).map(Item::new)).collect::<Result<_, _>>()?)
            }
            Value::Mapping(fields) => {
                let mut map = Map::new();
                for (key, value) in fields {
                    map.set(key_text(key)?, Yaml::try_from(value)?);
                }
                Self::Map(map)
            }
            Value::Tagged(tagged) => return Err(Unrepresentable { what: format!("the tag `{}`", tagged.tag) }),
        })
    }
}

fn key_text(key: Value) -> Result<String, Unrepresentable> {
    match key {
        Value::String(text) => Ok(text),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null => Ok("null".to_owned()),
        Value::Sequence(_) => Err(Unrepresentable { what: "a sequence as key".to_owned() }),
        Value::Mapping(_) => Err(Unrepresentable { what: "a mapping as key".to_owned() }),
        Value::Tagged(tagged) => Err(Unrepresentable { what: format!("the tag `{}` on a key", tagged.tag) }),
    }
}
