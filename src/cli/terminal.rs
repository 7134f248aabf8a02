//! What is known of the terminal, and the one way in which diagnostics are shown.

use super::Streams;
use crate::compile::Compilation;
use crate::diag::draw::{self, Style};
use std::io::{self, IsTerminal};

/// Whether and how wide to draw on standard error. `NO_COLOR` (no-color.org), `CI` and `TERM=dumb` are honoured.
pub fn style() -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    let color = io::stderr().is_terminal() && !set("NO_COLOR") && !set("CI") && !dumb;
    Style { color, width: 100 }
}

/// Shows everything that a compilation has to say, and a line that counts it.
pub fn show(compilation: &Compilation, streams: &mut Streams<'_>) -> io::Result<()> {
    if compilation.diagnostics.is_empty() {
        return Ok(());
    }
    streams.err.write_all(draw::draw(&compilation.diagnostics, &compilation.sources, style()).as_bytes())?;
    writeln!(streams.err, "dbgen: {}", draw::count(&compilation.diagnostics))
}

/// `1 file`, `2 files`.
pub fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
