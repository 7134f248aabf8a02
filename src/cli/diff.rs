//! `dbgen diff`: what differs, between the tree and the spec or between the spec and what it was.

use super::Streams;
use super::git::{Refusal, Repository};
use super::outcome::Outcome;
use super::terminal;
use super::world::{DiskWorld, Place};
use crate::compile::{self, Compilation};
use crate::drift::{self, Drift};
use crate::write::{Order, Tree, Wishes, files::Disk};
use clap::{Args, ValueEnum};
use std::io;
use std::path::PathBuf;
use verdict::{Bar, Verdict};

mod base;
mod patch;
mod report;
mod verdict;

/// Say what differs, between the files and deploy.kdl or between deploy.kdl and what it was
///
/// Without --base, the files are compared with what deploy.kdl compiles to: what is stale, edited by hand, missing, or
/// not made any more. With --base, deploy.kdl is compared with what it was at a revision of git's, includes and all.
/// Nothing is written, and git's own state stays as it is.
///
/// Ends with 0 where nothing differs, with 2 where something does, and with 1 where there is no answer, or not a whole
/// one.
#[derive(Debug, Args)]
pub struct Diff {
    /// The folder of a deploy.kdl, or the file itself
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Compare with deploy.kdl at a revision: where the history of this branch parts from it
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Compare with the revision itself, also with what others have done there in the meantime
    #[arg(long, requires = "base")]
    no_merge_base: bool,
    /// Fail only where a change weighs as much: with 2, and with 0 where all weigh less
    #[arg(long, value_enum, value_name = "LEVEL", requires = "base")]
    fail_on: Option<Bar>,
    /// A risk that is known and accepted: its changes are shown, and do not count
    #[arg(long, value_name = "CODE", requires = "base", value_delimiter = ',')]
    ignore: Vec<String>,
    /// What is printed
    #[arg(long, value_enum, default_value = "terminal")]
    format: Format,
    /// Show the lines of the generated files that differ
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Terminal,
    /// For a comment on a pull request
    Markdown,
    /// For machines; schema/diff.schema.json says what it looks like, without a base schema/drift.schema.json
    Json,
    /// Annotations on the lines of the spec, as GitHub reads them off a job's output
    Github,
    /// A patch of the generated files that `git apply` takes
    Unified,
}

impl Diff {
    /// Compares and prints.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let place = Place::find(&self.path);
        let Some(revision) = &self.base else { return self.drift(&place, streams) };
        let verdict = match Verdict::new(self.fail_on, &self.ignore) {
            Ok(verdict) => verdict,
            Err(refusal) => return refused(&refusal, streams),
        };
        match base::run(&self, revision, &verdict, &place, streams)? {
            Ok(outcome) => Ok(outcome),
            Err(refusal) => refused(&refusal, streams),
        }
    }

    fn drift(&self, place: &Place, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let tree = Tree::new(&place.root, &Disk);
        if tree.is_half_done()? {
            writeln!(streams.err, "dbgen: a build is under way here, or was cut off; `dbgen build` finishes it")?;
            return Ok(Outcome::Failed);
        }
        let Some(now) = compiled(place, streams)? else { return Ok(Outcome::Failed) };
        let spec: Vec<String> = now.sources.iter().map(|(_, file)| file.path.clone()).collect();
        let wishes = Wishes::default();
        let order = Order { artifacts: &now.artifacts, target: None, spec: &spec, wishes: &wishes };
        let work = tree.compare(order)?;
        // Without git or a repository, what is said is about the folder itself.
        let prefix = || Repository::open(&place.root).map(|own| own.prefix).unwrap_or_default();
        if self.format == Format::Unified {
            return patch::of_drift(&work, order, &tree)?.print(&prefix(), streams);
        }
        let drift = Drift::of(&work, &now.artifacts, place.shown());
        let text = match self.format {
            Format::Terminal | Format::Unified => drift::terminal(&drift, self.verbose.then(terminal::viewer)),
            Format::Markdown => drift::markdown(&drift),
            Format::Json => drift::json(&drift),
            Format::Github => drift::github(&drift, &prefix()),
        };
        streams.out.write_all(text.as_bytes())?;
        Ok(if drift.is_nothing() { Outcome::Good } else { Outcome::Different })
    }
}

/// What the spec compiles to now; none where it does not, which is said.
fn compiled(place: &Place, streams: &mut Streams<'_>) -> io::Result<Option<Compilation>> {
    let now = compile::compile(&DiskWorld::new(place.root.clone()), &place.spec);
    // Warnings are for `check`: they say nothing about what differs.
    if now.failed() {
        terminal::show(&now, place, streams)?;
        writeln!(streams.err, "dbgen: what does not compile cannot be compared")?;
        return Ok(None);
    }
    Ok(Some(now))
}

fn refused(refusal: &Refusal, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    writeln!(streams.err, "dbgen: {}", refusal.words)?;
    if !refusal.help.is_empty() {
        writeln!(streams.err, "  help: {}", refusal.help)?;
    }
    Ok(Outcome::Failed)
}
