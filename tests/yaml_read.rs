//! The reader of what the printer writes: it takes every document of the printer's for the same value as a full reader
//! of YAML, and takes nothing for another value than two of them do, whatever happens to the text.
#![allow(clippy::unwrap_used)]

mod yaml_support;

use memchr::memmem::Finder;

use dbgen::yaml::{self, Document, Item, Map, Value, What, Yaml, to_value};
use proptest::prelude::*;
use proptest::sample::Index;
use yaml_support::{document, read_by_saphyr, text};

/// The same data as the full reader has it.
fn full(value: Value<'_>) -> serde_yaml::Value {
    match value.what() {
        What::Null => serde_yaml::Value::Null,
        What::Bool(value) => value.into(),
        What::Int(value) => value.into(),
        What::Float(value) => value.into(),
        What::Text(text) => text.into(),
        What::List => value.items().map(full).collect(),
        What::Object => {
            serde_yaml::Value::Mapping(value.fields().map(|(key, value)| (key.into(), full(value))).collect())
        }
    }
}

/// What the reader takes for a value is that value to a full reader.
fn agrees(text: &str) -> Result<(), TestCaseError> {
    if let Ok(tree) = yaml::read(text) {
        let theirs = serde_yaml::from_str::<serde_yaml::Value>(text);
        let theirs = theirs.map_err(|problem| TestCaseError::fail(format!("{problem}\n{text}")))?;
        prop_assert_eq!(full(tree.root()), theirs.clone(), "{}", text);
        let second = read_by_saphyr(text).map_err(|problem| TestCaseError::fail(format!("{problem}\n{text}")))?;
        prop_assert_eq!(second, vec![theirs], "{}", text);
    }
    Ok(())
}

/// Changes that matter to YAML, wherever they fall.
const PLANTED: &[&str] = &[
    " ", "  ", "\n", "\n\n", "\t", "#", " # c\n", "  # c", "'", "\"", "\\", ":", ": ", "- ", "-", "? ", "|", "|\n",
    ">", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "%", "---\n", "...\n", "~", "null", "0", ".", "1e5", "\r\n",
    "\u{85}", "\u{2028}", "\u{feff}", "é",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_printed_document_is_read(document in document()) {
        let printed = document.print();
        match yaml::read(&printed) {
            Ok(tree) => prop_assert_eq!(full(tree.root()), to_value(&document.body), "{}", printed),
            Err(problem) => prop_assert!(false, "{}\n{}", problem, printed),
        }
    }

    #[test]
    fn every_string_is_read_as_key_item_and_root(text in text()) {
        let flow = Yaml::flow([text.as_str(), "next"]);
        let key = Map::new().with(text.clone(), 1).with(format!("{text}."), text.as_str());
        let within = Yaml::from(vec![Item::new(key.clone()), Item::new(vec![text.as_str()]).eol("c")]);
        for value in [Yaml::Str(text.clone()), Yaml::block(text.clone()), flow, key.into(), within] {
            let printed = Document::new(value.clone()).print();
            let read = yaml::read(&printed).map_err(|problem| TestCaseError::fail(format!("{problem}\n{printed}")))?;
            prop_assert_eq!(full(read.root()), to_value(&value), "{}", printed);
        }
    }

    #[test]
    fn what_is_damaged_is_refused_or_read_as_others_do(
        document in document(),
        damage in prop::collection::vec((any::<Index>(), 0..4usize, prop::sample::select(PLANTED)), 1..4),
    ) {
        let mut text = document.print();
        for (place, taken, planted) in damage {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = place.index(places.len());
            let to = (from + taken).min(places.len() - 1);
            text.replace_range(places[from]..places[to], planted);
            agrees(&text)?;
        }
    }

    #[test]
    fn lines_that_change_places_are_refused_or_read_as_others_do(
        document in document(),
        moves in prop::collection::vec((any::<Index>(), any::<Index>(), 0..3usize), 1..4),
    ) {
        let text = document.print();
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        for (from, to, more) in moves {
            let line = lines.remove(from.index(lines.len()));
            lines.insert(to.index(lines.len() + 1), "  ".repeat(more) + &line);
            agrees(&lines.concat())?;
        }
    }

    #[test]
    fn any_text_is_refused_or_read_as_others_do(text in text()) {
        agrees(&text)?;
        agrees(&format!("---\n{text}\n"))?;
        agrees(&format!("---\na: {text}\nb: |\n  {text}\n"))?;
    }
}

#[test]
fn it_goes_as_deep_as_others_do() {
    type Grow = fn(Yaml) -> Yaml;
    let kinds: [Grow; 2] = [|inner| vec![inner].into(), |inner| Map::new().with("k", inner).into()];
    for grow in kinds {
        for levels in [1, 127, 128, 129, 10_000] {
            let printed = Document::new((0..levels).fold(Yaml::from("end"), |inner, _| grow(inner))).print();
            let theirs = serde_yaml::from_str::<serde_yaml::Value>(&printed).ok();
            assert_eq!(yaml::read(&printed).ok().map(|tree| full(tree.root())), theirs, "{levels}");
        }
    }
}

#[test]
fn a_refusal_says_what_and_where() {
    let refused: &[(&str, &str)] = &[
        ("a: 1\n", "expected `---` at line 1"),
        ("# c\n---\na: 1\na: 2\n", "the key `a` is there twice in a mapping that is over at line 5"),
        ("---\na: no\n", "`no` needs quotes at line 2"),
        ("---\na: 0x10\n", "`0x10` needs quotes at line 2"),
        ("---\nno way: 1\n8080: 2\n", "the key `8080` needs quotes at line 3"),
        ("---\na: 'b\n", "quotes that do not close on their line at line 2"),
        ("---\na: {b: 1}\n", "expected `{}` at line 2"),
        ("---\na: b # c\n", "`b # c` needs quotes at line 2"),
        ("---\na: &x b\n", "`&x b` needs quotes at line 2"),
        ("---\na:\n   b: 1\n", "expected two more spaces than above at line 3"),
        ("---\na:\n- b\n", "expected a key at line 3"),
        ("---\na: >-\n  b\n", "`>-` needs quotes at line 2"),
        ("---\na: |\nb: 1\n", "a block without lines at line 3"),
        ("---\na: 1", "expected a line break at the end at line 2"),
        ("---\na: 1\n...\n", "expected a key at line 3"),
        ("---\n- a\n---\n- b\n", "expected `- ` at line 3"),
        ("---\na: \u{85}\n", "a character that has to be escaped at line 2"),
    ];
    for (text, words) in refused {
        assert_eq!(
            yaml::read(text).map(|_| ()).map_err(|problem| problem.to_string()),
            Err((*words).to_owned()),
            "{text}"
        );
    }
}

#[test]
fn a_key_of_many_that_is_there_twice_is_refused() {
    // In order and not; few are compared, many are sorted.
    for count in [2, 15, 16, 17, 40, 200] {
        for step in [1, 7] {
            let keys: Vec<String> = (0..count).map(|at| format!("k{:03}", at * step % 211)).collect();
            let text =
                |keys: &[String]| format!("---\n{}", keys.iter().map(|key| format!("{key}: v\n")).collect::<String>());
            assert!(yaml::read(&text(&keys)).is_ok(), "{count} {step}");
            for (twice, place) in [(0, count), (count - 1, 0), (count / 2, count)] {
                let mut keys = keys.clone();
                keys.insert(place, keys[twice].clone());
                let told = yaml::read(&text(&keys)).map(|_| ()).map_err(|problem| problem.what.into_owned());
                assert_eq!(told, Err(format!("the key `{}` is there twice in a mapping that is over", keys[place])));
            }
        }
    }
}

#[test]
fn texts_are_found_with_what_they_stand_under() {
    let text =
        "---\na: $x\nb:\n  - z\n  - c: \"\"\n  - [d, \"$\", [e$]]\nf: |\n  g$\nh: |\n  i\nj: 1\nk: \"\\t$\"\nl: \"\"\n";
    let tree = yaml::read(text).unwrap();
    let dollar = Finder::new("$");
    let found: Vec<_> = tree.root().texts(&dollar).collect();
    let expected = [
        ("a", "$x", true),
        ("b", "z", false),
        ("c", "", false),
        ("b", "d", false),
        ("b", "$", true),
        ("b", "e$", true),
        ("f", "g$\n", true),
        ("h", "i\n", false),
        ("k", "\t$", true),
        ("l", "", false),
    ];
    assert_eq!(found, expected);
    let list: Vec<_> = tree.root().get("b").unwrap().texts(&dollar).collect();
    assert_eq!(list, expected[1..6]);
    let marks = |mark: &str| -> Vec<_> { tree.root().texts(&Finder::new(mark)).map(|(.., marked)| marked).collect() };
    assert_eq!(marks("$x"), [true].iter().copied().chain([false; 9]).collect::<Vec<_>>());
    // What goes beyond the end of a text is not in it.
    assert_eq!(marks("$\""), [false; 10]);
}
