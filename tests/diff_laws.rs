//! What holds for every comparison of two specs.
#![allow(clippy::unwrap_used)]

mod diff_lines;
mod leaf_edits;

use dbgen::compile::Compilation;
use dbgen::diff::{Action, Change, Files, Kind, Level, Origin, Scope, Sides, compare};
use dbgen::source::FileId;
use dbgen::syntax;
use diff_lines::{between as diff, side};

fn deal_brain() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deal-brain/deploy.kdl")).unwrap()
}

fn build(text: &str) -> Compilation {
    let out = diff_lines::compiled(text);
    let wrong = out.diagnostics.iter().map(|d| format!("{} {}\n", out.sources.locate(d.span()), d.message));
    assert!(!out.failed(), "{}", wrong.collect::<String>());
    out
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

/// A spec with the nodes of every block in reverse, but where their order means something.
fn reversed(text: &str) -> String {
    let parsed = syntax::parse(FileId(0), text);
    let nodes: Vec<String> = parsed.document.nodes().map(|node| turned(node, text)).collect();
    nodes.into_iter().rev().map(|node| node + "\n").collect()
}

fn turned(node: syntax::Node<'_>, text: &str) -> String {
    let (start, end) = (node.span().start as usize, node.span().end as usize);
    let children: Vec<syntax::Node<'_>> = node.children().collect();
    let Some(first) = children.first() else { return text[start..end].to_owned() };
    let mut inner: Vec<String> = children.iter().map(|child| turned(*child, text)).collect();
    // Stages wait for the one before, steps follow each other, a roll-out climbs.
    let disks = children.iter().filter(|child| child.name() == "volume").count();
    // Of several folders, Render keeps the first alone.
    if disks < 2 && !matches!(node.name(), "workflow" | "job" | "rollout" | "raw") {
        inner.reverse();
    }
    format!("{}// turned\n{}\n}}", &text[start..first.span().start as usize], inner.join("\n"))
}

#[test]
fn order_and_comments_never_show() {
    let mut turned = 0;
    for (name, text) in leaf_edits::specs() {
        let before = build(&text);
        // An image that several services share is called after the first of them, and a secret that Render makes up is
        // kept by the first service that has it: that order has a meaning.
        let shared = before.plan.as_ref().unwrap().images.iter().any(|image| image.services.len() > 1);
        let kept = |c: &Change| c.path.first().is_some_and(|path| path == "made up by Render for");
        let after = build(&reversed(&text));
        let found = diff(&before, &after);
        match shared {
            false => assert!(found.changes.iter().all(kept), "{name}:\n{}", diff_lines::lines(&found)),
            true => assert!(
                found.changes.iter().all(|c| c.kind == Kind::Image || kept(c) || c.subject.kind == Kind::Artifact),
                "{name}:\n{}",
                diff_lines::lines(&found)
            ),
        }
        turned += usize::from(found.files.iter().any(|file| file.reordered));
    }
    assert!(turned > 3, "the order of only {turned} specs shows in their files");
}

#[test]
fn what_dbgen_writes_in_another_way_is_told_apart_from_what_was_asked_for() {
    let text = deal_brain();
    let (before, after) = (build(&text), build(&text.replace("scale min=3", "scale min=4")));
    let old: Vec<(String, String)> = before
        .artifacts
        .iter()
        .filter(|artifact| artifact.path != "deploy/bin/smoke.sh")
        .map(|artifact| (artifact.path.clone(), artifact.text.replace("set -euo pipefail", "set -eu")))
        .collect();
    let committed: Files<'_> = old.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let found = compare(&Sides { before: side(&before), after: side(&after), committed: Some(committed) });
    let own: Vec<_> = found.changes.iter().filter(|change| change.origin == Origin::Dbgen).collect();
    assert!(own.iter().all(|change| change.scope == Scope::Files && change.risks.is_empty()));
    let smoke = own.iter().find(|change| change.subject.name == "deploy/bin/smoke.sh").unwrap();
    assert_eq!((smoke.action, &smoke.before), (Action::Added, &None));
    let render = own.iter().find(|change| change.subject.name == "deploy/bin/render.sh").unwrap();
    assert_eq!(render.before.as_ref().map(|value| value.text.as_str()), Some("1 line"));
    let asked: Vec<_> = found.changes.iter().filter(|change| change.origin == Origin::Spec).collect();
    assert_eq!(asked.len(), 1, "{}", diff_lines::lines(&found));
    assert_eq!(
        (asked[0].field().as_str(), asked[0].files.as_slice()),
        ("replicas", &["deploy/values-production.yaml".to_owned()][..])
    );
}

#[test]
fn no_credential_is_shown_of_either_side() {
    let token = ["gh", "p_", "q7Wn2ZkX9bTf4RdLm8Vs1YcHj6GpA3uE5oKi"].concat();
    let text = deal_brain();
    let good = build(&text);
    let leaks = [
        text.replace("API_INTERNAL_TIMEOUT=\"5000\"", &format!("API_INTERNAL_TIMEOUT=\"{token}\"")),
        text.replace(
            "\"poetry run mypy apps/api\"",
            &format!("\"curl -H 'Authorization: Bearer {token}' https://x.example\""),
        ),
        text.replace("stage \"scan\"", &format!("stage \"scan\" /* {token} */")),
        text.replace("image \"grafana/grafana:12.2.1\"", &format!("image \"grafana/grafana:{token}\"")),
        text.replace("SECRET_KEY about=", &format!("SECRET_KEY \"{token}\" about=")),
        text.replace("scheme=\"postgresql+asyncpg\"", &format!("suffix=\"?password={token}\"")),
    ];
    for leak in &leaks {
        let held = diff_lines::compiled(leak);
        for found in [diff(&held, &good), diff(&good, &held)] {
            let all = format!("{found:?}");
            assert!(!all.contains(&token) && !all.contains(&token[10..20]), "{all}");
        }
    }
    // A value under the name of a secret, too short to look like one.
    let short = text.replace("API_INTERNAL_TIMEOUT=\"5000\"", "SMTP_PASSWORD=\"hunter2\"");
    let all = format!("{:?}", diff(&diff_lines::compiled(&short), &good).changes);
    assert!(all.contains("SMTP_PASSWORD") && !all.contains("hunter2"), "{all}");
}
