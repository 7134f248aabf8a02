//! What environments share goes to `values.yaml`, the rest to a file of each: as Helm merges them, the sum is the same.
//!
//! Helm merges maps key by key and replaces all else, so a key may be shared only if every environment has it.

use crate::yaml::{Map, Yaml};

/// The part that every one of `all` has, apart from the paths that `own` names: those stay with each environment even
/// when they happen to agree.
pub fn shared(all: &[Map], own: &dyn Fn(&[&str]) -> bool) -> Map {
    let Some((first, others)) = all.split_first() else { return Map::new() };
    let others: Vec<&Map> = others.iter().collect();
    common(first, &others, &mut Vec::new(), own)
}

fn common<'a>(first: &'a Map, others: &[&'a Map], path: &mut Vec<&'a str>, own: &dyn Fn(&[&str]) -> bool) -> Map {
    let mut kept = Map::new();
    for (at, (key, value)) in first.iter().enumerate() {
        let own_of = |other: &&'a Map| other.get_near(at, key);
        let Some(others) = others.iter().map(own_of).collect::<Option<Vec<_>>>() else { continue };
        path.push(key);
        if !own(path)
            && let Some(value) = agreed(value, &others, path, own)
        {
            kept.append(key.to_owned(), value);
        }
        path.pop();
    }
    kept
}

/// What of a value is the same everywhere.
fn agreed<'a>(
    value: &'a Yaml,
    others: &[&'a Yaml],
    path: &mut Vec<&'a str>,
    own: &dyn Fn(&[&str]) -> bool,
) -> Option<Yaml> {
    let Yaml::Map(fields) = value else { return others.iter().all(|other| *other == value).then(|| value.clone()) };
    let maps = others.iter().map(|other| other.as_map()).collect::<Option<Vec<_>>>()?;
    let kept = common(fields, &maps, path, own);
    let empty_everywhere = fields.is_empty() && maps.iter().all(|map| map.is_empty());
    (empty_everywhere || !kept.is_empty()).then_some(Yaml::Map(kept))
}

/// What must be laid over `base` to get `full`; empty where that is nothing.
pub fn rest(base: &Map, mut full: Map) -> Map {
    // Keys that were kept stand in the base in the same order.
    let mut next = 0;
    full.retain_mut(|entry| {
        let own = base.get_near(next, &entry.key);
        next += usize::from(own.is_some());
        match (own, &mut entry.value) {
            (Some(Yaml::Map(base)), Yaml::Map(full)) => {
                *full = rest(base, std::mem::take(full));
                !full.is_empty()
            }
            (base, full) => base != Some(full),
        }
    });
    full
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn map(value: Value) -> Map {
        Yaml::from(value).as_map().unwrap().clone()
    }

    /// As Helm merges a values file over the chart's own, where the order of keys says nothing.
    fn merge(base: &mut Value, over: &Value) {
        match (base, over) {
            (Value::Object(base), Value::Object(over)) => {
                for (key, value) in over {
                    merge(base.entry(key.clone()).or_insert(Value::Null), value);
                }
            }
            (base, over) => *base = over.clone(),
        }
    }

    fn value(map: &Map) -> Value {
        serde_json::to_value(crate::yaml::to_value(&map.into())).unwrap()
    }

    #[test]
    fn shares_what_is_equal_everywhere_and_leaves_the_rest() {
        let staging = map(json!({"services": {"api": {"port": 8000, "replicas": 1}, "docs": {"port": 80}}}));
        let production = map(json!({"services": {"api": {"port": 8000, "replicas": 3}}}));
        let base = shared(&[staging.clone(), production.clone()], &|_| false);
        assert_eq!(base, map(json!({"services": {"api": {"port": 8000}}})));
        assert_eq!(rest(&base, production), map(json!({"services": {"api": {"replicas": 3}}})));
        assert_eq!(rest(&base, staging), map(json!({"services": {"api": {"replicas": 1}, "docs": {"port": 80}}})));
    }

    #[test]
    fn an_own_path_is_never_shared() {
        let only = map(json!({"services": {"api": {"port": 8000, "env": {"A": "1"}}}}));
        let own = |path: &[&str]| matches!(path, ["services", _, "env"]);
        let base = shared(std::slice::from_ref(&only), &own);
        assert_eq!(base, map(json!({"services": {"api": {"port": 8000}}})));
        assert_eq!(rest(&base, only), map(json!({"services": {"api": {"env": {"A": "1"}}}})));
    }

    #[test]
    fn a_list_is_shared_as_a_whole_or_not_at_all() {
        let (a, b) = (map(json!({"args": ["x", "y"]})), map(json!({"args": ["x"]})));
        assert_eq!(shared(&[a, b], &|_| false), Map::new());
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![Just(json!(1)), Just(json!("a")), Just(json!(["l"])), Just(json!({}))];
        leaf.prop_recursive(4, 24, 3, |inner| {
            prop::collection::btree_map("[a-c]", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect()))
        })
    }

    fn environment() -> impl Strategy<Value = Value> {
        prop::collection::btree_map("[a-c]", values(), 0..4)
            .prop_map(|fields| Value::Object(fields.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn base_and_rest_merge_to_the_whole(all in prop::collection::vec(environment(), 1..4), own in "[a-c]") {
            let maps: Vec<Map> = all.iter().cloned().map(map).collect();
            let base = shared(&maps, &|path| path.last().is_some_and(|key| *key == own));
            for (full, own) in all.iter().zip(maps) {
                let mut sum = value(&base);
                merge(&mut sum, &value(&rest(&base, own)));
                prop_assert_eq!(&sum, full);
            }
        }
    }
}
