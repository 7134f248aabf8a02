//! The lists that completion offers are those of the targets.

use dbgen::emit::FEATURES;
use dbgen::schema::{Content, Kind, Meaning, Node, Role, export};
use dbgen::spec::Spec;
use std::path::Path;

/// The texts in quotes that follow `call`, past what stands between.
fn named(text: &str, call: &str, found: &mut Vec<String>) {
    for (at, _) in text.match_indices(call) {
        let rest = &text[at + call.len()..];
        // `say(feature, ...)` takes its name from a list before it, which is in quotes, too.
        let Some(quote) = rest.find('"') else { continue };
        let between = &rest[..quote];
        if between.chars().all(|c| c.is_whitespace() || c.is_alphanumeric() || "_,.&".contains(c)) && quote < 60 {
            found.push(rest[quote + 1..].split('"').next().unwrap().to_owned());
        }
    }
}

fn sources(folder: &Path, found: &mut String) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => sources(&path, found),
            false if path.ends_with("features.rs") || path.ends_with("tests.rs") => {}
            false => *found += &std::fs::read_to_string(&path).unwrap(),
        }
    }
}

#[test]
fn every_loss_of_a_target_is_in_the_list() {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/emit"), &mut text);
    let mut lost = Vec::new();
    for call in ["lose.say(", "lose(", ".loss("] {
        named(&text, call, &mut lost);
    }
    lost.retain(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    assert!(lost.len() > 50, "only {} losses were found", lost.len());
    let unknown: Vec<_> = lost.iter().filter(|name| !FEATURES.iter().any(|(own, _)| own == *name)).collect();
    assert!(unknown.is_empty(), "src/emit/features.rs lacks {unknown:?}");
    let gone: Vec<_> = FEATURES.iter().filter(|(name, _)| !text.contains(&format!("\"{name}\""))).collect();
    assert!(gone.is_empty(), "no target loses {gone:?}");
    assert!(FEATURES.is_sorted(), "the list is sorted");
}

/// Names that mean nothing beyond the node that they stand in.
const OF_NOBODY: &[&str] = &[
    "artifact name",
    "cluster ingress",
    "cluster issuer",
    "cluster namespace",
    "cluster secret",
    "project name",
    "volume name",
];

#[test]
fn every_name_says_what_it_names() {
    let mut silent = Vec::new();
    for entry in export::entries(Spec::schema()) {
        for field in entry.node.fields.iter().filter(|field| field.meaning() == Meaning::Plain) {
            if let (Content::Leaf(Kind::Name), Role::Arg | Role::Prop | Role::Value) = (field.content, field.role) {
                silent.push(format!("{} {}", entry.node.name, field.key));
            }
        }
    }
    silent.sort();
    assert_eq!(
        silent, OF_NOBODY,
        "say behind the type what the name declares, refers to or shares: src/schema/meaning.rs"
    );
}
