//! What changes in a file, for people: bounded, without control characters, and without anything that looks like a
//! credential.

use super::{Hunks, Line, Sign, compare, lines};
use crate::credentials;
use std::fmt::Write;

/// Shows the changes of several files, and stops when it has shown enough.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// How many lines of one file are shown.
    pub per_file: usize,
    /// How many lines may be shown in all; counted down.
    pub left: usize,
    /// How many characters of a line are shown.
    pub columns: usize,
    /// What stands before every line.
    pub indent: &'static str,
    /// Whether lines are coloured.
    pub color: bool,
}

/// The changes of one file, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Lines that are new.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
    /// The changed lines and what is around them, as far as there is room.
    pub text: String,
}

/// How many lines stand around a change.
const CONTEXT: usize = 2;

/// Counts what changes from one text to another, and shows it where there is somebody to show it.
pub fn show(viewer: Option<&mut Viewer>, old: &[u8], new: &[u8]) -> Shown {
    match viewer {
        Some(viewer) => viewer.show(old, new),
        None => {
            let found = compare(&lines(old), &lines(new), 0);
            Shown { added: found.added, removed: found.removed, text: String::new() }
        }
    }
}

impl Viewer {
    /// Shows what changes from one text to another.
    pub fn show(&mut self, old: &[u8], new: &[u8]) -> Shown {
        let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
        let found = compare(&lines(old.as_bytes()), &lines(new.as_bytes()), CONTEXT);
        let mut text = String::new();
        if self.left > 0 && !found.hunks.is_empty() {
            self.print(&found, &hide(&old, &new), &new, &mut text);
        }
        Shown { added: found.added, removed: found.removed, text }
    }

    fn print(&mut self, found: &Hunks, old: &str, new: &str, text: &mut String) {
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
        let total: usize = found.hunks.iter().map(|hunk| hunk.lines.len()).sum();
        let room = self.per_file.min(self.left);
        // A line that says that one more line follows would be no shorter than that line.
        let room = if total == room + 1 { total } else { room };
        let mut shown = 0;
        for hunk in &found.hunks {
            if shown == room {
                break;
            }
            let (from, to) = (hunk.old.0 + 1, hunk.new.0 + 1);
            self.line(text, "36", &format!("@@ line {} @@", if hunk.new.1 == 0 { from } else { to }));
            for Line { sign, number } in hunk.lines.iter().take(room - shown) {
                let side = if *sign == Sign::Added { &new } else { &old };
                let line = side.get(*number).copied().unwrap_or_default();
                let end = if line.ends_with('\n') { "" } else { "  (no line end)" };
                let color = match sign {
                    Sign::Kept => "",
                    Sign::Removed => "31",
                    Sign::Added => "32",
                };
                self.line(text, color, &format!("{}{}{end}", sign.letter(), clean(line, self.columns)));
                shown += 1;
            }
        }
        if total > shown {
            let more = total - shown;
            let what = if more == 1 { "line" } else { "lines" };
            self.line(text, "2", &format!("... and {more} {what} more"));
        }
        self.left -= shown.min(self.left);
    }

    fn line(&self, text: &mut String, color: &str, line: &str) {
        // Writing to a string cannot fail.
        let _ = match self.color && !color.is_empty() {
            true => writeln!(text, "{}\x1b[{color}m{line}\x1b[0m", self.indent),
            false => writeln!(text, "{}{line}", self.indent),
        };
    }
}

/// A line without what a terminal would obey, as far as it fits into `columns` characters.
pub fn clean(line: &str, columns: usize) -> String {
    let body = line.strip_suffix('\n').unwrap_or(line);
    let mut clean = String::new();
    for (count, c) in body.chars().enumerate() {
        if count == columns {
            // Writing to a string cannot fail.
            let _ = write!(clean, "... {} more", body.chars().count() - count);
            break;
        }
        match c {
            '\t' => clean.push(c),
            c if c.is_control() || is_mark(c) => clean.extend(c.escape_default()),
            c => clean.push(c),
        }
    }
    clean
}

/// Characters that change the order in which text is read (Unicode, UAX 9), or that nobody sees.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text with everything that looks like a credential hidden, its lines kept. What stands in `known`, too, has been
/// compiled from a spec, where it would have been refused unless somebody had said that it is none.
pub fn hide(text: &str, known: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut done = 0;
    for found in credentials::find(text) {
        let word = &text[found.start..found.end];
        if known.contains(word) {
            continue;
        }
        hidden.push_str(&text[done..found.start]);
        hidden.push_str(&vec!["[hidden]"; word.split('\n').count()].join("\n"));
        done = found.end;
    }
    hidden + &text[done..]
}
