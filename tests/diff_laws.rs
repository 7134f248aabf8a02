//! What holds for every comparison of two specs.
#![allow(clippy::unwrap_used)]

use dbgen::compile::{Compilation, compile};
use dbgen::diff::{Diff, Files, Side, Sides, compare};
use dbgen::world::MemoryWorld;

fn deal_brain() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deal-brain/deploy.kdl")).unwrap()
}

fn build(text: &str) -> Compilation {
    let out = compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl");
    assert!(!out.failed(), "{:#?}", out.diagnostics);
    out
}

fn side(compilation: &Compilation) -> Side<'_> {
    let files: Files<'_> = compilation.artifacts.iter().map(|a| (a.path.as_str(), a.text.as_str())).collect();
    Side { plan: compilation.plan.as_ref().unwrap(), sources: &compilation.sources, files: Some(files) }
}

fn diff(before: &Compilation, after: &Compilation) -> Diff {
    compare(&Sides { before: side(before), after: side(after), committed: None })
}

#[test]
fn a_plan_does_not_differ_from_itself() {
    let spec = build(&deal_brain());
    let found = diff(&spec, &spec);
    assert!(found.is_empty() && found.files.is_empty(), "{found:#?}");
    assert_eq!(found.unchanged, ["production", "staging", "e2e", "development"]);
}
