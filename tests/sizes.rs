//! Files that one can read in one go.
#![allow(clippy::unwrap_used)]

mod repo;

/// A file longer than this asks to be two.
const LONG: usize = 400;
/// A file longer than this fails, whatever the list says.
const TOO_LONG: usize = 800;
/// Half of the files are shorter than this.
const MEDIAN: usize = 150;

/// Files that are long today, with the lines that they may have. A number here goes down, never up.
const LONG_TODAY: &[(&str, usize)] = &[];

fn lines() -> Vec<(usize, String)> {
    let paths = ["src", "tests"].into_iter().flat_map(repo::files).filter(|path| path.ends_with(".rs"));
    let mut all: Vec<_> = paths.map(|path| (repo::read(&path).lines().count(), path)).collect();
    all.sort();
    all
}

#[test]
fn no_file_is_too_long() {
    let mut wrong = String::new();
    for (count, path) in lines() {
        let listed = LONG_TODAY.iter().find(|(own, _)| *own == path).map(|(_, most)| *most);
        match listed {
            _ if count > TOO_LONG => wrong += &format!("{path}: {count} lines; {TOO_LONG} is the end: split it\n"),
            None if count > LONG => {
                wrong += &format!("{path}: {count} lines, over {LONG}: which part of it has a name of its own?\n");
            }
            Some(most) if count > most => {
                wrong += &format!("{path}: {count} lines, and LONG_TODAY says {most}: it has to shrink, not to grow\n");
            }
            Some(_) if count <= LONG => {
                wrong += &format!("{path}: {count} lines, that is short enough: take it out of LONG_TODAY\n");
            }
            _ => {}
        }
    }
    for (path, _) in LONG_TODAY.iter().filter(|(path, _)| !repo::root().join(path).exists()) {
        wrong += &format!("{path} is gone: take it out of LONG_TODAY\n");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn most_files_are_short() {
    let lines = lines();
    let (median, path) = &lines[lines.len() / 2];
    assert!(*median < MEDIAN, "the median file ({path}) has {median} lines; it should be under {MEDIAN}");
}
