//! What the tests of the writer share.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used)]

pub mod faulty;

use dbgen::emit::{Artifact, Mode};
use dbgen::write::Entry;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A file as a target makes it.
pub fn artifact(path: &str, text: &str) -> Artifact {
    Artifact { path: path.into(), text: text.into(), target: "github", mode: Mode::Plain }
}

/// A script as a target makes it.
pub fn script(path: &str, text: &str) -> Artifact {
    Artifact { mode: Mode::Executable, ..artifact(path, text) }
}

/// A folder that goes when the test is over; in memory where the system has such a place, which is many times faster.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// The hash of a text as the ledger has it.
pub fn hash(text: &str) -> String {
    Entry::of(&artifact("", text)).hash
}

/// Every file below a folder: its path and text. Links are not followed.
pub fn snapshot(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let facts = fs::symlink_metadata(&path).unwrap();
        if facts.is_dir() {
            walk(root, &path, found);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        let text = if facts.is_symlink() { "a link".into() } else { fs::read(&path).unwrap() };
        found.insert(name, String::from_utf8_lossy(&text).into_owned() + executable(&facts));
    }
}

#[cfg(unix)]
fn executable(facts: &fs::Metadata) -> &'static str {
    use std::os::unix::fs::PermissionsExt;
    if facts.permissions().mode() & 0o100 != 0 { " (can be run)" } else { "" }
}

#[cfg(not(unix))]
fn executable(_: &fs::Metadata) -> &'static str {
    ""
}
