//! `dbgen init`: a first spec from what is in a repository.

use super::Streams;
use super::outcome::Outcome;
use super::terminal::plural;
use super::world::{DiskWorld, Place};
use crate::compile;
use crate::init::{self, Draft, Topic};
use crate::write::{Fate, LEDGER, Ledger, Order, Step, Tree, Wishes, files::Disk};
use clap::Args;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

mod walk;

/// Write a first deploy.kdl from the Dockerfiles, Compose, package and workflow files that are there
///
/// It says what it guessed and why; what only you can decide says "decide" in the spec. Files that are there already stay
/// yours: where a build would make one of the same name, deploy.lock says that it is left alone. Values that look like
/// credentials go nowhere: the spec has the names of secrets. The result builds at once.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder of the repository
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Print the spec and write nothing
    #[arg(long)]
    stdout: bool,
}

const SPEC: &str = "deploy.kdl";

/// How many lines of one topic are shown.
const MOST_NAMED: usize = 25;

impl Init {
    /// Looks, drafts, writes.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let root = &self.path;
        if !root.is_dir() {
            writeln!(streams.err, "dbgen: {} is no folder; name the folder of the repository", root.display())?;
            return Ok(Outcome::Failed);
        }
        let spec = root.join(SPEC);
        if !self.stdout && fs::symlink_metadata(&spec).is_ok() {
            let shown = Place::find(root).shown();
            writeln!(
                streams.err,
                "dbgen: {shown} is there already, and init never overwrites one\n  `dbgen check` says what is wrong with it; \
                 `dbgen init --stdout` prints what init would write, to compare"
            )?;
            return Ok(Outcome::Failed);
        }
        let found = walk::walk(root)?;
        let world = DiskWorld::new(root.clone());
        let folder = fs::canonicalize(root)?.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let draft = init::draft(&world, &found.files, &folder);
        if self.stdout {
            streams.out.write_all(draft.text.as_bytes())?;
            tell(&draft, found.cut, streams.err)?;
            return Ok(Outcome::Good);
        }
        tell(&draft, found.cut, streams.out)?;
        write_anew(&spec, &draft.text)?;
        let kept = keep(root)?;
        if !kept.is_empty() {
            writeln!(streams.out, "left alone by `dbgen build`, as {LEDGER} says; `--adopt FILE` changes that")?;
        }
        for (path, why) in &kept {
            writeln!(streams.out, "  {path}: {why}")?;
        }
        let shown = Place::find(root).shown();
        let ledger = if kept.is_empty() { String::new() } else { format!(" and {LEDGER}") };
        writeln!(streams.out, "{shown}: written, {}{ledger}", plural(draft.text.lines().count(), "line"))?;
        let at = if root.as_os_str() == "." { String::new() } else { format!(" {}", root.display()) };
        writeln!(streams.out, "next: read it, decide what says \"decide\", then `dbgen build{at}`")?;
        Ok(Outcome::Good)
    }
}

fn tell(draft: &Draft, cut: bool, to: &mut dyn Write) -> io::Result<()> {
    let topics = [
        (Topic::Read, "read"),
        (Topic::Guessed, "guessed"),
        (Topic::Decide, "yours to decide"),
        (Topic::Left, "left as it is"),
    ];
    for (topic, title) in topics {
        let notes: Vec<_> = draft.notes.iter().filter(|n| n.topic == topic).collect();
        if notes.is_empty() {
            continue;
        }
        writeln!(to, "{title}")?;
        for note in notes.iter().take(MOST_NAMED) {
            writeln!(to, "  {}: {}", note.about, note.text)?;
        }
        if notes.len() > MOST_NAMED {
            writeln!(to, "  ... and {} more", notes.len() - MOST_NAMED)?;
        }
    }
    if cut {
        writeln!(to, "the repository is larger than init looks: the rest of it was not seen")?;
    }
    Ok(())
}

/// A new file, whole or not at all.
fn write_anew(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_file_name(format!(".{SPEC}.dbgen-{}", std::process::id()));
    let result = (|| {
        // `create_new` follows no link that somebody may have put there.
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(text.as_bytes())?;
        // Unlike a move, a link never takes the place of what came there in between.
        fs::hard_link(&beside, path).or_else(|_| {
            if path.exists() { Err(io::Error::other("deploy.kdl is there already")) } else { fs::rename(&beside, path) }
        })
    })();
    let _ = fs::remove_file(&beside);
    result
}

/// Notes in the ledger which files stand where a build would write, and names them.
fn keep(root: &Path) -> io::Result<Vec<(String, String)>> {
    let world = DiskWorld::new(root.to_owned());
    let compilation = compile::compile(&world, SPEC);
    let wishes = Wishes::default();
    let order = Order { artifacts: &compilation.artifacts, target: None, spec: &[SPEC.to_owned()], wishes: &wishes };
    let tree = Tree::new(root, &Disk);
    let work = tree.compare(order)?;
    let mut ledger = Ledger::default();
    let mut kept = Vec::new();
    let standard = ["compose.yml", "docker-compose.yaml", "docker-compose.yml"];
    for artifact in &compilation.artifacts {
        let refused = |s: &&Step| s.path == artifact.path && matches!(s.fate, Fate::Unowned(_) | Fate::Blocked(_));
        // Docker takes compose.yaml before the others: beside one of them it would take its place.
        let hidden = standard.iter().find(|name| artifact.path == "compose.yaml" && root.join(name).exists());
        let why = match (work.steps.iter().any(|s| refused(&s)), hidden) {
            (true, _) if is_called(&artifact.path) => {
                "is there already, and stays yours; but what is built calls it: rename yours, then `--adopt` it"
                    .to_owned()
            }
            (true, _) => "is there already, and stays yours".to_owned(),
            (_, Some(other)) => format!("would take the place of {other}, which stays yours"),
            _ => continue,
        };
        ledger.ejected.insert(artifact.path.clone(), artifact.target.to_owned());
        kept.push((artifact.path.clone(), why));
    }
    let path = root.join(LEDGER);
    if kept.is_empty() || path.exists() {
        return Ok(Vec::new());
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(ledger.print().as_bytes())?;
    Ok(kept)
}

/// Whether other generated files need this one to be what dbgen writes.
fn is_called(path: &str) -> bool {
    ["deploy/bin/", "deploy/chart/", ".github/workflows/build-"].iter().any(|start| path.starts_with(start))
}
