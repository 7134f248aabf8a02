//! What holds for every comparison of two specs.
#![allow(clippy::unwrap_used)]

use dbgen::compile::{Compilation, compile};
use dbgen::diff::{Diff, Files, Level, Side, Sides, compare};
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

#[test]
fn what_the_spec_accepts_is_listed_and_weighs_nothing() {
    let text = deal_brain();
    let before = build(&text);
    let region = text.replace("region \"frankfurt\"", "region \"ohio\"");
    let found = diff(&before, &build(&region));
    assert_eq!(found.level(), Some(Level::Breaks));
    for (node, holds) in [
        ("environment \"staging\" on=\"render\" {", true),
        ("project \"deal-brain\" {", true),
        ("environment \"production\" on=\"kubernetes\" {", false),
    ] {
        let allow = format!("{node}\n    allow \"render-region\" reason=\"staging is made anew\"");
        let found = diff(&before, &build(&region.replace(node, &allow)));
        let risk = found.changes.iter().flat_map(|change| &change.risks).find(|risk| risk.code.0 == "render-region");
        let accepted = risk.unwrap().accepted.as_deref();
        assert_eq!(accepted, holds.then_some("staging is made anew"), "{node}");
        assert_eq!(found.level() == Some(Level::Breaks), !holds, "{node}");
        // That something is accepted is a change, too.
        assert!(found.changes.iter().flat_map(|change| &change.risks).any(|risk| risk.code.0 == "waiver-added"));
    }
    let mut found = diff(&before, &build(&region));
    assert!(found.accept("render-region", "asked for") && !found.accept("port-changed", "asked for"));
    assert_eq!(found.level(), Some(Level::Routine));
}
