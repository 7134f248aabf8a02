//! What a build says of the files.

use super::super::Streams;
use super::super::outcome::Outcome;
use super::super::terminal::plural;
use super::super::world::Place;
use crate::diag::report::{Build, File, MOST_ANNOTATIONS, State, workflow_command};
use crate::drift;
use crate::write::{Fate, Step, Work};
use std::io::{self, Write as _};
use std::path::Path;

/// How many files are named.
const MOST_NAMED: usize = 100;

/// What has become of the files, for programs.
pub fn build(work: &Work, place: &Place, written: bool) -> Build {
    let folder = place.folder();
    let file = |step: &Step| {
        let state = match step.fate {
            Fate::Same | Fate::Ejected(false) => return None,
            Fate::New => State::New,
            Fate::Changed(_) | Fate::NotExecutable => State::Changed,
            Fate::Orphan => State::Removed,
            Fate::Left => State::Left,
            Fate::Ejected(true) => State::Ejected,
            Fate::Edited(_) | Fate::Unowned(_) | Fate::Blocked(_) => State::InTheWay,
        };
        Some(File { path: format!("{folder}{}", step.path), state, why: drift::why(step) })
    };
    let files: Vec<File> = work.steps.iter().filter_map(file).collect();
    Build { written, unchanged: work.steps.len() - files.len(), files }
}

/// The files in the way, as annotations of GitHub's.
pub fn in_the_way(build: &Build) -> String {
    let files = build.files.iter().filter(|file| file.state == State::InTheWay);
    let annotation = |file: &File| {
        let properties = [("file", file.path.as_str()), ("title", "in the way of a build")];
        workflow_command("error", &properties, &format!("{}: {}", file.path, file.why))
    };
    // GitHub drops what is more.
    files.take(MOST_ANNOTATIONS).map(annotation).collect()
}

/// Names what is in the way, and every way out.
pub fn refused(work: &Work, path: &Path, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let steps: Vec<_> = work.refused().collect();
    let are = if steps.len() == 1 { "is" } else { "are" };
    let err = &mut streams.err;
    writeln!(err, "dbgen: nothing was written: {} {are} in the way", plural(steps.len(), "file"))?;
    for step in steps.iter().take(MOST_NAMED) {
        writeln!(err, "  ! {}: {}", step.path, drift::why(step))?;
    }
    if steps.len() > MOST_NAMED {
        writeln!(err, "  ... and {} more", steps.len() - MOST_NAMED)?;
    }
    let build = if path == Path::new(".") { "dbgen build".into() } else { format!("dbgen build {}", path.display()) };
    let first = |which: fn(&Fate) -> bool| steps.iter().find(|s| which(&s.fate)).map(|s| s.path.as_str());
    let edited = first(|fate| matches!(fate, Fate::Edited(_)));
    let unowned = first(|fate| matches!(fate, Fate::Unowned(_)));
    if edited.or(unowned).is_some() {
        writeln!(err, "see how it differs:         {build} --check")?;
    }
    if let Some(file) = edited {
        writeln!(err, "overwrite what was edited:  {build} --force {file}")?;
    }
    if let Some(file) = unowned {
        writeln!(err, "take it over:               {build} --adopt {file}")?;
    }
    if let Some(file) = edited.or(unowned) {
        writeln!(err, "leave it alone for good:    {build} --eject {file}")?;
    }
    if first(|fate| matches!(fate, Fate::Blocked(_))).is_some() {
        writeln!(err, "what dbgen cannot overwrite has to be moved away, or written elsewhere by the spec")?;
    }
    Ok(Outcome::Failed)
}

/// Lists what was written, and counts.
pub fn written(work: &Work, place: &Place, committed: bool, streams: &mut Streams<'_>) -> io::Result<()> {
    // Said in one go: standard output would be asked once for each line.
    let mut out = Vec::new();
    let named: Vec<_> =
        work.steps.iter().filter(|s| s.changes() || matches!(s.fate, Fate::Left | Fate::Ejected(true))).collect();
    for step in named.iter().take(MOST_NAMED) {
        match step.fate {
            Fate::New => writeln!(out, "  + {}", step.path)?,
            Fate::Orphan => writeln!(out, "  - {}", step.path)?,
            Fate::NotExecutable => writeln!(out, "  ~ {}: can be run again", step.path)?,
            Fate::Left => writeln!(
                out,
                "  ! {}: the spec does not make it any more, and somebody has edited it: it is yours now",
                step.path
            )?,
            Fate::Ejected(_) => writeln!(
                out,
                "  = {}: yours from now on; `dbgen build --adopt {}` gives it back",
                step.path, step.path
            )?,
            _ => writeln!(out, "  ~ {}", step.path)?,
        }
    }
    if named.len() > MOST_NAMED {
        writeln!(out, "  ... and {} more", named.len() - MOST_NAMED)?;
    }
    let count = |fate: fn(&Fate) -> bool| work.steps.iter().filter(|s| fate(&s.fate)).count();
    let parts = [
        (count(|f| matches!(f, Fate::New)), "new"),
        (count(|f| matches!(f, Fate::Changed(_) | Fate::NotExecutable)), "changed"),
        (count(|f| matches!(f, Fate::Orphan)), "removed"),
        (count(|f| matches!(f, Fate::Left)), "left to you"),
        (count(|f| matches!(f, Fate::Ejected(_))), "ejected"),
        (count(|f| matches!(f, Fate::Same)), "as they were"),
    ];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let parts = if parts.is_empty() { "no files".to_owned() } else { parts.join(", ") };
    writeln!(out, "{}: {parts}", place.shown())?;
    if !committed && work.steps.iter().any(Step::changes) {
        writeln!(out, "next: read them (`git diff`), then commit them together with deploy.kdl and deploy.lock")?;
    }
    streams.out.write_all(&out)
}
