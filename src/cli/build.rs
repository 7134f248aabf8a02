//! `dbgen build`: compiles and writes.

use super::outcome::Outcome;
use super::terminal::{self, plural};
use super::world::{DiskWorld, Place};
use super::{Streams, text_diff};
use crate::compile::{self, Compilation};
use crate::emit;
use crate::write::{Fate, Work};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::io;
use std::path::PathBuf;

/// Compile deploy.kdl and write what has changed
#[derive(Debug, Args)]
pub struct Build {
    /// The folder of a deploy.kdl, or the file itself
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Only the files of one target
    #[arg(long, value_name = "TARGET", value_parser = PossibleValuesParser::new(emit::TARGETS.iter().map(|t| t.name())))]
    target: Option<String>,
    /// Write nothing; show what differs, and exit with 2 if anything does
    #[arg(long)]
    check: bool,
}

/// How many of the files that do not change are named: none; how many that change are.
const MOST_NAMED: usize = 100;

impl Build {
    /// Compiles, compares, and writes unless it was asked only to compare.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let place = Place::find(&self.path);
        let world = DiskWorld { root: place.root.clone() };
        let compilation = compile::compile(&world, &place.spec);
        terminal::show(&compilation, streams)?;
        if compilation.failed() {
            writeln!(streams.err, "dbgen: nothing was written")?;
            return Ok(Outcome::Failed);
        }
        let work = Work::new(&place.root, &compilation.artifacts, self.target.as_deref())?;
        if self.check {
            return compare(&work, &compilation, &place, streams);
        }
        if refused(&work, streams)? {
            return Ok(Outcome::Failed);
        }
        work.apply(&place.root, &compilation.artifacts)?;
        written(&work, &place, streams)?;
        Ok(Outcome::Good)
    }
}

fn refused(work: &Work, streams: &mut Streams<'_>) -> io::Result<bool> {
    let mut any = false;
    for step in work.foreign() {
        let Fate::Foreign(why) = &step.fate else { continue };
        any = true;
        writeln!(streams.err, "dbgen: {} is in the way: {why}", step.path)?;
    }
    if any {
        writeln!(
            streams.err,
            "dbgen: nothing was written; move these files away or take their changes back, then build again"
        )?;
    }
    Ok(any)
}

fn written(work: &Work, place: &Place, streams: &mut Streams<'_>) -> io::Result<()> {
    let changed: Vec<_> = work.steps.iter().filter(|s| s.fate != Fate::Same).collect();
    for step in changed.iter().take(MOST_NAMED) {
        let sign = match step.fate {
            Fate::New => '+',
            Fate::Orphan(_) => '-',
            _ => '~',
        };
        writeln!(streams.out, "  {sign} {}", step.path)?;
    }
    if changed.len() > MOST_NAMED {
        writeln!(streams.out, "  ... and {} more", changed.len() - MOST_NAMED)?;
    }
    let count = |fate: fn(&Fate) -> bool| work.steps.iter().filter(|s| fate(&s.fate)).count();
    let parts = [
        (count(|f| matches!(f, Fate::New)), "new"),
        (count(|f| matches!(f, Fate::Changed(_))), "changed"),
        (count(|f| matches!(f, Fate::Orphan(_))), "removed"),
        (count(|f| matches!(f, Fate::Same)), "as they were"),
    ];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let parts = if parts.is_empty() { "no files".to_owned() } else { parts.join(", ") };
    writeln!(streams.out, "{}: {parts}", place.shown())?;
    if !changed.is_empty() {
        writeln!(
            streams.out,
            "next: read them (`git diff`), then commit them together with deploy.kdl and deploy.lock"
        )?;
    }
    Ok(())
}

fn compare(work: &Work, compilation: &Compilation, place: &Place, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let differing: Vec<_> = work.steps.iter().filter(|s| s.fate != Fate::Same).collect();
    let text = |path: &str| compilation.artifacts.iter().find(|a| a.path == path).map_or("", |a| a.text.as_str());
    for step in differing.iter().take(MOST_NAMED) {
        match &step.fate {
            Fate::Same => {}
            Fate::New => writeln!(streams.out, "  + {}: is missing", step.path)?,
            Fate::Orphan(_) => writeln!(streams.out, "  - {}: the spec does not make it any more", step.path)?,
            Fate::Foreign(why) => writeln!(streams.out, "  ! {}: {why}", step.path)?,
            Fate::Changed(old) => {
                let changes = text_diff::compare(old, text(&step.path));
                writeln!(
                    streams.out,
                    "  ~ {}: {} added, {} removed",
                    step.path,
                    plural(changes.added, "line"),
                    changes.removed
                )?;
                streams.out.write_all(changes.text.as_bytes())?;
            }
        }
    }
    if differing.len() > MOST_NAMED {
        writeln!(streams.out, "  ... and {} more", differing.len() - MOST_NAMED)?;
    }
    let spec = place.shown();
    if !work.is_nothing() {
        let what = if differing.is_empty() {
            "deploy.lock differs".to_owned()
        } else {
            format!("{} differ", plural(differing.len(), "file"))
        };
        writeln!(streams.out, "{}: {what}; run `dbgen build`", spec)?;
        return Ok(Outcome::Different);
    }
    writeln!(streams.out, "{}: {} as they should be", spec, plural(work.steps.len(), "file"))?;
    Ok(Outcome::Good)
}
