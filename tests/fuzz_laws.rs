//! The laws that the fuzzer holds (`fuzz/laws.rs`), over every spec of this repository and everything that it has
//! found; and the words that it is given.
#![allow(clippy::unwrap_used)]

#[path = "../fuzz/laws.rs"]
mod laws;
#[path = "../fuzz/mutate.rs"]
mod mutate;
mod repo;

use dbgen::schema::{Content, Kind, Node, NodeSchema, export};
use dbgen::spec::Spec;
use std::collections::BTreeSet;

/// Where specs lie: what the fuzzer starts from.
const SEEDS: &[&str] = &["examples", "tests/fixtures", "tests/diagnostics", "fuzz/found"];

fn seeds() -> Vec<(String, Vec<u8>)> {
    let own = |path: &String| path.ends_with(".kdl") || path.starts_with("fuzz/found/");
    let paths = SEEDS.iter().flat_map(|folder| repo::files(folder)).filter(own);
    paths.map(|path| (path.clone(), std::fs::read(repo::root().join(path)).unwrap())).collect()
}

#[test]
fn every_spec_of_this_repository_keeps_the_laws() {
    let seeds = seeds();
    assert!(seeds.len() > 60, "only {} seeds", seeds.len());
    for (path, input) in seeds {
        println!("{path}"); // shown where a law is broken
        laws::hold(&input);
    }
}

/// A few hundred of the fuzzer's own changes: that it works is known before a long run.
#[test]
fn changed_specs_keep_the_laws() {
    let mut changed = 0;
    for (path, input) in seeds().iter().filter(|(_, input)| input.len() < 4_000) {
        let mut input = input.clone();
        for seed in 0..6 {
            let Some(next) = mutate::mutate(&input, seed) else { break };
            changed += usize::from(next != input);
            input = next;
        }
        println!("{path}:\n{}", String::from_utf8_lossy(&input));
        laws::hold(&input);
    }
    assert!(changed > 200, "only {changed} changes");
}

#[test]
fn the_dictionary_is_fresh() {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for entry in export::entries(Spec::schema()) {
        collect(entry.node, &mut words);
    }
    assert!(words.len() > 200, "only {} words", words.len());
    let syntax = [
        "/-",
        "//",
        "/*",
        "*/",
        "#true",
        "#false",
        "#null",
        "#inf",
        "#nan",
        "#\"",
        "\"#",
        "\"\"\"",
        "\\u{10ffff}",
        "0x",
        "1e9",
        "{",
        "}",
        ";",
        "=",
        "(u8)",
        "\u{feff}",
        "\r\n",
        "\u{2028}",
        "//// a.kdl\n",
        "${",
        "{service}",
        "{environment}",
        ".url",
        "45s",
        "10m",
        "256Mi",
        "5%",
        "*/5 * * * *",
    ];
    words.extend(syntax.iter().map(|word| (*word).to_owned()));
    let line = |word: &String| {
        let bytes = word.bytes().map(|byte| match byte {
            b'"' | b'\\' => format!("\\{}", char::from(byte)),
            b' '..=b'~' => char::from(byte).to_string(),
            _ => format!("\\x{byte:02X}"),
        });
        format!("\"{}\"\n", bytes.collect::<String>())
    };
    let text: String = words.iter().map(line).collect();
    let text = format!("# The words of the language, for the fuzzer.\n{text}");
    if let Err(stale) = repo::fresh("fuzz/dictionary", &text, "fuzz_laws") {
        panic!("\n{stale}");
    }
}

fn collect(node: &NodeSchema, words: &mut BTreeSet<String>) {
    words.insert(node.name.to_owned());
    for field in node.fields {
        words.insert(field.key.to_owned());
        if let Content::Leaf(kind) = field.content {
            choices(kind, words);
        }
    }
    words.remove("");
}

fn choices(kind: Kind, words: &mut BTreeSet<String>) {
    match kind {
        Kind::Choice(all) => words.extend(all.iter().map(|(name, _)| format!("{name:?}"))),
        Kind::OrNull(inner) => choices(*inner, words),
        kind => _ = words.insert(kind.example().to_owned()),
    }
}
