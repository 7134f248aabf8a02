//! Each way to show how the files differ.

use super::{Drift, File, State, plural};
use crate::diag::report::{MOST_ANNOTATIONS, workflow_command};
use crate::patch::{self, Viewer, clean};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write;

/// How many files are named.
const MOST_NAMED: usize = 100;

/// So much text may stand in Markdown: a comment of GitHub's holds 65,536 characters (REST API, "Create an issue
/// comment"), and somebody may want to put a line of their own above it.
const ROOM: usize = 60_000;

/// For people: a line a file, with as much of the texts as `viewer` has room for, and one that counts.
pub fn terminal(drift: &Drift, mut viewer: Option<Viewer>) -> String {
    let mut out = String::new();
    for file in drift.files.iter().take(MOST_NAMED) {
        let File { path, state, why, texts } = file;
        // Writing to a string cannot fail.
        let _ = match texts {
            None => writeln!(out, "  {} {path}: {why}", sign(*state)),
            Some((old, new)) => {
                let shown = patch::show(viewer.as_mut(), old.as_bytes(), new.as_bytes());
                let why = if *state == State::Stale { String::new() } else { format!("{why}; ") };
                let added = plural(shown.added, "line");
                let (sign, removed) = (sign(*state), shown.removed);
                write!(out, "  {sign} {path}: {why}{added} added, {removed} removed\n{}", shown.text)
            }
        };
    }
    if drift.files.len() > MOST_NAMED {
        let _ = writeln!(out, "  ... and {} more", drift.files.len() - MOST_NAMED);
    }
    let build = if drift.is_nothing() { "" } else { "; run `dbgen build`" };
    let _ = writeln!(out, "{}: {}{build}", drift.spec, drift.summary());
    out
}

fn sign(state: State) -> char {
    match state {
        State::Missing => '+',
        State::Stale | State::NotExecutable => '~',
        State::Orphan => '-',
        State::Left | State::Edited | State::Unowned | State::Blocked => '!',
    }
}

/// For a comment or the summary of a job.
pub fn markdown(drift: &Drift) -> String {
    let mark = if drift.is_nothing() { '\u{1f7e2}' } else { '\u{1f7e0}' };
    let mut out = format!("### {mark} {}: {}\n\n", code(&drift.spec), drift.summary());
    if drift.is_nothing() {
        return out;
    }
    out.push_str("`dbgen build` writes them anew; `dbgen diff --verbose` shows every line.\n\n");
    let named = &drift.files[..drift.files.len().min(MOST_NAMED)];
    if !named.is_empty() {
        out.push_str("| file | what is wrong |\n| --- | --- |\n");
        for File { path, why, .. } in named {
            let _ = writeln!(out, "| {} | {} |", code(path), cell(why));
        }
        out.push('\n');
    }
    if drift.files.len() > named.len() {
        let _ = write!(out, "and {} more\n\n", drift.files.len() - named.len());
    }
    let mut viewer = Viewer { per_file: 40, left: 400, columns: 160, indent: "", color: false };
    for (path, (old, new)) in named.iter().filter_map(|file| Some((&file.path, file.texts.as_ref()?))) {
        let shown = viewer.show(old.as_bytes(), new.as_bytes());
        let longest = shown.text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let title = format!("{}: +{} \u{2212}{}", html(path), shown.added, shown.removed);
        let block =
            format!("<details>\n<summary>{title}</summary>\n\n{fence}diff\n{}{fence}\n\n</details>\n", shown.text);
        if !shown.text.is_empty() && out.len() + block.len() <= ROOM {
            out.push_str(&block);
        }
    }
    out
}

/// Letters as code in a cell, where a bar would end it.
fn code(text: &str) -> String {
    format!("`` {} ``", clean(text, 200).replace('|', "\\|").replace("``", "` `"))
}

fn cell(text: &str) -> String {
    html(&clean(text, 200)).replace('|', "\\|").replace('`', "\\`")
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Annotations, as GitHub reads them off a job's output; `folder` is the spec's from the root of the repository.
pub fn github(drift: &Drift, folder: &str) -> String {
    let room = if drift.files.len() > MOST_ANNOTATIONS { MOST_ANNOTATIONS - 1 } else { drift.files.len() };
    let mut out = String::new();
    for File { path, why, .. } in &drift.files[..room] {
        let text = format!("{path}: {why}; `dbgen build` writes what deploy.kdl compiles to");
        out += &workflow_command("error", &[("file", &format!("{folder}{path}")), ("title", "drift")], &text);
    }
    let rest = drift.files.len() - room;
    if rest > 0 || (drift.ledger && drift.files.is_empty()) {
        let what = if rest > 0 { format!("{} more", plural(rest, "file")) } else { drift.summary() };
        out += &workflow_command("error", &[("title", "drift")], &format!("{what}; `dbgen diff` lists them"));
    }
    out
}

/// How the files differ from what the spec compiles to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Json<'a> {
    /// The version of this format; it changes when a field goes or means something else.
    format: u32,
    /// The spec, as it was named.
    spec: &'a str,
    /// The files that are not what they should be, by path.
    files: Vec<Entry<'a>>,
    /// Whether deploy.lock is not what it should be.
    ledger: bool,
    /// How many files are what they should be.
    good: usize,
    /// How many files were left to somebody else.
    ejected: usize,
}

/// A file that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Entry<'a> {
    /// Its path, from the folder of the spec.
    path: &'a str,
    /// What is wrong with it.
    state: State,
    /// The same in words.
    why: &'a str,
    /// How many lines a build would add, where there is a text before and after.
    added: Option<usize>,
    /// How many lines a build would take away.
    removed: Option<usize>,
}

/// For machines.
pub fn json(drift: &Drift) -> String {
    let entry = |file: &'_ File| {
        let counts = file.texts.as_ref().map(|(old, new)| patch::show(None, old.as_bytes(), new.as_bytes()));
        (counts.as_ref().map(|c| c.added), counts.as_ref().map(|c| c.removed))
    };
    let files = drift.files.iter().map(|file| {
        let (added, removed) = entry(file);
        Entry { path: &file.path, state: file.state, why: &file.why, added, removed }
    });
    let Drift { spec, ledger, good, ejected, .. } = drift;
    let report = Json { format: 1, spec, files: files.collect(), ledger: *ledger, good: *good, ejected: *ejected };
    // Texts, numbers and lists of them: there is nothing that JSON could not hold.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

/// The JSON Schema of [`json`].
pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(Json<'_>)).unwrap_or_default() + "\n"
}
