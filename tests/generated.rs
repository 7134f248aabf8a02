//! Files that the declarations in `src/spec` are the source of: they are committed, and never stale.
#![allow(clippy::unwrap_used)]

mod repo;

use dbgen::compile::compile;
use dbgen::diag::Level;
use dbgen::schema::export::{self, Entry};
use dbgen::schema::{Decoder, Node, Reader};
use dbgen::source::{FileId, Span};
use dbgen::spec::Spec;
use dbgen::syntax;
use dbgen::world::MemoryWorld;

#[test]
fn the_json_schema_is_fresh_and_a_schema() {
    let text = export::json(Spec::schema());
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("no valid JSON Schema: {error}"));
    // Every reference leads somewhere: building the validator resolves them all.
    jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{error}"));
    if let Err(stale) = repo::fresh("schema/deploy.schema.json", &text, "generated") {
        panic!("\n{stale}");
    }
}

#[test]
fn the_schema_of_the_charts_values_is_fresh() {
    if let Err(stale) = repo::fresh("schema/values.schema.json", &dbgen::emit::helm::schema::derived(), "generated") {
        panic!("\n{stale}");
    }
}

#[test]
fn the_manual_is_fresh_and_its_links_lead_somewhere() {
    let manual = export::markdown(Spec::schema());
    let anchors: Vec<String> = manual
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|title| anchor(title.trim_matches('`')))
        .collect();
    let mut links = 0;
    for (_, rest) in manual.match_indices("](#").map(|(at, found)| manual.split_at(at + found.len())) {
        let target = rest.split(')').next().unwrap();
        assert!(anchors.iter().any(|own| own == target), "no section `{target}`");
        links += 1;
    }
    assert!(links > 100, "only {links} links");
    if let Err(stale) = repo::fresh("docs/reference.md", &manual, "generated") {
        panic!("\n{stale}");
    }
}

/// As GitHub makes it from a heading.
fn anchor(title: &str) -> String {
    title
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .collect::<String>()
        .replace(' ', "-")
}

#[test]
fn every_example_of_the_manual_is_read_where_it_stands() {
    let all = export::entries(Spec::schema());
    let mut wrong = String::new();
    for entry in &all {
        let Some(example) = entry.node.example() else {
            // Nodes with names of the writer's own are shown where they stand.
            if !entry.node.name.is_empty() {
                wrong += &format!("`{}` has no example: end its doc comment with a ```kdl block\n", entry.title);
            }
            continue;
        };
        if !example.contains(entry.node.name) && !entry.parents.is_empty() {
            wrong += &format!("the example of `{}` does not show it\n", entry.title);
        }
        for parent in entry.parents.iter().copied().chain(entry.parents.is_empty().then_some(0)) {
            for problem in problems(&all, parent, &example) {
                wrong += &format!("the example of `{}` in `{}`: {problem}\n", entry.title, all[parent].title);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What the decoder says of `example` inside the node `parent`, which stands in its own parents up to the root. What it
/// misses in those is not the example's fault.
fn problems(all: &[Entry], mut parent: usize, example: &str) -> Vec<String> {
    let (mut before, mut after) = (String::new(), String::new());
    while let Some(next) = all[parent].parents.first() {
        let name = all[parent].node.name;
        before = format!("{} {{\n{before}", if name.is_empty() { "NAME" } else { name });
        after += "\n}";
        parent = *next;
    }
    let text = format!("{before}{example}{after}\n");
    let parsed = syntax::parse(FileId(0), &text);
    let mut decoder = Decoder::default();
    let start = Span::new(FileId(0), 0, 0);
    let reader = Reader::root(parsed.document.nodes(), start, Spec::schema(), &mut decoder);
    // Half of a spec is none: what was said of the example is what counts.
    let _ = Spec::read(reader, start, start);
    let own = before.len() as u32..(before.len() + example.len()) as u32;
    let said = parsed.diagnostics.iter().chain(&decoder.diagnostics);
    said.filter(|d| own.contains(&d.span().start) && (d.span().start, d.span().end) != (0, 0))
        .map(|d| format!("{} at `{}`", d.message, &text[d.span().start as usize..d.span().end as usize]))
        .collect()
}

/// Whoever reads the manual from its start to its end has read one spec.
#[test]
fn the_examples_of_the_top_level_are_a_spec_that_compiles() {
    let all = export::entries(Spec::schema());
    // What it includes is another file's affair.
    let top = all.iter().filter(|entry| entry.parents.contains(&0) && entry.node.name != "include");
    let text: Vec<String> = top.filter_map(|entry| entry.node.example()).collect();
    assert!(text.len() > 5, "{text:#?}");
    let compiled = compile(&MemoryWorld::default().with("deploy.kdl", text.join("\n")), "deploy.kdl");
    let said = compiled.diagnostics.iter().filter(|d| d.level == Level::Error);
    let said: Vec<&str> = said.map(|d| d.message.as_str()).collect();
    assert!(said.is_empty() && compiled.artifacts.len() > 5, "{said:#?}\n{}", text.join("\n"));
}

#[test]
fn a_wrong_example_would_be_found() {
    let all = export::entries(Spec::schema());
    let service = all.iter().position(|entry| entry.title == "service").unwrap();
    assert_eq!(problems(&all, service, "drain \"45s\"").len(), 0);
    assert_eq!(problems(&all, service, "drian \"45s\"").len(), 1);
    assert_eq!(problems(&all, service, "health \"/\" often=1").len(), 1);
    assert_eq!(problems(&all, service, "port {").len(), 1);
}
