//! Short ways through a YAML value. What is not there, or of another kind, reads as nothing: schemas judge kinds.

use crate::hash::HashSet;
use crate::yaml::Value;

/// The text behind a key.
pub fn text<'a>(value: Value<'a>, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// The entries of an object behind a key, by their names.
pub fn entries<'a>(value: Value<'a>, key: &str) -> Vec<(&'a str, Value<'a>)> {
    value.get(key).map(pairs).unwrap_or_default()
}

/// The entries of an object, by their names.
pub fn pairs<'a>(value: Value<'a>) -> Vec<(&'a str, Value<'a>)> {
    value.fields().collect()
}

/// The items of a list behind a key.
pub fn items<'a>(value: Value<'a>, key: &str) -> impl Iterator<Item = Value<'a>> {
    value.get(key).map(Value::items).into_iter().flatten()
}

/// The names behind a key: one text, a list of texts, or the keys of an object.
pub fn names<'a>(value: Value<'a>, key: &str) -> Vec<&'a str> {
    let Some(value) = value.get(key) else { return Vec::new() };
    match value.as_str() {
        Some(name) => vec![name],
        None => value.items().filter_map(Value::as_str).chain(value.fields().map(|(name, _)| name)).collect(),
    }
}

/// The names of a circle among things that wait for each other, if there is one.
pub fn circle<'a>(waits: &[(&'a str, Vec<&'a str>)]) -> Option<&'a str> {
    let mut left: Vec<&(&str, Vec<&str>)> = waits.iter().collect();
    loop {
        let before = left.len();
        let names: HashSet<&str> = left.iter().map(|(name, _)| *name).collect();
        // What waits for nothing that is left is done.
        left.retain(|(_, needs)| needs.iter().any(|need| names.contains(need)));
        if left.len() == before {
            return left.first().map(|(name, _)| *name);
        }
    }
}
