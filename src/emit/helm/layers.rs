//! What environments share goes to `values.yaml`, the rest to a file of each: as Helm merges them, the sum is the same.
//!
//! Helm merges maps key by key and replaces all else, so a key may be shared only if every environment has it.

use serde_json::{Map, Value};

/// The part that every one of `all` has, apart from the paths that `own` names: those stay with each environment even
/// when they happen to agree.
pub fn shared(all: &[Value], own: &dyn Fn(&[&str]) -> bool) -> Value {
    let Some((first, others)) = all.split_first() else { return Value::Object(Map::new()) };
    let others: Vec<&Value> = others.iter().collect();
    common(first, &others, &mut Vec::new(), own).unwrap_or_else(|| Value::Object(Map::new()))
}

fn common<'a>(
    first: &'a Value,
    others: &[&Value],
    path: &mut Vec<&'a str>,
    own: &dyn Fn(&[&str]) -> bool,
) -> Option<Value> {
    if own(path) {
        return None;
    }
    let Value::Object(fields) = first else {
        return others.iter().all(|other| *other == first).then(|| first.clone());
    };
    let mut kept = Map::new();
    for (key, value) in fields {
        let Some(others) = others.iter().map(|other| other.get(key)).collect::<Option<Vec<_>>>() else { continue };
        path.push(key);
        if let Some(value) = common(value, &others, path, own) {
            kept.insert(key.clone(), value);
        }
        path.pop();
    }
    let empty_everywhere = fields.is_empty() && others.iter().all(|other| *other == first);
    (empty_everywhere || !kept.is_empty()).then_some(Value::Object(kept))
}

/// What must be laid over `base` to get `full`, if anything.
pub fn rest(base: &Value, full: &Value) -> Option<Value> {
    match (base, full) {
        (Value::Object(base), Value::Object(full)) => {
            let mut fields = Map::new();
            for (key, value) in full {
                let value = match base.get(key) {
                    Some(base) => rest(base, value),
                    None => Some(value.clone()),
                };
                fields.extend(value.map(|value| (key.clone(), value)));
            }
            (!fields.is_empty()).then_some(Value::Object(fields))
        }
        (base, full) => (base != full).then(|| full.clone()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// As Helm merges a values file over the chart's own.
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

    #[test]
    fn shares_what_is_equal_everywhere_and_leaves_the_rest() {
        let staging = json!({"services": {"api": {"port": 8000, "replicas": 1}, "docs": {"port": 80}}});
        let production = json!({"services": {"api": {"port": 8000, "replicas": 3}}});
        let base = shared(&[staging.clone(), production.clone()], &|_| false);
        assert_eq!(base, json!({"services": {"api": {"port": 8000}}}));
        assert_eq!(rest(&base, &production), Some(json!({"services": {"api": {"replicas": 3}}})));
        assert_eq!(rest(&base, &staging), Some(json!({"services": {"api": {"replicas": 1}, "docs": {"port": 80}}})));
    }

    #[test]
    fn an_own_path_is_never_shared() {
        let only = json!({"services": {"api": {"port": 8000, "env": {"A": "1"}}}});
        let own = |path: &[&str]| matches!(path, ["services", _, "env"]);
        let base = shared(std::slice::from_ref(&only), &own);
        assert_eq!(base, json!({"services": {"api": {"port": 8000}}}));
        assert_eq!(rest(&base, &only), Some(json!({"services": {"api": {"env": {"A": "1"}}}})));
    }

    #[test]
    fn a_list_is_shared_as_a_whole_or_not_at_all() {
        let (a, b) = (json!({"args": ["x", "y"]}), json!({"args": ["x"]}));
        assert_eq!(shared(&[a, b], &|_| false), json!({}));
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
            let base = shared(&all, &|path| path.last().is_some_and(|key| *key == own));
            for full in &all {
                let mut sum = base.clone();
                merge(&mut sum, &rest(&base, full).unwrap_or(json!({})));
                prop_assert_eq!(&sum, full);
            }
        }
    }
}
