//! Files that the declarations in `src/spec` are the source of: they are committed, and never stale.
#![allow(clippy::unwrap_used)]

mod repo;

use dbgen::compile::compile;
use dbgen::diag::Level;
use dbgen::schema::export::{self, Entry};
use dbgen::schema::{Decoder, Node, NodeSchema, Reader};
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

/// What some examples wait for, and no whole spec is without.
const BASE: &str = r#"
project "shop" { repository "acme/shop"; images "ghcr.io/acme/shop-{service}"; }
secrets {
    DOCKERHUB_USER for="pipeline"
    DOCKERHUB_TOKEN for="pipeline"
    PROMETHEUS_URL for="pipeline"
    PROMETHEUS_TOKEN for="pipeline"
    RENDER_API_KEY for="pipeline"
    KUBE_CONFIG for="pipeline"
}
service "api" { build; port 8000 public=#true; health "/health"; }
environment "staging" on="render" { url "https://staging.example.com"; }
workflow "release" {
    on push="main" pull-request="main" tag="v*"
    stage "validate" { job "lint" { run "make lint"; }; }
    stage "images" { images; }
    stage "staging" { deploy "staging"; }
    stage "production" { deploy "production"; }
}
"#;
/// Each stands behind [`BASE`]; the example comes into a node of the two.
const WAITING: [&str; 5] = [
    r#"
environment "production" on="kubernetes" { url "https://example.com"; cluster kubeconfig="KUBE_CONFIG"; }
workflow "back" { on manual=#true; }"#,
    r#"
environment "production" on="kubernetes" { url "https://example.com"; cluster kubeconfig="KUBE_CONFIG"; }
workflow "nightly" { on push="main"; stage "wait" { job "wait" { run "sleep 30"; }; }; }"#,
    r#"
environment "production" on="kubernetes" {
    url "https://example.com"
    cluster kubeconfig="KUBE_CONFIG" ingress="nginx"
    rollout "canary" { step 10 soak="15m"; abort error-rate="5%" for="2m"; }
}"#,
    r#"
environment "production" on="kubernetes" { url "https://example.com"; cluster kubeconfig="KUBE_CONFIG"; }
service "heavy" { image "nginx:1.29"; resources memory="2Gi"; only "staging"; }"#,
    r#"
environment "production" on="kubernetes" { url "https://example.com"; cluster kubeconfig="KUBE_CONFIG"; }
environment "demo" on="render" { url "https://demo.example.com"; builder "platform"; }"#,
];

/// Every other example compiles, too, in a node that it may stand in of one of these specs.
#[test]
fn every_example_of_the_manual_compiles() {
    let all = export::entries(Spec::schema());
    let top = all.iter().filter(|entry| entry.parents.contains(&0) && entry.node.name != "include");
    let manual = top.filter_map(|entry| entry.node.example()).collect::<Vec<_>>().join("\n");
    let read = |name: &str| std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut specs = vec![manual, read("examples/deal-brain/deploy.kdl"), read("examples/hello/deploy.kdl")];
    specs.extend(WAITING.map(|own| format!("{BASE}{own}")));
    let mut wrong = String::new();
    for entry in all.iter().filter(|entry| !entry.parents.contains(&0) && !entry.parents.is_empty()) {
        let Some(example) = entry.node.example() else { continue };
        let parents: Vec<_> = entry.parents.iter().map(|parent| all[*parent].node).collect();
        let mut said = Vec::new();
        let mut places = specs.iter().flat_map(|spec| places(spec, &parents, entry.node.name, &example));
        if !places.any(|text| compiles(&text, &mut said)) {
            wrong += &format!("the example of `{}`: {said:#?}\n", entry.title);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Whether a spec compiles to files, where all that it names is there or nothing; what is wrong with it where it does
/// not.
fn compiles(text: &str, said: &mut Vec<String>) -> bool {
    let world = || MemoryWorld::default().with("deploy.kdl", text);
    [world(), world().strict()].into_iter().any(|world| {
        let compiled = compile(&world, "deploy.kdl");
        let errors = compiled.diagnostics.iter().filter(|d| d.level == Level::Error);
        let errors: Vec<String> = errors.map(|d| d.message.clone()).collect();
        // Of all places, the one where least is wrong tells what the example waits for.
        if said.is_empty() || errors.len() < said.len() {
            *said = errors;
        }
        !compiled.artifacts.is_empty()
    })
}

/// The spec with the example in each of its nodes that have one of the schemas `parents`: in the place of what the node
/// has of that name, and beside it.
fn places(spec: &str, parents: &[&'static NodeSchema], name: &str, example: &str) -> Vec<String> {
    let document = syntax::parse(FileId(0), spec).document;
    let (mut found, mut texts) = (Vec::new(), Vec::new());
    let mut open: Vec<_> = document.nodes().map(|node| (node, Spec::schema())).collect();
    while let Some((node, above)) = open.pop() {
        let Some(own) = above.child(node.name()) else { continue };
        open.extend(node.children().map(|child| (child, own)));
        if parents.iter().any(|parent| std::ptr::eq(*parent, own)) {
            found.push(node);
        }
    }
    for node in found {
        let end = node.span().end as usize;
        let Some(block) = node.block_span() else {
            texts.push(format!("{} {{\n{example}\n}}\n{}", &spec[..end], &spec[end..]));
            continue;
        };
        let close = block.end as usize - 1;
        texts.push(format!("{}\n{example}\n{}", &spec[..close], &spec[close..]));
        let same: Vec<_> = node.children().filter(|child| child.name() == name).map(|child| child.span()).collect();
        if !same.is_empty() {
            let mut instead = spec.to_owned();
            for (index, span) in same.iter().enumerate().rev() {
                let (start, end) = (span.start as usize, span.end as usize);
                match index {
                    0 => instead.replace_range(start..end, example),
                    _ => instead.replace_range(start..end + usize::from(spec[end..].starts_with(';')), ""),
                }
            }
            texts.push(instead);
        }
    }
    texts
}

#[test]
fn a_wrong_example_would_be_found() {
    let all = export::entries(Spec::schema());
    let service = all.iter().position(|entry| entry.title == "service").unwrap();
    assert_eq!(problems(&all, service, "drain \"45s\"").len(), 0);
    assert_eq!(problems(&all, service, "drian \"45s\"").len(), 1);
    assert_eq!(problems(&all, service, "health \"/\" often=1").len(), 1);
    assert_eq!(problems(&all, service, "port {").len(), 1);
    let schema = all[service].node;
    let with = |example: &str| places(&format!("{BASE}{}", WAITING[4]), &[schema], "drain", example).remove(0);
    assert!(compiles(&with("drain \"45s\""), &mut Vec::new()));
    assert!(!compiles(&with("drain \"often\""), &mut Vec::new()));
}
