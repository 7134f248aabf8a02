//! Three pull requests, as a reviewer reads them.
#![allow(clippy::unwrap_used)]

mod repo;

use dbgen::compile::{Compilation, compile};
use dbgen::diff::show::{self, Patch, Report};
use dbgen::diff::{Side, Sides, compare};
use dbgen::patch;
use dbgen::world::MemoryWorld;
use std::collections::BTreeSet;

/// A pull request on the spec of deal-brain: what it replaces.
struct Pull {
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
}

const PULLS: &[Pull] = &[
    Pull {
        name: "more-room",
        edits: &[
            ("scale min=3 max=10 cpu=\"70%\"", "scale min=4 max=20 cpu=\"70%\""),
            ("service \"worker\" { scale 2; }", "service \"worker\" { scale 4; }"),
            ("LOG_LEVEL=\"INFO\"\n}", "LOG_LEVEL=\"INFO\" WEB_CONCURRENCY=\"4\"\n}"),
            ("    drain \"45s\"\n", "    drain \"60s\"\n"),
        ],
    },
    Pull {
        name: "ship-faster",
        edits: &[
            ("    approval { reviewers \"acme/ops\"; }\n", ""),
            ("    allow \"approval-setting\" reason=\"set in acme/infrastructure, with the repository itself\"\n", ""),
            ("    stage \"scan\" { scan-images severity=\"high\"; }\n", ""),
            ("        step 25 soak=\"30m\"\n        step 50 soak=\"30m\"\n", ""),
            ("        abort latency-p95=\"3s\" for=\"3m\"\n", ""),
            ("{ only \"production\"; }\n    PROMETHEUS", "{ only \"staging\" \"production\"; }\n    PROMETHEUS"),
        ],
    },
    Pull {
        name: "new-home",
        edits: &[
            ("region \"frankfurt\"", "region \"oregon\""),
            ("engine=\"postgres\" version=\"16\"", "engine=\"postgres\" version=\"17\""),
            ("service \"beat\"", "service \"scheduler\""),
            ("namespace=\"deal-brain\"", "namespace=\"shop\""),
            ("    volume \"grafana-data\" at=\"/var/lib/grafana\"\n", ""),
        ],
    },
];

fn spec(pull: Option<&Pull>) -> Compilation {
    let mut text = repo::read("examples/deal-brain/deploy.kdl");
    for (what, instead) in pull.iter().flat_map(|pull| pull.edits) {
        assert!(text.contains(what), "deal-brain's spec has no {what:?}");
        text = text.replace(what, instead);
    }
    let out = compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl");
    let wrong: Vec<_> = out.diagnostics.iter().map(|d| (d.code, d.message.as_str())).collect();
    assert!(!out.failed(), "{:?} does not compile: {wrong:#?}", pull.map(|p| p.name));
    out
}

fn side(compilation: &Compilation) -> Side<'_> {
    Side {
        plan: compilation.plan.as_ref().unwrap(),
        sources: &compilation.sources,
        files: Some(compilation.artifacts.iter().map(|a| (a.path.as_str(), a.text.as_str())).collect()),
    }
}

/// Everything that is generated and differs, as patches.
fn patches(before: &Compilation, after: &Compilation) -> Vec<Patch> {
    let text = |compilation: &Compilation, path: &str| {
        compilation.artifacts.iter().find(|a| a.path == path).map(|a| a.text.clone()).unwrap_or_default()
    };
    let paths: BTreeSet<&str> = before.artifacts.iter().chain(&after.artifacts).map(|a| a.path.as_str()).collect();
    let both = paths.into_iter().map(|path| (path, text(before, path), text(after, path)));
    both.filter(|(_, old, new)| old != new).map(|(path, old, new)| patch(path, &old, &new)).collect()
}

fn patch(path: &str, old: &str, new: &str) -> Patch {
    let side = |text| Some(patch::Side { text, executable: false });
    let (mut bytes, lines) = (Vec::new(), |text| patch::lines(text));
    patch::unified(&patch::Change { path, old: side(old.as_bytes()), new: side(new.as_bytes()) }, &mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let counted = patch::compare(&lines(old.as_bytes()), &lines(new.as_bytes()), 3);
    let hunks = text[text.find("@@").unwrap()..].to_owned();
    Patch { path: path.to_owned(), added: counted.added, removed: counted.removed, hunks }
}

#[test]
fn json_keeps_to_its_schema() {
    let schema = show::schema();
    if let Err(stale) = repo::fresh("schema/diff.schema.json", &schema, "diff_pulls") {
        panic!("{stale}");
    }
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for pull in PULLS {
        let text = repo::read(&format!("snapshots/pulls/{}.json", pull.name));
        let value = serde_json::from_str(&text).unwrap();
        let wrong: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", pull.name);
    }
}

#[test]
fn a_comment_never_holds_more_than_it_may() {
    let before = spec(None);
    for pull in PULLS {
        let after = spec(Some(pull));
        let diff = compare(&Sides { before: side(&before), after: side(&after), committed: None });
        // A patch that no comment could hold, in front of those that it can.
        let mut patches = patches(&before, &after);
        patches.insert(0, Patch { path: "huge".into(), added: 70_000, removed: 0, hunks: "+\n".repeat(70_000) });
        let sources = (&before.sources, &after.sources);
        let report = Report {
            diff: &diff,
            before: sources.0,
            after: sources.1,
            folder: "",
            spec: "deploy.kdl",
            base: "main",
            notes: &[],
            patches: &patches,
        };
        for room in [0, 500, 1_500, 2_000, 4_000, 16_000, show::COMMENT] {
            let text = show::markdown(&report, room);
            assert!(text.len() <= room.max(1_500), "{}: {} of {room}", pull.name, text.len());
            assert_eq!(text.matches("<details>").count(), text.matches("</details>").count(), "{room}:\n{text}");
            assert_eq!(text.matches("```").count() % 2, 0, "{room}:\n{text}");
            let cut = text.lines().filter(|line| line.starts_with('|') && !line.ends_with('|'));
            assert_eq!(cut.count(), 0, "{room}:\n{text}");
        }
        let whole = show::markdown(&report, show::COMMENT);
        assert!(whole.contains("1 more file with 70000 changed lines"), "{whole}");
    }
}

#[test]
fn each_format_is_what_was_read_and_accepted() {
    let before = spec(None);
    let mut stale = String::new();
    for pull in PULLS {
        let after = spec(Some(pull));
        let diff = compare(&Sides { before: side(&before), after: side(&after), committed: None });
        let patches = patches(&before, &after);
        let report = Report {
            diff: &diff,
            before: &before.sources,
            after: &after.sources,
            folder: "",
            spec: "deploy.kdl",
            base: "main (1a2b3c4)",
            notes: &[],
            patches: &patches,
        };
        for (ending, text) in [
            ("txt", show::terminal(&report, show::Look { color: false }, "")),
            ("md", show::markdown(&report, show::COMMENT)),
            ("json", show::json(&report)),
            ("github.txt", show::github(&report)),
        ] {
            let path = format!("snapshots/pulls/{}.{ending}", pull.name);
            stale += &repo::fresh(&path, &text, "diff_pulls").err().unwrap_or_default();
        }
    }
    assert!(stale.is_empty(), "\n{stale}");
}
