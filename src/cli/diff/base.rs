//! The spec at a revision beside the spec as it is now.

use super::patch::{Pair, Patch, Text};
use super::report;
use super::verdict::Verdict;
use super::{Diff, Format, compiled};
use crate::cli::Streams;
use crate::cli::git::{Refusal, Repository, Revision, RevisionWorld};
use crate::cli::outcome::Outcome;
use crate::cli::terminal::{self, plural};
use crate::cli::world::Place;
use crate::compile::{self, Compilation};
use crate::diff::{self, Files, Mask, Side, Sides, show};
use crate::emit::{Artifact, Mode};
use crate::source::SourceFile;
use crate::world::{MemoryWorld, World};
use crate::write::{LEDGER, Ledger, Tree, files::Disk, hash};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Kept free in Markdown for whoever puts a line of their own above it, to find the comment again.
const MARKER: usize = 512;

/// What the spec was.
struct Before {
    /// What came of it; an empty one where there was none.
    compilation: Compilation,
    state: State,
    /// The ledger that lay beside it.
    ledger: Option<Ledger>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There was none.
    Absent,
    /// It compiles.
    Whole,
    /// It does not.
    Broken,
}

/// Compares with a revision.
pub fn run(
    asked: &Diff,
    revision: &str,
    verdict: &Verdict,
    place: &Place,
    streams: &mut Streams<'_>,
) -> io::Result<Result<Outcome, Refusal>> {
    let opened =
        Repository::open(&place.root).and_then(|own| Ok((Revision::find(&own, revision, asked.no_merge_base)?, own)));
    let (base, repository) = match opened {
        Ok(opened) => opened,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(now) = compiled(place, streams)? else { return Ok(Ok(Outcome::Failed)) };
    let world = base.world(&repository);
    let at = base.shown(revision);
    let before = Before::read(&world, place, &now);
    let mut notes = uncommitted(&base, &repository, &now);
    match before.state {
        State::Absent => notes.push(format!("there is no {} at {at}: everything is new", place.spec)),
        State::Broken => {
            writeln!(streams.err, "dbgen: {} at {at} does not compile:", place.spec)?;
            terminal::show(&before.compilation, place, streams)?;
            let what = match (before.compilation.plan.is_some(), asked.format) {
                (true, _) => "what could be read of it is compared, and the files are those that are committed there",
                (false, Format::Unified) => "the files are those that are committed there",
                (false, _) => "too little of it can be read to compare anything but files (--format unified)",
            };
            notes.push(format!("{} at {at} does not compile: {what}", place.spec));
        }
        State::Whole => {}
    }
    for note in &notes {
        writeln!(streams.err, "dbgen: {note}")?;
    }
    let ledger = Tree::new(&place.root, &Disk).ledger()?;
    let files = sides(&before, &now, &ledger, &world);
    let meaning = || {
        let mut diff = compare(&before, &now, &ledger, &world);
        verdict.accept(&mut diff);
        diff
    };
    let differ = files.shown().next().is_some();
    let outcome = match asked.format {
        Format::Unified => match files.print(&repository.prefix, streams)? {
            // What only the files show is a difference; what it weighs, they do not say.
            Outcome::Different if verdict.weighs() => verdict.outcome(&meaning(), differ),
            outcome => outcome,
        },
        // Nothing is known of what was, which is not nothing that differs.
        _ if before.compilation.plan.is_none() => Outcome::Failed,
        format => {
            let diff = meaning();
            let patches = if format == Format::Markdown { report::patches(&files) } else { Vec::new() };
            let report = show::Report {
                diff: &diff,
                before: &before.compilation.sources,
                after: &now.sources,
                folder: &repository.prefix,
                spec: &place.spec,
                base: &at,
                notes: &notes,
                patches: &patches,
            };
            let text = match format {
                Format::Markdown => show::markdown(&report, show::COMMENT - MARKER),
                Format::Json => show::json(&report),
                Format::Github => show::github(&report),
                Format::Terminal | Format::Unified => {
                    report::terminal(&report, asked.verbose.then_some(&files), streams)?;
                    String::new()
                }
            };
            streams.out.write_all(text.as_bytes())?;
            verdict.outcome(&diff, differ)
        }
    };
    // What could not be compared as a whole is no answer.
    Ok(Ok(if before.state == State::Broken { Outcome::Failed } else { outcome }))
}

impl Before {
    fn read(world: &RevisionWorld<'_>, place: &Place, now: &Compilation) -> Self {
        let text = world.file(LEDGER).map(|blob| String::from_utf8_lossy(&blob.bytes).into_owned());
        let ledger = text.map(|text| Ledger::parse(&text, &place.root));
        let mut compilation = compile::recall(world, &place.spec);
        let mut state = if compilation.failed() { State::Broken } else { State::Whole };
        if !world.has(&place.spec) {
            // The least that a spec can say; the name stays, so that it is not what changes.
            let name = now.plan.as_ref().map(|plan| plan.project.name.as_str()).unwrap_or_default();
            let nothing = MemoryWorld::default().with("deploy.kdl", format!("project \"{name}\"\n"));
            (compilation, state) = (compile::recall(&nothing, "deploy.kdl"), State::Absent);
        }
        Self { compilation, state, ledger }
    }

    fn artifacts(&self) -> &[Artifact] {
        if self.state == State::Whole { &self.compilation.artifacts } else { &[] }
    }
}

/// Compares what the two mean.
fn compare(before: &Before, now: &Compilation, ledger: &Ledger, world: &RevisionWorld<'_>) -> diff::Diff {
    let (Some(was), Some(is)) = (&before.compilation.plan, &now.plan) else { return diff::Diff::default() };
    // Whoever has ejected a file changes it without dbgen.
    let files = |artifacts: &'_ [Artifact]| -> BTreeMap<String, String> {
        let ours = artifacts.iter().filter(|a| !ledger.ejected.contains_key(&a.path));
        ours.map(|a| (a.path.clone(), a.text.clone())).collect()
    };
    let (old, new) = (files(before.artifacts()), files(&now.artifacts));
    let committed =
        before.ledger.as_ref().filter(|_| before.state == State::Whole).map(|own| committed(own, &old, world));
    diff::compare(&Sides {
        before: Side {
            plan: was,
            sources: &before.compilation.sources,
            files: (before.state != State::Broken).then(|| view(&old)),
        },
        after: Side { plan: is, sources: &now.sources, files: Some(view(&new)) },
        committed: committed.as_ref().map(view),
    })
}

fn view(files: &BTreeMap<String, String>) -> Files<'_> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// The files that dbgen has written at a revision and nobody has edited there. Of what nothing is known, it is taken
/// that this dbgen would write the same.
fn committed(ledger: &Ledger, made: &BTreeMap<String, String>, world: &RevisionWorld<'_>) -> BTreeMap<String, String> {
    let written = |path: &str| -> Option<String> {
        let text = String::from_utf8(world.file(path)?.bytes).ok()?.replace("\r\n", "\n");
        ledger.wrote(path, &hash(text.as_bytes())).then_some(text)
    };
    let mut files = BTreeMap::new();
    for (path, text) in made {
        let known = match ledger.entries.get(path) {
            Some(entry) if entry.hash == hash(text.as_bytes()) => Some(text.clone()),
            Some(_) => Some(written(path).unwrap_or_else(|| text.clone())),
            None if ledger.ejected.contains_key(path) || world.file(path).is_some() => Some(text.clone()),
            None => None,
        };
        files.extend(known.map(|known| (path.clone(), known)));
    }
    for path in ledger.entries.keys().filter(|path| !made.contains_key(*path)) {
        files.extend(written(path).map(|text| (path.clone(), text)));
    }
    files
}

/// Says that changes count which no commit has.
fn uncommitted(base: &Revision, repository: &Repository, now: &Compilation) -> Vec<String> {
    let head = base.head(repository);
    let differs = |file: &SourceFile| head.read(&file.path).ok().is_none_or(|text| !same(&text, file.text.as_bytes()));
    let dirty: Vec<&str> =
        now.sources.iter().filter(|(_, file)| differs(file)).map(|(_, file)| file.path.as_str()).collect();
    let words = match dirty.as_slice() {
        [] => return Vec::new(),
        [one] => format!("{one} holds changes"),
        [first, rest @ ..] => format!("{first} and {} hold changes", plural(rest.len(), "other file")),
    };
    vec![format!("{words} that are not committed: they count")]
}

/// Whether two texts are the same but for their line ends.
fn same(a: &[u8], b: &[u8]) -> bool {
    let plain = |text: &[u8]| String::from_utf8_lossy(text).replace("\r\n", "\n");
    a == b || plain(a) == plain(b)
}

/// The generated files on both sides. What dbgen makes of each spec is compared, so that what a new version of dbgen
/// writes in another way is no change of the spec. Only where dbgen had no hand in a file, or the spec of then does not
/// compile, the file is what is committed.
fn sides(before: &Before, now: &Compilation, new_ledger: &Ledger, world: &RevisionWorld<'_>) -> Patch {
    let old_ledger = before.ledger.clone().unwrap_or_default();
    let by_path = |artifacts: &'_ [Artifact]| -> BTreeMap<String, Text> {
        artifacts.iter().map(|a| (a.path.clone(), text(a))).collect()
    };
    let (mut was, mut is) = (by_path(before.artifacts()), by_path(&now.artifacts));
    let mut paths: BTreeSet<String> = was.keys().chain(is.keys()).cloned().collect();
    if before.state == State::Broken {
        paths.extend(old_ledger.entries.keys().cloned());
    }
    let mask = (before.state == State::Broken).then(|| Mask::of([&before.compilation.sources]));
    let mut patch = Patch::default();
    for path in paths.into_iter().filter(|path| !new_ledger.ejected.contains_key(path)) {
        let made = was.remove(&path).filter(|_| !old_ledger.ejected.contains_key(&path));
        let new = is.remove(&path);
        let pair = match made {
            Some(made) => Pair { old: Some(made), new, hidden: None },
            None => {
                let committed = world.file(&path).map(|blob| Text { bytes: blob.bytes, executable: blob.executable });
                Pair::foreign(committed, new).without(mask.as_ref())
            }
        };
        if pair.old != pair.new {
            patch.files.insert(path, pair);
        }
    }
    let old = match before.state {
        State::Whole => Some(Text::plain(&old_ledger.built(before.artifacts()).print())),
        State::Absent | State::Broken => {
            world.file(LEDGER).map(|blob| Text { bytes: blob.bytes, executable: blob.executable })
        }
    };
    let new = Some(Text::plain(&new_ledger.built(&now.artifacts).print()));
    if old != new {
        patch.files.insert(LEDGER.to_owned(), Pair::foreign(old, new));
    }
    patch
}

fn text(artifact: &Artifact) -> Text {
    Text { bytes: artifact.text.as_bytes().to_vec(), executable: artifact.mode == Mode::Executable }
}
