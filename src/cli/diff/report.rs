//! A comparison with a revision, in the format that was asked for.

use super::patch::{Pair, Patch};
use crate::cli::Streams;
use crate::cli::terminal::{self, plural};
use crate::diff::show;
use crate::patch;
use std::fmt::Write;
use std::io;

/// The generated files that differ, as they may be shown. The ledger says nothing to people.
pub fn patches(files: &Patch) -> Vec<show::Patch> {
    files.shown().map(|(path, pair)| shown(path, pair)).collect()
}

fn shown(path: &str, pair: &Pair) -> show::Patch {
    let mut hunks = Vec::new();
    let (added, removed) = patch::hunks(pair.was(), pair.is(), &mut hunks);
    let text = String::from_utf8_lossy(&hunks);
    let hunks = text.lines().map(|line| patch::clean(line, usize::MAX) + "\n").collect();
    show::Patch { path: path.to_owned(), added, removed, hunks }
}

/// For people at a terminal.
pub fn terminal(report: &show::Report<'_>, files: Option<&Patch>, streams: &mut Streams<'_>) -> io::Result<()> {
    let color = terminal::colors();
    let mut text = String::new();
    let mut viewer = terminal::viewer();
    for (path, pair) in files.iter().flat_map(|files| files.shown()) {
        let shown = viewer.show(pair.was(), pair.is());
        let sign = match (&pair.old, &pair.new) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{sign} {path}: {} added, {} removed", plural(shown.added, "line"), shown.removed);
        text += &shown.text;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    streams.out.write_all(show::terminal(report, show::Look { color }, &text).as_bytes())
}
