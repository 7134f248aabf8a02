//! `dbgen build`: compiles and writes.

use super::Streams;
use super::commit::Repository;
use super::outcome::Outcome;
use super::report::Report;
use super::terminal;
use super::world::{DiskWorld, Place};
use crate::compile::{self, Compilation};
use crate::diag::report::Build as Built;
use crate::drift::{self, Drift};
use crate::emit;
use crate::write::{Order, Recovery, Tree, Wishes, files::Disk};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::collections::BTreeSet;
use std::io;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

mod report;

/// Compile deploy.kdl and write what has changed
///
/// Either every file is written or none, also when the build is cut off: the next one finishes it, or takes it back.
/// dbgen changes and removes only files that deploy.lock lists and nobody has edited since; anything else in its way
/// stops the build, until one of --adopt, --force and --eject says what is to become of it.
#[derive(Debug, Args)]
pub struct Build {
    /// The folder of a deploy.kdl, or the file itself
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Only the files of one target
    #[arg(long, value_name = "TARGET", value_parser = PossibleValuesParser::new(emit::TARGETS.iter().map(|t| t.name())))]
    target: Option<String>,
    /// Write nothing; show what differs, and exit with 2 if anything does
    #[arg(long, conflicts_with_all = ["commit", "adopt", "eject", "force"])]
    check: bool,
    /// Commit exactly the generated files; neither what is staged nor any other file is touched, and no hooks run
    #[arg(long)]
    commit: bool,
    /// The message of the commit
    #[arg(short, long, value_name = "MESSAGE", requires = "commit", default_value = "Rebuild from deploy.kdl")]
    message: String,
    /// Take over a file that dbgen did not write, or was told to leave alone; its text is replaced
    #[arg(long, value_name = "FILE")]
    adopt: Vec<String>,
    /// Leave a file to whoever edits it: dbgen never writes it again, until --adopt
    #[arg(long, value_name = "FILE")]
    eject: Vec<String>,
    /// Overwrite a file although somebody has edited it
    #[arg(long, value_name = "FILE")]
    force: Vec<String>,
    #[command(flatten)]
    report: Report,
}

/// How a build has ended.
struct Done {
    outcome: Outcome,
    /// What has become of the files.
    build: Built,
    /// What GitHub shows of those that are not what they should be.
    annotations: String,
}

impl Build {
    /// Compiles, compares, and writes unless it was asked only to compare.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let place = Place::find(&self.path);
        let tree = Tree::new(&place.root, &Disk);
        let wishes = self.wishes(&place.root)?;
        // What would refuse the commit refuses the build, too: nobody wants half of what they asked for.
        let repository = if self.commit { Some(Repository::open(&place.root)?) } else { None };
        if self.check {
            if tree.is_half_done()? {
                writeln!(streams.out, "a build is under way here, or was cut off; `dbgen build` finishes it")?;
                return Ok(Outcome::Different);
            }
        } else {
            match tree.recover()? {
                Recovery::Nothing => {}
                Recovery::Finished => writeln!(streams.err, "dbgen: an earlier build was cut off; it is finished now")?,
                Recovery::TakenBack => {
                    writeln!(streams.err, "dbgen: an earlier build was cut off; what it had written is taken back")?;
                }
            }
        }
        let world = DiskWorld::new(place.root.clone());
        // The process ends behind this: taking the trees apart would be work for nobody.
        let compilation = ManuallyDrop::new(compile::compile(&world, &place.spec));
        if !self.report.is_for_programs() {
            self.report.say(&compilation, None, &place, streams)?;
            return Ok(self.finish(&compilation, &place, &tree, repository, &wishes, streams)?.outcome);
        }
        // What people read of it goes to the other stream.
        let mut words = Vec::new();
        let mut people = Streams { out: &mut words, err: streams.err };
        let done = self.finish(&compilation, &place, &tree, repository, &wishes, &mut people);
        streams.err.write_all(&words)?;
        let done = done?;
        self.report.say(&compilation, Some(done.build), &place, streams)?;
        if self.report.is_for_github() {
            streams.out.write_all(done.annotations.as_bytes())?;
        }
        Ok(done.outcome)
    }

    /// Compares the files with the tree and writes them, unless it is only to be said how they differ.
    fn finish(
        &self,
        compilation: &Compilation,
        place: &Place,
        tree: &Tree<'_>,
        repository: Option<Repository>,
        wishes: &Wishes,
        streams: &mut Streams<'_>,
    ) -> io::Result<Done> {
        if compilation.failed() {
            writeln!(streams.err, "dbgen: nothing was written")?;
            return Ok(Done { outcome: Outcome::Failed, build: Built::default(), annotations: String::new() });
        }
        let spec: Vec<String> = compilation.sources.iter().map(|(_, file)| file.path.clone()).collect();
        let target = self.target.as_deref();
        let order = Order { artifacts: &compilation.artifacts, target, spec: &spec, wishes };
        if self.check {
            let work = tree.compare(order)?;
            let drift = Drift::of(&work, &compilation.artifacts, place.shown());
            streams.out.write_all(drift::terminal(&drift, Some(terminal::viewer())).as_bytes())?;
            return Ok(Done {
                outcome: if drift.is_nothing() { Outcome::Good } else { Outcome::Different },
                build: report::build(&work, place, false),
                annotations: drift::github(&drift, &place.folder()),
            });
        }
        let work = tree.write(order)?;
        if work.refused().next().is_some() {
            let build = report::build(&work, place, false);
            let annotations = report::in_the_way(&build);
            return Ok(Done { outcome: report::refused(&work, &self.path, streams)?, build, annotations });
        }
        report::written(&work, place, self.commit, streams)?;
        let outcome = match repository {
            Some(repository) => repository.commit(&tree.ledger()?, &self.message, streams)?,
            None => Outcome::Good,
        };
        Ok(Done { outcome, build: report::build(&work, place, true), annotations: String::new() })
    }

    fn wishes(&self, root: &Path) -> io::Result<Wishes> {
        let set = |given: &[String]| -> BTreeSet<String> { given.iter().map(|path| from_root(root, path)).collect() };
        let wishes = Wishes { adopt: set(&self.adopt), eject: set(&self.eject), force: set(&self.force) };
        let twice = wishes.eject.iter().find(|path| wishes.adopt.contains(*path) || wishes.force.contains(*path));
        match twice {
            Some(path) => Err(io::Error::other(format!(
                "{path} cannot be left alone and written at once: name it behind one of --adopt, --eject and --force"
            ))),
            None => Ok(wishes),
        }
    }
}

/// A path as artifacts have it. Shells complete paths from where one is; messages name them from the root: both do.
fn from_root(root: &Path, given: &str) -> String {
    let path = Path::new(given);
    let full = |path: &Path| std::path::absolute(path).ok();
    let inside = match (full(path), full(root)) {
        (Some(path), Some(root)) => path.strip_prefix(root).map(Path::to_owned).ok(),
        _ => None,
    };
    let there = inside.filter(|_| path.is_absolute() || !root.join(path).exists());
    let path = there.as_deref().unwrap_or(path);
    let parts = path.components().filter(|part| !matches!(part, std::path::Component::CurDir));
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_can_be_named_from_where_one_is_and_from_the_root() {
        let root = Path::new("examples/hello");
        for given in ["render.yaml", "./render.yaml", "examples/hello/render.yaml", "./examples/hello/render.yaml"] {
            assert_eq!(from_root(root, given), "render.yaml", "{given}");
        }
        assert_eq!(from_root(Path::new("."), "a/b.yml"), "a/b.yml");
        assert_eq!(from_root(Path::new("."), "./a/b.yml"), "a/b.yml");
        let full = std::path::absolute("examples/hello/a/b").expect("the test has a folder");
        assert_eq!(from_root(root, full.to_str().expect("it is UTF-8")), "a/b");
    }
}
