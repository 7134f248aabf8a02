//! A patch that `git apply` accepts. It holds the bytes as they are: nothing is cut off, hidden or made pretty.

use super::{Line, Sign, compare, lines};
use std::fmt::Write;

/// What stands at a path on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side<'a> {
    /// Its bytes.
    pub text: &'a [u8],
    /// Whether it can be run.
    pub executable: bool,
}

impl Side<'_> {
    fn mode(&self) -> &'static str {
        if self.executable { "100755" } else { "100644" }
    }
}

/// A file on both sides; `None` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// Its path. `git apply` reads it from the top of the repository.
    pub path: &'a str,
    /// What was there.
    pub old: Option<Side<'a>>,
    /// What is there then.
    pub new: Option<Side<'a>>,
}

/// How many lines stand around a change, as with git.
const CONTEXT: usize = 3;

/// Adds what changes in one file; nothing where both sides are the same.
///
/// The form is that of `git diff` (git-diff, "Generating patch text with -p"), without the hashes of `index`: they are
/// not needed to apply a patch of text.
pub fn unified(change: &Change<'_>, out: &mut Vec<u8>) {
    if change.old == change.new {
        return;
    }
    let (from, to) = (name('a', change.path), name('b', change.path));
    let mut head = format!("diff --git {from} {to}\n");
    // Writing to a string cannot fail.
    let _ = match (&change.old, &change.new) {
        (None, Some(new)) => writeln!(head, "new file mode {}", new.mode()),
        (Some(old), None) => writeln!(head, "deleted file mode {}", old.mode()),
        (Some(old), Some(new)) if old.executable != new.executable => {
            writeln!(head, "old mode {}\nnew mode {}", old.mode(), new.mode())
        }
        _ => Ok(()),
    };
    out.extend_from_slice(head.as_bytes());
    let mut body = Vec::new();
    hunks(text(change.old), text(change.new), &mut body);
    if body.is_empty() {
        return;
    }
    let none = "/dev/null".to_owned();
    let from = if change.old.is_some() { ended(from) } else { none.clone() };
    let to = if change.new.is_some() { ended(to) } else { none };
    out.extend_from_slice(format!("--- {from}\n+++ {to}\n").as_bytes());
    out.append(&mut body);
}

/// Adds the hunks from one text to another, and gives the numbers of added and of removed lines.
pub fn hunks(old: &[u8], new: &[u8], out: &mut Vec<u8>) -> (usize, usize) {
    let (old, new) = (lines(old), lines(new));
    let found = compare(&old, &new, CONTEXT);
    for hunk in &found.hunks {
        out.extend_from_slice(format!("@@ -{} +{} @@\n", place(hunk.old), place(hunk.new)).as_bytes());
        for Line { sign, number } in &hunk.lines {
            let line = if *sign == Sign::Added { new[*number] } else { old[*number] };
            out.push(sign.letter() as u8);
            out.extend_from_slice(line);
            if !line.ends_with(b"\n") {
                out.extend_from_slice(b"\n\\ No newline at end of file\n");
            }
        }
    }
    (found.added, found.removed)
}

fn text(side: Option<Side<'_>>) -> &[u8] {
    side.map_or(&[], |side| side.text)
}

/// Where a hunk is, counted from 1; an empty side is said to be behind the line before it.
fn place((start, count): (usize, usize)) -> String {
    match count {
        0 => format!("{start},0"),
        1 => (start + 1).to_string(),
        _ => format!("{},{count}", start + 1),
    }
}

/// A name in front of the end of its line: one with a space gets a tab, so that its end is seen.
fn ended(name: String) -> String {
    if name.contains(' ') && !name.starts_with('"') { name + "\t" } else { name }
}

/// A path behind its side, in quotes where git would misread it (git-config, `core.quotePath`). Letters beyond ASCII
/// stand as they are.
fn name(side: char, path: &str) -> String {
    let plain = |c: char| !c.is_ascii_control() && c != '"' && c != '\\';
    if path.chars().all(plain) {
        return format!("{side}/{path}");
    }
    let mut quoted = format!("\"{side}/");
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_ascii_control() => {
                let _ = write!(quoted, "\\{:03o}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
