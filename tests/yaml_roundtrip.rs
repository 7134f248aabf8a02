//! What is printed reads back as the same value, whoever reads it, and keeps the form that linters ask for.
#![allow(clippy::unwrap_used)]

mod yaml_support;

use dbgen::yaml::{Document, Item, Map, Yaml, merge, print_all, to_value};
use proptest::prelude::*;
use serde::Deserialize;
use serde_yaml::Value;
use yaml_support::{document, read_by_saphyr, text, yaml};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_document_reads_back(document in document()) {
        let printed = document.print();
        let value = to_value(&document.body);
        prop_assert_eq!(&serde_yaml::from_str::<Value>(&printed).map_err(|e| fail(&e, &printed))?, &value, "{}", printed);
        prop_assert_eq!(read_by_saphyr(&printed).map_err(|e| fail(&e, &printed))?, vec![value], "{}", printed);
    }

    #[test]
    fn every_stream_reads_back(documents in prop::collection::vec(document(), 0..4)) {
        let printed = print_all(&documents);
        let values: Vec<Value> = documents.iter().map(|document| to_value(&document.body)).collect();
        if !documents.is_empty() {
            let read: Vec<Value> = serde_yaml::Deserializer::from_str(&printed)
                .map(|one| Value::deserialize(one).map_err(|e| fail(&e, &printed))).collect::<Result<_, _>>()?;
            prop_assert_eq!(&read, &values, "{}", printed);
        }
        prop_assert_eq!(read_by_saphyr(&printed).map_err(|e| fail(&e, &printed))?, values, "{}", printed);
    }

    #[test]
    fn every_string_reads_back_as_key_item_and_root(text in text()) {
        let root = Yaml::Str(text.clone());
        let item = Yaml::from(vec![text.as_str(), "next"]);
        let flow = Yaml::flow([text.as_str(), "next"]);
        let key = Yaml::from(Map::new().with(text.clone(), 1).with(format!("{text}."), text.as_str()));
        for value in [root, item, flow, key] {
            let printed = value.print();
            prop_assert_eq!(&serde_yaml::from_str::<Value>(&printed).map_err(|e| fail(&e, &printed))?, &to_value(&value));
            prop_assert_eq!(read_by_saphyr(&printed).map_err(|e| fail(&e, &printed))?, vec![to_value(&value)]);
        }
    }

    #[test]
    fn the_form_is_what_linters_ask_for(document in document()) {
        let printed = document.print();
        prop_assert!(printed.ends_with('\n') && !printed.ends_with("\n\n"), "{:?}", printed);
        prop_assert!(!printed.contains(['\r', '\u{85}', '\u{2028}', '\u{feff}']), "{:?}", printed);
        prop_assert!(!printed.starts_with('\n'), "{:?}", printed);
    }

    #[test]
    fn no_comment_leaves_a_blank_at_the_end(comment in text()) {
        let item = Item::new(1).comment(comment.as_str()).eol(comment.as_str());
        let map = Map::new().with("list", vec![item]).with_comment("list", comment.as_str()).with_eol("list", comment.as_str());
        let printed = Document::new(map).header(comment).print();
        prop_assert!(printed.lines().all(|line| !line.ends_with([' ', '\t'])), "{}", printed);
    }

    #[test]
    fn printing_what_was_read_changes_no_value(value in yaml()) {
        let again = Yaml::try_from(to_value(&value)).unwrap();
        prop_assert_eq!(to_value(&again), to_value(&value));
        let printed = again.print();
        prop_assert_eq!(serde_yaml::from_str::<Value>(&printed).map_err(|e| fail(&e, &printed))?, to_value(&value));
    }

    #[test]
    fn a_patch_wins_and_the_rest_stays(mut base in yaml(), patch in yaml()) {
        let before = to_value(&base);
        merge(&mut base, &patch);
        prop_assert_eq!(to_value(&base), merged(before, to_value(&patch)));
        let once = base.clone();
        merge(&mut base, &patch);
        prop_assert_eq!(base, once);
    }
}

fn fail(error: &dyn std::fmt::Display, printed: &str) -> TestCaseError {
    TestCaseError::fail(format!("{error}\n{printed}"))
}

/// The merge once more, on plain data.
fn merged(base: Value, patch: Value) -> Value {
    match (base, patch) {
        (Value::Mapping(mut base), Value::Mapping(patch)) => {
            for (key, value) in patch {
                let value = match base.get(&key) {
                    Some(old) => merged(old.clone(), value),
                    None => value,
                };
                base.insert(key, value);
            }
            Value::Mapping(base)
        }
        (_, patch) => patch,
    }
}

#[test]
fn a_thousand_levels_print() {
    type Grow = fn(Yaml) -> Yaml;
    let kinds: [(usize, Grow); 4] = [
        (1000, |inner| vec![Item::new(inner).comment("c").eol("e")].into()),
        (1000, |inner| Map::new().with("k", inner).with_comment("k", "c").into()),
        (1000, |inner| Yaml::flow([inner])),
        (500, |inner| Yaml::flow([Yaml::from(Map::new().with("k", inner))])),
    ];
    for (levels, grow) in kinds {
        let deep = (0..levels).fold(Yaml::from("end"), |inner, _| grow(inner));
        assert_eq!(Document::new(deep.clone()).print().matches("end").count(), 1);
        let mut merged = deep.clone();
        merge(&mut merged, &deep);
        assert_eq!(merged, deep);
    }
}

#[test]
fn long_keys_read_back() {
    for length in [100, 129, 999, 1000, 1001, 1023, 1024, 1025, 5000] {
        let key = "k".repeat(length);
        let nested = Map::new().with(key.clone(), vec!["a"]).with(format!("{key}\n"), 1).with("after", 2);
        let value = Yaml::from(vec![Yaml::from(nested.clone()), Map::new().with(key.clone(), nested).into()]);
        let printed = value.print();
        assert_eq!(serde_yaml::from_str::<Value>(&printed).unwrap(), to_value(&value), "{length}");
        assert_eq!(read_by_saphyr(&printed).unwrap(), [to_value(&value)], "{length}");
    }
}
