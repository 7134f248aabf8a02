//! Short ways through a YAML value. What is not there, or of another kind, reads as nothing: schemas judge kinds.

use serde_yaml::Value;

/// The text behind a key.
pub fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// The entries of an object behind a key, by their names.
pub fn entries<'a>(value: &'a Value, key: &str) -> Vec<(&'a str, &'a Value)> {
    value.get(key).map(pairs).unwrap_or_default()
}

/// The entries of an object, by their names.
pub fn pairs(value: &Value) -> Vec<(&str, &Value)> {
    value.as_mapping().into_iter().flatten().filter_map(|(key, value)| Some((key.as_str()?, value))).collect()
}

/// The items of a list behind a key.
pub fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_sequence).map_or(&[], Vec::as_slice)
}

/// The names behind a key: one text, a list of texts, or the keys of an object.
pub fn names<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    match value.get(key) {
        Some(Value::String(name)) => vec![name],
        Some(Value::Sequence(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(object) => pairs(object).into_iter().map(|(name, _)| name).collect(),
        None => Vec::new(),
    }
}

/// Calls `each` with every text in a value, with the key that it stands under.
pub fn texts<'a>(value: &'a Value, key: &'a str, each: &mut dyn FnMut(&'a str, &'a str)) {
    match value {
        Value::String(text) => each(key, text),
        Value::Sequence(all) => all.iter().for_each(|item| texts(item, key, each)),
        Value::Mapping(all) => {
            all.iter().for_each(|(name, item)| texts(item, name.as_str().unwrap_or(key), each));
        }
        _ => {}
    }
}

/// The names of a circle among things that wait for each other, if there is one.
pub fn circle<'a>(waits: &[(&'a str, Vec<&'a str>)]) -> Option<&'a str> {
    let mut left: Vec<&(&str, Vec<&str>)> = waits.iter().collect();
    loop {
        let before = left.len();
        let names: Vec<&str> = left.iter().map(|(name, _)| *name).collect();
        // What waits for nothing that is left is done.
        left.retain(|(_, needs)| needs.iter().any(|need| names.contains(need)));
        if left.len() == before {
            return left.first().map(|(name, _)| *name);
        }
    }
}
