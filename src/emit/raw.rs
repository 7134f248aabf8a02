//! `raw`: a platform's own fields, from KDL to the data that its file holds.

use serde_json::{Map, Number, Value};

use crate::plan::{Raw, RawTarget};
use crate::schema::decode::RawNode;
use crate::syntax;
use crate::yaml::{self, Yaml};

/// Lays the fields for one platform over an object of its file, comments kept; `#null` takes a field away.
pub fn overlay(into: &mut yaml::Map, raw: &[Raw], target: RawTarget) {
    for (key, value) in fields(raw, target) {
        put(into, &key, value);
    }
}

fn put(into: &mut yaml::Map, key: &str, value: Value) {
    match (into.get_mut(key), value) {
        (_, Value::Null) => _ = into.remove(key),
        (Some(Yaml::Map(own)), Value::Object(over)) => over.into_iter().for_each(|(key, value)| put(own, &key, value)),
        (Some(own), over) => {
            yaml::merge(own, &over.into());
            into.eol(key, "");
        }
        (None, over) => _ = into.set(key.to_owned(), over),
    }
}

/// The fields for one platform; null for those that are to be taken away.
pub fn fields(raw: &[Raw], target: RawTarget) -> Map<String, Value> {
    match raw.iter().find(|raw| raw.target.value == target).map(|raw| block(&raw.fields)) {
        Some(Value::Object(fields)) => fields,
        // A block whose nodes are all named `-` is a list, and no platform's object is one.
        _ => Map::new(),
    }
}

/// Lays `over` over `into` as a JSON merge patch does (RFC 7396): objects merge, null removes, all else replaces.
pub fn merge(into: &mut Value, over: Value) {
    match (into, over) {
        (Value::Object(into), Value::Object(over)) => {
            for (key, value) in over {
                if value.is_null() {
                    into.shift_remove(&key);
                } else {
                    merge(into.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        (into, Value::Object(over)) => {
            *into = Value::Object(Map::new());
            merge(into, Value::Object(over));
        }
        (into, over) => *into = over,
    }
}

/// Nodes named `-` make a list, others the fields of an object.
fn block(nodes: &[RawNode]) -> Value {
    if !nodes.is_empty() && nodes.iter().all(|node| node.name.value == "-") {
        return Value::Array(nodes.iter().map(value).collect());
    }
    let mut fields = Map::new();
    for node in nodes {
        fields.insert(node.name.value.clone(), value(node));
    }
    Value::Object(fields)
}

/// One value stays one, several make a list; properties and braces make an object.
fn value(node: &RawNode) -> Value {
    let children = node.children.as_deref();
    if node.props.is_empty() && children.is_none() {
        return match node.args.as_slice() {
            [] => Value::Object(Map::new()),
            [one] => leaf(&one.value),
            several => Value::Array(several.iter().map(|arg| leaf(&arg.value)).collect()),
        };
    }
    let mut own = block(children.unwrap_or_default());
    if let (Value::Object(fields), false) = (&mut own, node.props.is_empty()) {
        let mut all: Map<String, Value> =
            node.props.iter().map(|(key, value)| (key.value.clone(), leaf(&value.value))).collect();
        all.append(fields);
        *fields = all;
    }
    own
}

fn leaf(value: &syntax::Value) -> Value {
    match value {
        syntax::Value::Null | syntax::Value::Error => Value::Null,
        syntax::Value::Bool(value) => Value::Bool(*value),
        syntax::Value::Integer(value) => match i64::try_from(*value) {
            Ok(value) => Value::Number(value.into()),
            Err(_) => Value::String(value.to_string()),
        },
        // Infinities and not-a-number have no number in JSON.
        syntax::Value::Float(value) => Number::from_f64(*value).map_or(Value::Null, Value::Number),
        syntax::Value::String(text) => Value::String(text.clone()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::compile::check;
    use crate::world::MemoryWorld;
    use crate::yaml::map;

    fn raw(fields: &str) -> Vec<Raw> {
        let text = format!(
            "project \"p\"\nservice \"s\" {{\n image \"a/b:1\"\n {fields}\n}}\nenvironment \"e\" on=\"render\" {{}}\n"
        );
        let out = check(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl");
        out.plan.unwrap().environments[0].services[0].set.raw.clone()
    }

    fn over(mut own: yaml::Map, fields: &str) -> String {
        overlay(&mut own, &raw(fields), RawTarget::Render);
        Yaml::Map(own).print()
    }

    #[test]
    fn every_shape_of_a_node_becomes_data() {
        let fields = "raw \"render\" {\n one 1; text \"yes\"; many \"a\" 2 #true; empty {}\n \
             list { - 1; - name=\"x\" on=#true; }\n box size=5 { inner { deep 0.5; }; }\n}";
        let text = "one: 1\ntext: \"yes\"\nmany:\n  - a\n  - 2\n  - true\nempty: {}\nlist:\n  - 1\n  - name: x\n    \
                    \"on\": true\nbox:\n  size: 5\n  inner:\n    deep: 0.5\n";
        assert_eq!(over(yaml::Map::new(), fields), text);
    }

    #[test]
    fn a_patch_merges_replaces_and_takes_away() {
        let own = || {
            map! { "plan" => "starter", "disk" => map! { "name" => "data", "sizeGB" => 1 }, "region" => "oregon" }
                .with_eol("region", "by default")
                .with_comment("plan", "kept")
        };
        let fields =
            "raw \"render\" { disk { sizeGB 5; }; region \"ohio\"; plan \"pro\"; }\nraw \"compose\" { init #true; }";
        assert_eq!(over(own(), fields), "# kept\nplan: pro\ndisk:\n  name: data\n  sizeGB: 5\nregion: ohio\n");
        assert_eq!(
            over(own(), "raw \"render\" { plan #null; disk { name #null; }; region #null; }"),
            "disk:\n  sizeGB: 1\n"
        );
    }
}
