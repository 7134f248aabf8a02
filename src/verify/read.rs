//! Short ways through a YAML value. What is not there, or of another kind, reads as nothing: schemas judge kinds.

use crate::yaml::Value;
use std::collections::HashSet;

/// The text behind a key.
pub fn text<'a>(value: &'a Value<'_>, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// The entries of an object behind a key, by their names.
pub fn entries<'a>(value: &'a Value<'a>, key: &str) -> Vec<(&'a str, &'a Value<'a>)> {
    value.get(key).map(pairs).unwrap_or_default()
}

/// The entries of an object, by their names.
pub fn pairs<'a>(value: &'a Value<'a>) -> Vec<(&'a str, &'a Value<'a>)> {
    value.fields().iter().map(|(key, value)| (key.as_ref(), value)).collect()
}

/// The items of a list behind a key.
pub fn items<'a>(value: &'a Value<'a>, key: &str) -> &'a [Value<'a>] {
    value.get(key).map_or(&[], Value::items)
}

/// The names behind a key: one text, a list of texts, or the keys of an object.
pub fn names<'a>(value: &'a Value<'a>, key: &str) -> Vec<&'a str> {
    match value.get(key) {
        Some(Value::Text(name)) => vec![name.as_ref()],
        Some(Value::List(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(object) => pairs(object).into_iter().map(|(name, _)| name).collect(),
        None => Vec::new(),
    }
}

/// Calls `each` with every text in a value, with the key that it stands under.
pub fn texts<'a>(value: &'a Value<'_>, key: &'a str, each: &mut dyn FnMut(&'a str, &'a str)) {
    match value {
        Value::Text(text) => each(key, text),
        Value::List(all) => all.iter().for_each(|item| texts(item, key, each)),
        Value::Object(all) => {
            all.iter().for_each(|(name, item)| texts(item, name, each));
        }
        _ => {}
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
