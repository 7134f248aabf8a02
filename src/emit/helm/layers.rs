//! What environments share goes to `values.yaml`, the rest to a file of each: as Helm merges them, the sum is the same.
//!
//! Helm merges maps key by key and replaces all else, so a key may be shared only if every environment has it.

use crate::yaml::{Map, Yaml};

/// Parts `all` into what every one of them has and what is left of each. The paths that `own` names stay with each,
/// even when they happen to agree.
pub fn part(all: Vec<Map>, own: &dyn Fn(&[&str]) -> bool) -> (Map, Vec<Map>) {
    let mut all = all.into_iter();
    let Some(first) = all.next() else { return (Map::new(), Vec::new()) };
    let others: Vec<Map> = all.collect();
    let (base, left) = split(first, &others.iter().collect::<Vec<_>>(), &Path(None), own);
    let others = others.into_iter().map(|full| rest(&base, full));
    let all = std::iter::once(left).chain(others).collect();
    (base, all)
}

/// Where a value stands: its key, behind the path of the mapping that it is in.
struct Path<'a>(Option<(&'a Path<'a>, &'a str)>);

/// No path that stays with its environment is longer.
const DEEPEST: usize = 4;

impl Path<'_> {
    fn depth(&self) -> usize {
        self.0.map_or(0, |(above, _)| above.depth() + 1)
    }

    fn is(&self, own: &dyn Fn(&[&str]) -> bool) -> bool {
        let depth = self.depth();
        if depth > DEEPEST {
            return false;
        }
        let (mut keys, mut at) = ([""; DEEPEST], self);
        for place in (0..depth).rev() {
            if let Some((above, key)) = at.0 {
                (keys[place], at) = (key, above);
            }
        }
        own(&keys[..depth])
    }
}

/// What `first` shares with all `others`, and what is left of it. Its values move: most of them are shared, and a set of
/// values is large.
fn split(first: Map, others: &[&Map], path: &Path<'_>, own: &dyn Fn(&[&str]) -> bool) -> (Map, Map) {
    let (mut base, mut left) = (Map::with_room(first.len()), Map::new());
    for (at, entry) in first.into_iter().enumerate() {
        let (key, value) = (entry.key, entry.value);
        let path = Path(Some((path, &key)));
        let theirs = others.iter().map(|other| other.get_near(at, &key)).collect::<Option<Vec<_>>>();
        let Some(theirs) = theirs.filter(|_| !path.is(own)) else {
            left.append(key, value);
            continue;
        };
        let maps = theirs.iter().map(|other| other.as_map()).collect::<Option<Vec<_>>>();
        match (value, maps) {
            (Yaml::Map(fields), Some(maps)) => {
                let empty_everywhere = fields.is_empty() && maps.iter().all(|map| map.is_empty());
                let (shared, own) = split(fields, &maps, &path, own);
                // A mapping that is empty here and not elsewhere says so.
                let hollow = shared.is_empty() && own.is_empty() && !empty_everywhere;
                if !own.is_empty() || hollow {
                    left.append(key.clone(), own);
                }
                if !shared.is_empty() || empty_everywhere {
                    base.append(key, shared);
                }
            }
            (value, _) if theirs.iter().all(|other| **other == value) => base.append(key, value),
            (value, _) => left.append(key, value),
        }
    }
    (base, left)
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

    fn shared(all: &[Map], own: &dyn Fn(&[&str]) -> bool) -> Map {
        let (base, left) = part(all.to_vec(), own);
        for (full, left) in all.iter().zip(left) {
            assert_eq!(rest(&base, full.clone()), left);
        }
        base
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
