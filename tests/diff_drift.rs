//! `dbgen diff` without a base: what has become of the files, in every format.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod repo;
mod sandbox;

use dbgen::drift;
use sandbox::{Said, Sandbox};
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn built() -> Sandbox {
    let sandbox = Sandbox::example("hello");
    assert_eq!(sandbox.dbgen(&["build"]).code, Some(0));
    sandbox
}

/// A tree in which everything has happened that can happen to a generated file.
fn drifted() -> Sandbox {
    let sandbox = built();
    let script = sandbox.files().into_keys().find(|path| path.ends_with(".sh")).unwrap();
    fs::set_permissions(sandbox.at(&script), fs::Permissions::from_mode(0o644)).unwrap();
    let render = sandbox.read("render.yaml");
    sandbox.write("render.yaml", render + "# by hand <b> | `x` \u{1b}[31m\u{202e}\n");
    sandbox.remove("compose.yaml");
    sandbox.remove(".env.example");
    fs::create_dir(sandbox.at(".env.example")).unwrap();
    let spec = sandbox.read("deploy.kdl");
    sandbox.write(
        "deploy.kdl",
        spec.replace("port 8000", "port 8001").replace("workflow \"deploy\"", "workflow \"ship\""),
    );
    assert_ne!(sandbox.read("deploy.kdl"), spec);
    sandbox
}

fn diff(sandbox: &Sandbox, format: &str) -> Said {
    let before = sandbox.files();
    let said = sandbox.dbgen(&["diff", "--format", format]);
    assert_eq!(before, sandbox.files(), "a comparison has written something");
    said
}

#[test]
fn a_tree_as_it_should_be() {
    let sandbox = built();
    for (format, words) in
        [("terminal", "files as they should be"), ("markdown", "files as they should be"), ("json", "\"files\": []")]
    {
        let said = diff(&sandbox, format);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
        assert!(said.out.contains(words), "{}", said.out);
    }
    for format in ["github", "unified"] {
        let said = diff(&sandbox, format);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""));
    }
}

#[test]
fn each_file_is_said_with_what_became_of_it() {
    let sandbox = drifted();
    let said = diff(&sandbox, "terminal");
    assert_eq!(said.code, Some(2), "{said:?}");
    for line in [
        "  ! .env.example: it is a folder\n",
        "  - .github/workflows/deploy.yml: the spec does not make it any more\n",
        "  + .github/workflows/ship.yml: is missing\n",
        "  + compose.yaml: is missing\n",
        "  ! render.yaml: somebody has edited it since dbgen wrote it; ",
    ] {
        assert!(said.out.contains(line), "no {line:?} in\n{}", said.out);
    }
    assert!(
        said.out.contains(".sh: cannot be run any more\n") && said.out.ends_with("files differ; run `dbgen build`\n")
    );
    assert!(!said.out.contains("by hand"), "lines are for --verbose: {}", said.out);
    let verbose = sandbox.dbgen(&["diff", "--verbose"]);
    assert!(verbose.out.contains("-# by hand <b> | `x` \\u{1b}[31m\\u{202e}\n"), "{}", verbose.out);
    // `build --check` says the same.
    assert_eq!(sandbox.dbgen(&["build", "--check"]).out, verbose.out);
}

#[test]
fn machines_get_json_that_keeps_to_its_schema() {
    let schema = drift::schema();
    if let Err(stale) = repo::fresh("schema/drift.schema.json", &schema, "diff_drift") {
        panic!("{stale}");
    }
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for (sandbox, code) in [(built(), 0), (drifted(), 2)] {
        let said = diff(&sandbox, "json");
        assert_eq!(said.code, Some(code));
        let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let wrong: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let states: Vec<&str> =
            value["files"].as_array().unwrap().iter().map(|file| file["state"].as_str().unwrap()).collect();
        let expected = if code == 0 {
            vec![]
        } else {
            vec!["blocked", "orphan", "missing", "missing", "not-executable", "edited"]
        };
        assert!(expected.iter().all(|state| states.contains(state)), "{states:?}");
    }
}

#[test]
fn markdown_and_annotations_hold_nothing_that_a_file_could_smuggle_in() {
    let sandbox = drifted();
    let markdown = diff(&sandbox, "markdown").out;
    assert!(markdown.starts_with("### \u{1f7e0} `` deploy.kdl ``: ") && markdown.len() < 60_000, "{markdown}");
    assert!(markdown.contains("| `` render.yaml `` | somebody has edited it since dbgen wrote it |\n"), "{markdown}");
    assert!(markdown.contains("\n-# by hand <b> | `x` \\u{1b}[31m\\u{202e}\n") && !markdown.contains('\u{1b}'));
    let said = sandbox.shell("git init -q . && \"$DBGEN\" diff --format github");
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(
        said.out.contains("::error file=render.yaml,title=drift::render.yaml: somebody has edited it"),
        "{}",
        said.out
    );
    assert!(said.out.lines().count() <= 10 && said.out.lines().all(|line| line.starts_with("::error ")));
}

#[test]
fn what_a_file_says_of_itself_is_bounded() {
    let sandbox = built();
    let long: String = (0..5_000).map(|n| format!("line {n} {}\n", "\u{1f600}".repeat(300))).collect();
    for file in ["render.yaml", "compose.yaml", ".env.example"] {
        sandbox.write(file, &long);
    }
    let shown = sandbox.dbgen(&["diff", "--verbose"]).out;
    assert!(shown.lines().count() < 150 && shown.contains("lines more\n"), "{}", shown.lines().count());
    assert!(shown.lines().all(|line| line.chars().count() < 200));
    assert!(diff(&sandbox, "markdown").out.len() < 60_000);
    // A patch is whole.
    let patch = diff(&sandbox, "unified").out;
    assert!(patch.len() > 3 * long.len() && patch.contains(&"\u{1f600}".repeat(300)));
}

#[test]
fn a_build_that_was_cut_off_has_no_answer() {
    let sandbox = built();
    sandbox.write(".dbgen-stage/journal", "");
    let check = sandbox.dbgen(&["build", "--check"]);
    assert_eq!(check.code, Some(2), "{check:?}");
    let said = sandbox.dbgen(&["diff"]);
    assert!(said.code == Some(1) && said.err.contains("was cut off; `dbgen build` finishes it"), "{said:?}");
}
