//! Files to the tree: only what dbgen owns, only what has changed, nothing through a link out of the folder.

use crate::emit::{Artifact, Mode};
use std::io;
use std::path::{Path, PathBuf};

mod ledger;
mod rewrite;
mod tree;

pub use ledger::{Entry, LEDGER, Ledger};
pub use rewrite::{Rewrite, rewrite};

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is not there yet.
    New,
    /// It is there with the text that is given.
    Changed(String),
    /// It is what it should be.
    Same,
    /// dbgen wrote it, nobody has changed it, and the spec does not name it any more.
    Orphan(String),
    /// It is there and not dbgen's to change; the reason.
    Foreign(String),
}

/// One file of the tree and what happens to it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The path from the folder of the spec.
    pub path: String,
    /// What happens.
    pub fate: Fate,
}

/// What a build would do to a tree.
#[derive(Debug)]
pub struct Work {
    /// Every file of the build and of the ledger, by path.
    pub steps: Vec<Step>,
    ledger: Ledger,
    ledger_changed: bool,
}

impl Work {
    /// Compares `artifacts` with the tree at `root`. With `target`, files of other targets are left out of it.
    pub fn new(root: &Path, artifacts: &[Artifact], target: Option<&str>) -> io::Result<Self> {
        let old = Ledger::read(root)?;
        let mut ledger = old.clone();
        let mut steps = Vec::new();
        let ours = |name: &str| target.is_none_or(|t| t == name);
        for artifact in artifacts.iter().filter(|a| ours(a.target)) {
            let fate = fate(root, artifact, &old)?;
            ledger.put(Entry::of(artifact));
            steps.push(Step { path: artifact.path.clone(), fate });
        }
        for entry in old.entries.iter().filter(|e| ours(&e.target)) {
            if artifacts.iter().any(|a| a.path == entry.path) {
                continue;
            }
            ledger.remove(&entry.path);
            match tree::read(root, &entry.path)? {
                tree::Found::Text(text) if ledger::hash(&text) == entry.hash => {
                    steps.push(Step { path: entry.path.clone(), fate: Fate::Orphan(text) });
                }
                // Somebody has made it their own, or it is gone: dbgen forgets it.
                _ => {}
            }
        }
        steps.sort_by(|a, b| a.path.cmp(&b.path));
        let ledger_changed = ledger != old;
        Ok(Self { steps, ledger, ledger_changed })
    }

    /// The files that stand in the way.
    pub fn foreign(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|s| matches!(s.fate, Fate::Foreign(_)))
    }

    /// Whether anything would be written.
    pub fn is_nothing(&self) -> bool {
        !self.ledger_changed && self.steps.iter().all(|s| s.fate == Fate::Same)
    }

    /// Does it: every new text is on disk under another name before the first file changes.
    pub fn apply(&self, root: &Path, artifacts: &[Artifact]) -> io::Result<()> {
        if let Some(step) = self.foreign().next() {
            return Err(io::Error::other(format!("{} is not dbgen's to change", step.path)));
        }
        if self.is_nothing() {
            return Ok(());
        }
        let mut staged = tree::Staged::default();
        for step in &self.steps {
            let artifact = artifacts.iter().find(|a| a.path == step.path);
            if let (Fate::New | Fate::Changed(_), Some(artifact)) = (&step.fate, artifact) {
                staged.stage(root, &artifact.path, &artifact.text, artifact.mode == Mode::Executable)?;
            }
        }
        staged.stage(root, LEDGER, &self.ledger.print(), false)?;
        staged.publish()?;
        for step in self.steps.iter().filter(|s| matches!(s.fate, Fate::Orphan(_))) {
            tree::remove(root, &step.path)?;
        }
        Ok(())
    }
}

fn fate(root: &Path, artifact: &Artifact, old: &Ledger) -> io::Result<Fate> {
    let text = match tree::read(root, &artifact.path)? {
        tree::Found::Nothing => return Ok(Fate::New),
        tree::Found::Other(why) => return Ok(Fate::Foreign(why)),
        tree::Found::Text(text) => text,
    };
    // A checkout with CRLF line ends holds the same file.
    if ledger::hash(&text) == ledger::hash(&artifact.text) {
        return Ok(Fate::Same);
    }
    Ok(match old.find(&artifact.path) {
        None => Fate::Foreign("it is there already and dbgen did not write it".into()),
        Some(entry) if entry.hash != ledger::hash(&text) => {
            Fate::Foreign("somebody has edited it since dbgen wrote it".into())
        }
        Some(_) => Fate::Changed(text),
    })
}

/// The path on disk of a path from the root; `None` where it would leave the root by its own words.
fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let good = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
    path.split('/').all(good).then(|| root.join(path))
}
