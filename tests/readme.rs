//! The README shows what the program really prints.
#![allow(clippy::unwrap_used)]

mod repo;

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");
const SPEC: &str = include_str!("../examples/hello/deploy.kdl");

/// What `dbgen` prints in `folder`, on both streams.
fn dbgen(folder: &Path, command: &str) -> String {
    let mut process = Command::new(env!("CARGO_BIN_EXE_dbgen"));
    let said = process.arg(command).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    String::from_utf8(said.stdout).unwrap() + &String::from_utf8(said.stderr).unwrap()
}

#[test]
fn the_recording_is_what_is_printed_today() {
    assert!(README.contains(SPEC), "the README's deploy.kdl is not examples/hello/deploy.kdl");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("Dockerfile"), include_str!("../examples/hello/Dockerfile")).unwrap();
    std::fs::write(folder.path().join("deploy.kdl"), SPEC).unwrap();
    let built = dbgen(folder.path(), "build");
    assert!(README.contains(&format!("$ dbgen build\n{built}")), "the README does not show:\n{built}");
    std::fs::write(folder.path().join("deploy.kdl"), SPEC.replace("health \"", "helth \"")).unwrap();
    let wrong = dbgen(folder.path(), "check");
    assert!(README.contains(wrong.trim()), "the README does not show:\n{wrong}");
}

/// The comment is one of the three that `tests/diff_pulls.rs` holds, up to the patches of its files.
#[test]
fn the_comment_is_what_a_pull_request_gets_today() {
    let comment = include_str!("../snapshots/pulls/ship-faster.md");
    let files = comment.find("<details>\n<summary>").expect("its files are folded");
    let expected = format!("<!-- comment -->\n{}\n<!-- /comment -->\n", comment[..files].trim_end());
    let (before, rest) = README.split_once("<!-- comment -->\n").expect("README.md has a place for the comment");
    let (_, after) = rest.split_once("<!-- /comment -->\n").expect("it ends");
    if let Err(stale) = repo::fresh("README.md", &format!("{before}{expected}{after}"), "readme") {
        panic!("{stale}");
    }
}
