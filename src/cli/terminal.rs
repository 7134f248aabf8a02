//! What is known of the terminal, and the drawing of diagnostics on it.

use super::Streams;
use super::world::Place;
use crate::compile::Compilation;
use crate::diag::Diagnostic;
use crate::diag::draw::{self, Style};
use crate::diag::report::{self, Folded};
use crate::patch::Viewer;
use crate::source::Sources;
use std::io::{self, IsTerminal};

/// Whether and how wide to draw on standard error.
pub fn style() -> Style {
    Style { color: wanted(io::stderr().is_terminal()), width: 100 }
}

/// Whether standard output takes colours.
pub fn colors() -> bool {
    wanted(io::stdout().is_terminal())
}

/// `NO_COLOR` (no-color.org), `CI` and `TERM=dumb` are honoured.
fn wanted(terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    terminal && !set("NO_COLOR") && !set("CI") && !dumb
}

/// Shows everything that a compilation has to say, and a line that counts it.
pub fn show(compilation: &Compilation, place: &Place, streams: &mut Streams<'_>) -> io::Result<()> {
    draw(&compilation.diagnostics, &compilation.sources, &place.before(), None, streams)?;
    count(&compilation.diagnostics, streams)
}

/// The line that counts them.
pub fn count(diagnostics: &[Diagnostic], streams: &mut Streams<'_>) -> io::Result<()> {
    match report::summary(diagnostics) {
        summary if summary.is_empty() => Ok(()),
        summary => writeln!(streams.err, "dbgen: {summary}"),
    }
}

/// Draws what there is to say, at most `limit` problems of it, and counts the rest; of too many that say the same, a few
/// are drawn, and the others are places beneath them. Before every path stands `folder`:
/// from where somebody is, it leads to the file.
pub fn draw(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    folder: &str,
    limit: Option<usize>,
    streams: &mut Streams<'_>,
) -> io::Result<()> {
    let room = limit.unwrap_or(report::MOST_DRAWN);
    let folded = Folded::of(diagnostics, room);
    let selection = folded.select(room);
    // One at a time: a reader that goes away after the first is not waited for.
    for diagnostic in &selection.shown {
        streams.err.write_all(draw::draw_from(folder, [*diagnostic], sources, style()).as_bytes())?;
    }
    match selection.rest() {
        0 => Ok(()),
        rest => writeln!(streams.err, "... and {rest} more: {}; `dbgen check --all` shows them\n", selection.codes()),
    }
}

/// How many characters of a line of somebody else's are shown.
pub const COLUMNS: usize = 160;

/// Shows texts that differ beneath the names of their files on standard output: the first lines of each, and no more
/// than one reads.
pub fn viewer() -> Viewer {
    Viewer { per_file: 40, left: 400, columns: COLUMNS, indent: "      ", color: colors() }
}

/// `1 file`, `2 files`.
pub fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
