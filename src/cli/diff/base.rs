//! The spec at a revision beside the spec as it is now.

use super::patch::{Pair, Patch, Text};
use super::{Diff, Format, compiled};
use crate::cli::Streams;
use crate::cli::git::{Refusal, Repository, Revision, RevisionWorld};
use crate::cli::outcome::Outcome;
use crate::cli::terminal::{self, plural};
use crate::cli::world::Place;
use crate::compile::{self, Compilation};
use crate::emit::{Artifact, Mode};
use crate::patch;
use crate::source::SourceFile;
use crate::world::World;
use crate::write::{LEDGER, Ledger, Tree, files::Disk};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// What the spec was.
enum Before {
    /// There was none.
    Absent,
    /// It compiled.
    Whole(Compilation),
    /// It did not: what is known of the files is what is committed.
    Broken,
}

/// Compares with a revision.
pub fn run(
    diff: &Diff,
    revision: &str,
    place: &Place,
    streams: &mut Streams<'_>,
) -> io::Result<Result<Outcome, Refusal>> {
    let opened =
        Repository::open(&place.root).and_then(|own| Ok((Revision::find(&own, revision, diff.no_merge_base)?, own)));
    let (base, repository) = match opened {
        Ok(opened) => opened,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(now) = compiled(place, streams)? else { return Ok(Ok(Outcome::Failed)) };
    let world = base.world(&repository);
    let at = match base.parted {
        true => format!("{} (where this branch left {revision})", base.short()),
        false => format!("{revision} ({})", base.short()),
    };
    let before = match world.read(&place.spec) {
        Err(_) if world.file(&place.spec).is_none() => {
            writeln!(streams.err, "dbgen: there is no {} at {at}: everything is new", place.spec)?;
            Before::Absent
        }
        _ => {
            let before = compile::compile(&world, &place.spec);
            if before.failed() {
                writeln!(streams.err, "dbgen: {} at {at} does not compile:", place.spec)?;
                terminal::show(&before, streams)?;
                writeln!(
                    streams.err,
                    "dbgen: what follows are the files that are committed there beside what is made now"
                )?;
                Before::Broken
            } else {
                Before::Whole(before)
            }
        }
    };
    notes(&base, &repository, &now, streams)?;
    let files = sides(&before, &now, &world, &place.root)?;
    let outcome = match diff.format {
        Format::Unified => files.print(&repository.prefix, streams)?,
        Format::Terminal => list(&files, diff.verbose, &at, place, streams)?,
    };
    Ok(Ok(match before {
        Before::Broken => Outcome::Failed,
        _ => outcome,
    }))
}

/// Says that changes count which no commit has.
fn notes(base: &Revision, repository: &Repository, now: &Compilation, streams: &mut Streams<'_>) -> io::Result<()> {
    let head = base.head(repository);
    let differs = |file: &SourceFile| head.read(&file.path).ok().is_none_or(|text| !same(&text, file.text.as_bytes()));
    let dirty: Vec<&str> =
        now.sources.iter().filter(|(_, file)| differs(file)).map(|(_, file)| file.path.as_str()).collect();
    match dirty.as_slice() {
        [] => Ok(()),
        [one] => writeln!(streams.err, "dbgen: {one} holds changes that are not committed: they count"),
        [first, rest @ ..] => writeln!(
            streams.err,
            "dbgen: {first} and {} hold changes that are not committed: they count",
            plural(rest.len(), "other file")
        ),
    }
}

/// Whether two texts are the same but for their line ends.
fn same(a: &[u8], b: &[u8]) -> bool {
    let plain = |text: &[u8]| String::from_utf8_lossy(text).replace("\r\n", "\n");
    a == b || plain(a) == plain(b)
}

/// The generated files on both sides. What dbgen makes of each spec is compared, so that what a new version of dbgen
/// writes in another way is no change of the spec. Only where dbgen had no hand in a file, or the spec of then does not
/// compile, the file is what is committed.
fn sides(before: &Before, now: &Compilation, world: &RevisionWorld<'_>, root: &Path) -> io::Result<Patch> {
    let old_text = world.file(LEDGER).map(|blob| String::from_utf8_lossy(&blob.bytes).into_owned());
    let old_ledger = old_text.as_deref().map(|text| Ledger::parse(text, root)).unwrap_or_default();
    let new_ledger = Tree::new(root, &Disk).ledger()?;
    let was: BTreeMap<&str, &Artifact> = match before {
        Before::Whole(was) => was.artifacts.iter().map(|a| (a.path.as_str(), a)).collect(),
        Before::Absent | Before::Broken => BTreeMap::new(),
    };
    let is: BTreeMap<&str, &Artifact> = now.artifacts.iter().map(|a| (a.path.as_str(), a)).collect();
    let mut paths: BTreeSet<&str> = was.keys().chain(is.keys()).copied().collect();
    if let Before::Broken = before {
        paths.extend(old_ledger.entries.keys().map(String::as_str));
    }
    let mut patch = Patch::default();
    for path in paths {
        // Whoever has ejected a file changes it without dbgen.
        if new_ledger.ejected.contains_key(path) {
            continue;
        }
        let made = was.get(path).filter(|_| !old_ledger.ejected.contains_key(path));
        let old = match made {
            Some(made) => Some(text(made)),
            None => world.file(path).map(|blob| Text { bytes: blob.bytes, executable: blob.executable }),
        };
        let new = is.get(path).map(|made| text(made));
        if old != new {
            patch.files.insert(path.to_owned(), Pair { old, new, foreign: made.is_none() });
        }
    }
    let old_ledger = match before {
        Before::Whole(was) => Some(Text::plain(&old_ledger.built(&was.artifacts).print())),
        Before::Absent | Before::Broken => old_text.map(|text| Text::plain(&text)),
    };
    let new_ledger = Some(Text::plain(&new_ledger.built(&now.artifacts).print()));
    if old_ledger != new_ledger {
        patch.files.insert(LEDGER.to_owned(), Pair { old: old_ledger, new: new_ledger, foreign: true });
    }
    Ok(patch)
}

fn text(artifact: &Artifact) -> Text {
    Text { bytes: artifact.text.as_bytes().to_vec(), executable: artifact.mode == Mode::Executable }
}

/// Lists the generated files that change.
fn list(files: &Patch, verbose: bool, at: &str, place: &Place, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let mut viewer = verbose.then(terminal::viewer);
    let changed: Vec<_> = files.files.iter().filter(|(path, _)| *path != LEDGER).collect();
    for (path, Pair { old, new, .. }) in &changed {
        let sign = match (old, new) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        let bytes = |text: &Option<Text>| text.as_ref().map(|text| text.bytes.clone()).unwrap_or_default();
        let shown = patch::show(viewer.as_mut(), &bytes(old), &bytes(new));
        writeln!(streams.out, "  {sign} {path}: {} added, {} removed", plural(shown.added, "line"), shown.removed)?;
        streams.out.write_all(shown.text.as_bytes())?;
    }
    let count = match changed.len() {
        0 => "no generated file changes".to_owned(),
        1 => "1 generated file changes".to_owned(),
        count => format!("{count} generated files change"),
    };
    writeln!(streams.out, "{} since {at}: {count}", place.shown())?;
    Ok(if changed.is_empty() { Outcome::Good } else { Outcome::Different })
}
