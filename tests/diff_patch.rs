//! `dbgen diff --format unified`: applied to the old tree by git itself, it gives exactly the new tree.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod sandbox;

use dbgen::patch::{Change, Side, unified};
use proptest::prelude::*;
use sandbox::{Said, Sandbox};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// A file: its bytes, and whether it can be run.
type File = (Vec<u8>, bool);
type Files = BTreeMap<String, File>;

fn git(folder: &Path, arguments: &[&str]) -> Said {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(arguments);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    git.output().unwrap().into()
}

fn apply(folder: &Path, patch: &[u8]) {
    fs::write(folder.join(".git/the.patch"), patch).unwrap();
    let patch_file = folder.join(".git/the.patch");
    let said = git(folder, &["apply", "--allow-empty", "--whitespace=nowarn", patch_file.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{}\n{}", said.err, String::from_utf8_lossy(patch));
}

fn put(folder: &Path, files: &Files) {
    for (path, (bytes, executable)) in files {
        let full = folder.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, bytes).unwrap();
        fs::set_permissions(&full, fs::Permissions::from_mode(if *executable { 0o755 } else { 0o644 })).unwrap();
    }
}

/// Every file outside `.git` with its bytes and its bit.
fn take(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.extend((!path.ends_with(".git")).then_some(path));
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let executable = fs::metadata(&path).unwrap().permissions().mode() & 0o100 != 0;
            files.insert(name, (fs::read(&path).unwrap(), executable));
        }
    }
    files
}

fn side((text, executable): &File) -> Side<'_> {
    Side { text, executable: *executable }
}

/// The patch from one tree to the other.
fn patch(old: &Files, new: &Files) -> Vec<u8> {
    let mut out = Vec::new();
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for path in paths {
        unified(&Change { path, old: old.get(path).map(side), new: new.get(path).map(side) }, &mut out);
    }
    out
}

/// Names that git quotes, misreads without care, or leaves as they are.
const NAMES: &[&str] = &[
    "plain.yml",
    ".github/workflows/ci.yml",
    "with space.yml",
    "a b/c d",
    "quote\"d",
    "back\\slash",
    "tab\there",
    "line\nend",
    "bell\u{7}",
    "caf\u{e9}/\u{1f600}.yml",
    " leading",
    "trailing ",
    "-option",
    "b/a/b",
    "dev/null",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        4 => "[ab]{0,2}\n",
        1 => "[ab]{0,2}\r\n",
        1 => Just("-- \n".to_owned()),
        1 => Just("+++ b/x\n".to_owned()),
        1 => Just("@@ -1 +1 @@\n".to_owned()),
        1 => Just("\\ No newline at end of file\n".to_owned()),
        1 => Just("diff --git a/x b/x\n".to_owned()),
        1 => "\t?é \n",
    ];
    let end = prop_oneof![
        3 => Just(Vec::new()),
        1 => Just(b"end".to_vec()),
        1 => Just(b"\r".to_vec()),
        1 => Just(vec![0xff, 0xfe]),
    ];
    (prop::collection::vec(line, 0..14), end).prop_map(|(lines, end)| [lines.concat().into_bytes(), end].concat())
}

fn tree() -> impl Strategy<Value = Files> {
    let name = prop::sample::select(NAMES).prop_map(str::to_owned);
    prop::collection::btree_map(name, (text(), any::<bool>()), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn applied_to_the_old_tree_a_patch_gives_the_new_tree(old in tree(), new in tree()) {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "-q"]);
        put(folder.path(), &old);
        apply(folder.path(), &patch(&old, &new));
        prop_assert_eq!(take(folder.path()), new.clone());
        // And back, with the sides swapped.
        apply(folder.path(), &patch(&new, &old));
        prop_assert_eq!(take(folder.path()), old);
    }
}

#[test]
fn large_texts_that_share_nothing_are_compared_in_bounded_time() {
    let text = |word: &str| (0..50_000).map(|n| format!("{word} {n}\n")).collect::<String>().into_bytes();
    let mixed =
        (0..50_000u64).map(|n| format!("{}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 997)).collect::<String>();
    let turned: String = mixed.lines().rev().flat_map(|line| [line, "\n"]).collect();
    for (old, new) in [(text("old"), text("new")), (mixed.into_bytes(), turned.into_bytes())] {
        let (old, new) = (Files::from([("a".into(), (old, false))]), Files::from([("a".into(), (new, false))]));
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "-q"]);
        put(folder.path(), &old);
        let started = std::time::Instant::now();
        let patch = patch(&old, &new);
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
        apply(folder.path(), &patch);
        assert!(take(folder.path()) == new);
    }
}

fn dbgen(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<u8>, String) {
    let said = Command::new(env!("CARGO_BIN_EXE_dbgen")).current_dir(folder).args(arguments).output().unwrap();
    (said.status.code(), said.stdout, String::from_utf8(said.stderr).unwrap())
}

/// A repository with an example, built and committed.
fn repository(example: &str, folder: &str) -> Sandbox {
    let (from, sandbox) = (Sandbox::example(example), Sandbox::empty());
    for (path, bytes) in from.files() {
        sandbox.write(&format!("{folder}{path}"), bytes);
    }
    let place = sandbox.at(if folder.is_empty() { "." } else { folder });
    assert_eq!(dbgen(&place, &["build"]).0, Some(0));
    git(sandbox.path(), &["init", "-q", "-b", "main"]);
    git(sandbox.path(), &["add", "."]);
    let said = git(sandbox.path(), &["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-qm", "1"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    sandbox
}

/// What people do to generated files.
fn spoil(sandbox: &Sandbox, folder: &str) {
    let at = |path: &str| format!("{folder}{path}");
    let render = sandbox.read(&at("render.yaml"));
    sandbox.write(&at("render.yaml"), render.replace('\n', "\r\n") + "# mine");
    sandbox.remove(&at("compose.yaml"));
    let script = sandbox.files().into_keys().find(|path| path.ends_with(".sh") && path.starts_with(folder)).unwrap();
    fs::set_permissions(sandbox.at(&script), fs::Permissions::from_mode(0o644)).unwrap();
    let ledger = sandbox.read(&at("deploy.lock"));
    let old = "0".repeat(64);
    sandbox.write(&at("deploy.lock"), format!("{ledger}{old} github gone already.yml\n"));
}

#[test]
fn the_patch_of_a_drift_is_what_a_build_does() {
    for (example, folder) in [("hello", ""), ("deal-brain", ""), ("hello", "the shop/deploy/")] {
        let sandbox = repository(example, folder);
        let place = sandbox.at(if folder.is_empty() { "." } else { folder });
        assert_eq!(dbgen(&place, &["diff", "--format", "unified"]), (Some(0), Vec::new(), String::new()));
        let good = take(sandbox.path());
        spoil(&sandbox, folder);
        let spec = sandbox.read(&format!("{folder}deploy.kdl"));
        let (code, patch, err) = dbgen(&place, &["diff", "--format", "unified"]);
        assert_eq!((code, err.as_str()), (Some(2), ""));
        apply(sandbox.path(), &patch);
        assert_eq!(take(sandbox.path()), good, "{example} in `{folder}`");
        assert_eq!(dbgen(&place, &["build", "--check"]).0, Some(0));
        assert_eq!(spec, sandbox.read(&format!("{folder}deploy.kdl")));
    }
}

/// The same spec with something new, something gone, something changed, and something renamed.
fn edited(spec: &str) -> String {
    let spec = spec.replace("port 8000", "port 8001").replace("\"staging\"", "\"stage\"");
    spec + "\nworkflow \"nightly-checks\" {\n    on schedule=\"0 3 * * *\"\n    stage \"test\" { job \"unit\" { run \"make test\"; }; }\n}\n"
}

#[test]
fn the_patch_from_a_revision_gives_the_files_of_the_spec_as_it_is() {
    for (example, folder) in [("hello", ""), ("deal-brain", ""), ("deal-brain", "a/b c/")] {
        let sandbox = repository(example, folder);
        let place = sandbox.at(if folder.is_empty() { "." } else { folder });
        let spec_path = format!("{folder}deploy.kdl");
        let old_tree = take(sandbox.path());
        let spec = edited(&sandbox.read(&spec_path));
        sandbox.write(&spec_path, &spec);
        let (code, patch, err) = dbgen(&place, &["diff", "--base", "HEAD", "--format", "unified"]);
        assert_eq!(code, Some(2), "{err}");
        assert!(err.contains("deploy.kdl holds changes that are not committed"), "{err}");
        // Nothing has been touched; git's index neither.
        let now = take(sandbox.path());
        assert!(old_tree.iter().all(|(path, file)| path == &spec_path || now[path] == *file));
        assert_eq!(git(sandbox.path(), &["diff", "--name-only"]).out.lines().count(), 1);
        apply(sandbox.path(), &patch);
        let patched = take(sandbox.path());
        assert_ne!(patched, old_tree);
        // What the patch has made is what a build makes.
        let said = dbgen(&place, &["build", "--check"]);
        assert_eq!(said.0, Some(0), "{}", String::from_utf8_lossy(&said.1));
        let build = dbgen(&place, &["build"]);
        assert_eq!((build.0, take(sandbox.path())), (Some(0), patched));
    }
}

#[test]
fn what_looks_like_a_credential_is_left_out_of_a_patch_and_said() {
    let sandbox = repository("hello", "");
    let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    sandbox.write("render.yaml", format!("token: {token}\n"));
    sandbox.remove("compose.yaml");
    let (code, patch, err) = dbgen(sandbox.path(), &["diff", "--format", "unified"]);
    let patch = String::from_utf8(patch).unwrap();
    assert_eq!(code, Some(1));
    assert!(err.contains("the patch leaves render.yaml out: it holds what looks like a credential"), "{err}");
    assert!(patch.contains("b/compose.yaml") && !patch.contains("render.yaml") && !patch.contains(&token), "{patch}");
    for command in [&["diff"][..], &["diff", "--verbose"], &["build", "--check"]] {
        let (code, out, err) = dbgen(sandbox.path(), command);
        assert_eq!(code, Some(2));
        assert!(!(String::from_utf8(out).unwrap() + &err).contains(&token[4..12]));
    }
}
