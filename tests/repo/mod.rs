//! What the tests that look at this repository share: its files, and files that a command refreshes.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the repository, sorted: its path from the root, with `/`.
pub fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut |path| {
        let path = path.strip_prefix(root()).unwrap().to_str().expect("names in the repository are UTF-8");
        found.push(path.replace('\\', "/"));
    });
    found.sort();
    found
}

/// Every file below a folder, wherever it is.
pub fn walk(folder: &Path, found: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found(&path);
        }
    }
}

/// The names in a folder of the repository, sorted.
pub fn names(folder: &str) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap_or_else(|error| panic!("{folder}: {error}"))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The text of a file of the repository.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether generated files are to be written anew instead of compared.
pub fn blessing() -> bool {
    std::env::var_os("DBGEN_BLESS").is_some_and(|value| !value.is_empty() && value != "0")
}

/// Compares a committed file with what it should hold, or writes it where `DBGEN_BLESS=1`. `test` is the name of the
/// test file, for the command that the message gives.
pub fn fresh(path: &str, expected: &str, test: &str) -> Result<(), String> {
    let full = root().join(path);
    // A checkout may have turned LF to CRLF: that is the same text.
    let found = fs::read_to_string(&full).map(|text| text.replace("\r\n", "\n"));
    if found.as_deref().ok() == Some(expected) {
        return Ok(());
    }
    if blessing() {
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, expected).unwrap();
        return Ok(());
    }
    let what = match &found {
        Err(_) => "is missing".to_owned(),
        Ok(found) => {
            let line = found.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count();
            let show = |text: &str| text.lines().nth(line).unwrap_or("(its end)").to_owned();
            format!("is stale from line {}:\n    is      {}\n    must be {}", line + 1, show(found), show(expected))
        }
    };
    Err(format!("{path} {what}\n  refresh it, and read the diff: DBGEN_BLESS=1 cargo test --test {test}\n"))
}
