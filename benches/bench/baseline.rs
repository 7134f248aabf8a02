//! What a generator written by hand for one set-up would cost: it knows every line, and does nothing but put its lines
//! together and write them. The same bytes as dbgen, so that nothing but the way to them differs.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Packs the files below `tree` that dbgen's ledger names into one file: what the generator "knows".
pub fn pack(tree: &Path, packed: &Path) {
    let ledger = fs::read_to_string(tree.join("deploy.lock")).expect("dbgen has built it");
    let mut text = String::new();
    for path in ledger.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.splitn(3, ' ').nth(2)) {
        let file = fs::read_to_string(tree.join(path)).expect("the ledger names files that are there");
        let _ = writeln!(text, "{}\n{path}", file.len());
        text.push_str(&file);
    }
    fs::write(packed, text).expect("it can be written");
}

/// Checks that what the generator has written below `own` are the files of `tree`.
pub fn same(tree: &Path, own: &Path) {
    let ledger = fs::read_to_string(tree.join("deploy.lock")).expect("dbgen has built it");
    for path in ledger.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.splitn(3, ' ').nth(2)) {
        let files = [tree, own].map(|folder| fs::read(folder.join(path)).expect("both have written it"));
        assert!(files[0] == files[1], "{path} is not the same");
    }
}

/// The generator, in a process of its own: formats every line as its indentation, its key and its value, and writes
/// the files.
pub fn generate(packed: &Path, to: &Path) {
    let packed = fs::read_to_string(packed).expect("it was packed");
    let mut rest = packed.as_str();
    while let Some((length, after)) = rest.split_once('\n') {
        let (path, after) = after.split_once('\n').expect("a path follows");
        let (file, after) = after.split_at(length.parse().expect("a length comes first"));
        rest = after;
        let full = to.join(path);
        fs::create_dir_all(full.parent().expect("below the folder")).expect("the folder can be made");
        fs::write(full, format(file)).expect("the file can be written");
    }
}

fn format(file: &str) -> String {
    let mut out = String::new();
    for line in file.split_inclusive('\n') {
        let words = line.trim_start_matches(' ');
        let indent = line.len() - words.len();
        // Writing to a string cannot fail.
        let _ = match words.split_once(": ") {
            Some((key, value)) => write!(out, "{:indent$}{key}: {value}", ""),
            None => write!(out, "{:indent$}{words}", ""),
        };
    }
    out
}
