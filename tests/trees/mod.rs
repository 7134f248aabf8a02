//! Trees of files in one file: `-- path --` starts a file, and `\e`, `\a`, `\0`, `\1` stand for bytes that no editor shows.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use crate::repo;
use crate::sandbox::Sandbox;
use std::collections::BTreeMap;

/// Unpacks `tests/init/<name>.tree` into a folder of a fresh sandbox. Where git says no name, the folder's is the project's.
pub fn unpack(name: &str, folder: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let text = repo::read(&format!("tests/init/{name}.tree"));
    let bytes =
        |text: &str| text.replace("\\e", "\u{1b}").replace("\\a", "\u{7}").replace("\\0", "\0").replace("\\1", "\u{1}");
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut at = None;
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("-- ").and_then(|l| l.strip_suffix(" --")) {
            at = Some(bytes(path));
            files.entry(bytes(path)).or_default();
        } else if let Some(path) = &at {
            *files.entry(path.clone()).or_default() += &(bytes(line) + "\n");
        }
    }
    assert!(!files.is_empty(), "{name}.tree holds no file");
    files.iter().for_each(|(path, text)| sandbox.write(&format!("{folder}/{path}"), text));
    sandbox
}
