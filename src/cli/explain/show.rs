//! What is known of a place, as a terminal shows it.

use crate::diag::{pages, words};
use crate::ide::{Analysis, reach::Reach};
use crate::source::Span;
use std::fmt::Write as _;

/// So many lines of a file are named.
const LINES: usize = 5;

/// The first line of a part of the spec, where nothing on it is hidden.
pub fn shown(analysis: &Analysis, span: Span) -> String {
    let text = &analysis.sources().file(span.file).text;
    let text = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    let mut line = line.trim_end_matches(['{', ' ']).to_owned();
    analysis.compilation().cover().cover(&mut line);
    words(&line)
}

/// The lines of a generated file that a part of the spec reaches.
pub fn lines(analysis: &Analysis, reach: &Reach, before: &str, out: &mut String) {
    let artifact = analysis.compilation().artifacts.iter().find(|artifact| artifact.path == reach.path);
    let all: Vec<&str> = artifact.map(|artifact| artifact.text.lines().collect()).unwrap_or_default();
    if reach.lines.is_empty() {
        let _ = writeln!(out, "  {before}{}: something is left out there", reach.path);
    }
    let cover = analysis.compilation().cover();
    for line in reach.lines.iter().take(LINES) {
        let mut text = all.get(*line as usize).copied().unwrap_or_default().trim().to_owned();
        cover.cover(&mut text);
        let _ = writeln!(out, "  {before}{}:{}: {}", reach.path, line + 1, words(&text));
    }
    if reach.lines.len() > LINES {
        let _ = writeln!(out, "  and {} more lines there", reach.lines.len() - LINES);
    }
}

/// Markdown as a terminal shows it.
pub fn plain(markdown: &str) -> String {
    let (mut out, mut code) = (String::new(), false);
    for line in markdown.lines() {
        match line {
            "---" => {}
            line if line.trim_start().starts_with("```") => code = !code,
            line if code => _ = writeln!(out, "{}", format!("      {line}").trim_end()),
            line => {
                for part in pages::fold(&line.replace("**", ""), 78) {
                    let _ = writeln!(out, "  {part}");
                }
                if line.is_empty() && !out.ends_with("\n\n") {
                    out.push('\n');
                }
            }
        }
    }
    format!("{}\n", out.trim_end())
}
