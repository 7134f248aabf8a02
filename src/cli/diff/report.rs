//! What a comparison with a revision has found: what every format prints.

use super::patch::{Pair, Patch};
use crate::cli::Streams;
use crate::cli::terminal::{self, plural};
use crate::diff::{Action, Change, Diff, Folded, Scope};
use crate::patch;
use crate::write::LEDGER;
use std::io;

/// A comparison with a revision.
pub struct Report {
    /// The spec as people name it.
    pub spec: String,
    /// What it is compared with, in words: `main (1a2b3c4)`.
    pub at: String,
    /// What differs in meaning.
    pub diff: Diff,
    /// The generated files of both sides; the ledger is one of them.
    pub files: Patch,
}

impl Report {
    /// The generated files that differ, without the ledger, which says nothing to people.
    pub fn files(&self) -> impl Iterator<Item = (&String, &Pair)> {
        self.files.files.iter().filter(|(path, pair)| *path != LEDGER && pair.old != pair.new)
    }

    /// For people.
    pub fn terminal(&self, verbose: bool, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut scope: Option<Vec<&Scope>> = None;
        for folded in self.diff.folded() {
            if scope.as_ref() != Some(&folded.scopes) {
                writeln!(streams.out, "{}", scopes(&folded))?;
                scope = Some(folded.scopes.clone());
            }
            line(folded.change, streams)?;
        }
        if verbose {
            let mut viewer = terminal::viewer();
            for (path, pair) in self.files() {
                let shown = viewer.show(pair.was(), pair.is());
                let sign = match (&pair.old, &pair.new) {
                    (None, _) => '+',
                    (_, None) => '-',
                    _ => '~',
                };
                let added = plural(shown.added, "line");
                writeln!(streams.out, "  {sign} {path}: {added} added, {} removed", shown.removed)?;
                streams.out.write_all(shown.text.as_bytes())?;
            }
        }
        let changes = match self.diff.folded().len() {
            0 => "nothing changes".to_owned(),
            1 => "1 change".to_owned(),
            count => format!("{count} changes"),
        };
        let files = match self.files().count() {
            0 => String::new(),
            count => format!(" in {}", plural(count, "generated file")),
        };
        writeln!(streams.out, "{} since {}: {changes}{files}", self.spec, self.at)
    }
}

fn scopes(folded: &Folded<'_>) -> String {
    let name = |scope: &Scope| match scope {
        Scope::Environment(name) => name.clone(),
        Scope::Workflow(name) => format!("workflow {name}"),
        Scope::Project => "everywhere".to_owned(),
        Scope::Files => "files".to_owned(),
    };
    folded.scopes.iter().map(|scope| name(scope)).collect::<Vec<_>>().join(", ")
}

fn line(change: &Change, streams: &mut Streams<'_>) -> io::Result<()> {
    let sign = match change.action {
        Action::Added => '+',
        Action::Removed => '-',
        Action::Renamed | Action::Changed => '~',
    };
    let subject = [change.subject.kind.as_str(), &change.subject.name, &change.field()].join(" ");
    let text = |value: &Option<crate::diff::Value>| value.as_ref().map(|v| patch::clean(&v.text, terminal::COLUMNS));
    let values = match (text(&change.before), text(&change.after)) {
        (Some(before), Some(after)) => format!(": {before} -> {after}"),
        (Some(value), None) | (None, Some(value)) if !value.is_empty() => format!(": {value}"),
        _ => String::new(),
    };
    writeln!(streams.out, "  {sign} {}{values}", subject.trim_end())?;
    for risk in &change.risks {
        let accepted = risk.accepted.as_ref().map(|why| format!(" (accepted: {why})")).unwrap_or_default();
        let level = risk.level.as_str();
        writeln!(streams.out, "      {level}: {} [{}]{accepted}", risk.reason, risk.code.0)?;
    }
    Ok(())
}
