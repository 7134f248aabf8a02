//! What a build would do to a tree: the artifacts, the ledger and the files, side by side.

use super::ledger::{Entry, LEDGER, Ledger, hash};
use super::stage::Change;
use super::tree::{Found, View, below};
use crate::emit::{Artifact, Mode};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// What is asked for, file by file.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Files that are there already and become dbgen's.
    pub adopt: BTreeSet<String>,
    /// Files that dbgen leaves to somebody else from now on.
    pub eject: BTreeSet<String>,
    /// Files that are overwritten although somebody has edited them.
    pub force: BTreeSet<String>,
}

/// What a tree is to become.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The files of all targets.
    pub artifacts: &'a [Artifact],
    /// Only the files of this target.
    pub target: Option<&'a str>,
    /// The files of the spec itself, which are never written.
    pub spec: &'a [String],
    /// What is asked for, file by file.
    pub wishes: &'a Wishes,
}

/// What happens to one file. A text is the one that stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is not there yet.
    New,
    /// It is there with another text.
    Changed(String),
    /// It has lost the bit that lets it be run.
    NotExecutable,
    /// It is what it should be.
    Same,
    /// dbgen wrote it, nobody has changed it, and the spec does not name it any more.
    Orphan,
    /// The spec does not name it any more, and somebody has edited it: it is left to them.
    Left,
    /// It was ejected: it is somebody else's; whether that is new.
    Ejected(bool),
    /// It is in the way: dbgen wrote it, and somebody has edited it.
    Edited(String),
    /// It is in the way: dbgen did not write it.
    Unowned(String),
    /// It is in the way, and nobody can ask for it to be overwritten; the reason.
    Blocked(String),
}

/// One file of the tree and what happens to it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The path from the folder of the spec.
    pub path: String,
    /// What happens.
    pub fate: Fate,
    /// The hash of what stands there.
    old: Option<String>,
}

impl Step {
    /// Whether it stands in the way of the whole build.
    pub fn refuses(&self) -> bool {
        matches!(self.fate, Fate::Edited(_) | Fate::Unowned(_) | Fate::Blocked(_))
    }

    /// Whether the file itself changes.
    pub fn changes(&self) -> bool {
        matches!(self.fate, Fate::New | Fate::Changed(_) | Fate::NotExecutable | Fate::Orphan)
    }
}

/// What a build would do to a tree.
#[derive(Debug)]
pub struct Work {
    /// Every file of the build and of the ledger, by path.
    pub steps: Vec<Step>,
    /// The ledger as it will be.
    pub ledger: Ledger,
    /// Its text, where it changes, and the hash of the text that is there.
    new_ledger: Option<(String, Option<String>)>,
}

impl Work {
    /// The files that stand in the way.
    pub fn refused(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|s| s.refuses())
    }

    /// Whether nothing would be written and nothing stands in the way.
    pub fn is_nothing(&self) -> bool {
        self.new_ledger.is_none() && !self.steps.iter().any(|s| s.changes() || s.refuses())
    }

    /// The text of the ledger, where it changes.
    pub fn new_ledger(&self) -> Option<&str> {
        self.new_ledger.as_ref().map(|(text, _)| text.as_str())
    }

    /// Everything that has to be written, the ledger last: cut off before it, a tree holds files that are as the next
    /// build wants them, and never a ledger that speaks of files that are not there.
    pub(super) fn changes<'a>(&'a self, artifacts: &BTreeMap<&str, &'a Artifact>) -> Vec<Change<'a>> {
        let files = self.steps.iter().filter(|s| s.changes()).map(|step| {
            let path = step.path.as_str();
            let made = artifacts.get(path).zip(self.ledger.entries.get(path)).filter(|_| step.fate != Fate::Orphan);
            let text = made.map(|(artifact, entry)| (artifact.text.as_str(), artifact.mode, entry.hash.clone()));
            Change { path, text, old: step.old.clone() }
        });
        let ledger = self.new_ledger.iter().map(|(text, old)| {
            let text = (text.as_str(), Mode::Plain, hash(text.as_bytes()));
            Change { path: LEDGER, text: Some(text), old: old.clone() }
        });
        files.chain(ledger).collect()
    }
}

/// A comparison with what it needs of both sides.
pub(super) struct Draft<'a> {
    pub(super) artifacts: BTreeMap<&'a str, &'a Artifact>,
    entries: BTreeMap<&'a str, Entry>,
    order: Order<'a>,
}

impl<'a> Draft<'a> {
    /// Sorts the artifacts of an order.
    pub(super) fn new(order: Order<'a>) -> io::Result<Self> {
        let mut artifacts = BTreeMap::new();
        for artifact in order.artifacts {
            if let Some(twin) = artifacts.insert(artifact.path.as_str(), artifact) {
                return Err(io::Error::other(format!(
                    "nothing was written: the targets {} and {} both make {}",
                    twin.target, artifact.target, artifact.path
                )));
            }
        }
        let ours = artifacts.values().filter(|a| order.target.is_none_or(|t| t == a.target));
        let entries = ours.map(|a| (a.path.as_str(), Entry::of(a))).collect();
        Ok(Self { artifacts, entries, order })
    }

    /// Whether a ledger alone shows that something has to be written.
    pub(super) fn differs_from(&self, old: &Ledger) -> bool {
        self.entries.iter().any(|(path, e)| !old.ejected.contains_key(*path) && old.entries.get(*path) != Some(e))
    }

    /// Compares with the tree.
    pub(super) fn compare(&self, view: &View<'_>, root: &Path) -> io::Result<Work> {
        let (old, text) = Ledger::read(view, root)?;
        self.compare_with(view, root, &old, text)
    }

    /// Compares with the tree, whose ledger and its text have been read.
    pub(super) fn compare_with(
        &self,
        view: &View<'_>,
        root: &Path,
        old: &Ledger,
        old_text: Option<String>,
    ) -> io::Result<Work> {
        self.wishes_are_known(old)?;
        let wishes = self.order.wishes;
        let mut ledger = Ledger { twins: BTreeSet::new(), ..old.clone() };
        let mut steps = Vec::new();
        for (artifact_path, entry) in &self.entries {
            let path = (*artifact_path).to_owned();
            if wishes.eject.contains(&path) || (old.ejected.contains_key(&path) && !wishes.adopt.contains(&path)) {
                ledger.entries.remove(&path);
                ledger.ejected.insert(path.clone(), entry.target.clone());
                steps.push(Step { path, fate: Fate::Ejected(!old.ejected.contains_key(*artifact_path)), old: None });
                continue;
            }
            let (fate, old) = self.fate(view, root, &path, entry, old)?;
            ledger.ejected.remove(&path);
            ledger.entries.insert(path.clone(), entry.clone());
            steps.push(Step { path, fate, old });
        }
        for (path, entry) in &old.entries {
            if self.artifacts.contains_key(path.as_str()) || self.order.target.is_some_and(|t| t != entry.target) {
                continue;
            }
            ledger.entries.remove(path);
            if let Some((fate, old)) = self.orphan(view, path, old)? {
                steps.push(Step { path: path.clone(), fate, old });
            }
        }
        steps.sort_by(|a, b| a.path.cmp(&b.path));
        let text = ledger.print();
        let same = old_text.as_ref().map_or(ledger.entries.is_empty() && ledger.ejected.is_empty(), |old| {
            *old == text || hash(old.as_bytes()) == hash(text.as_bytes())
        });
        let new_ledger = (!same).then(|| (text, old_text.map(|old| hash(old.as_bytes()))));
        Ok(Work { steps, ledger, new_ledger })
    }

    fn fate(
        &self,
        view: &View<'_>,
        root: &Path,
        path: &str,
        entry: &Entry,
        old: &Ledger,
    ) -> io::Result<(Fate, Option<String>)> {
        let blocked = |why: &str| Ok((Fate::Blocked(why.to_owned()), None));
        if below(root, path).is_none() {
            return blocked("it leads out of the folder, or into one that is git's or dbgen's own");
        }
        if path == LEDGER || self.order.spec.iter().any(|s| s == path) {
            return blocked("it is what dbgen reads");
        }
        let Some(artifact) = self.artifacts.get(path) else { return blocked("nothing makes it") };
        let (bytes, executable) = match view.find(path)? {
            Found::Nothing => return Ok((Fate::New, None)),
            Found::Other(why) => return Ok((Fate::Blocked(why), None)),
            Found::File { bytes, executable } => (bytes, executable),
        };
        let same = bytes == artifact.text.as_bytes();
        let there = if same { entry.hash.clone() } else { hash(&bytes) };
        // A checkout with CRLF line ends holds the same file.
        if there == entry.hash {
            let lost = artifact.mode == Mode::Executable && !executable;
            return Ok((if lost { Fate::NotExecutable } else { Fate::Same }, Some(there)));
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let wishes = self.order.wishes;
        let fate = if old.wrote(path, &there) {
            Fate::Changed(text)
        } else if old.entries.contains_key(path) {
            if wishes.force.contains(path) { Fate::Changed(text) } else { Fate::Edited(text) }
        } else if wishes.adopt.contains(path) {
            Fate::Changed(text)
        } else {
            Fate::Unowned(text)
        };
        Ok((fate, Some(there)))
    }

    /// What becomes of a file that the spec does not name any more; `None` where it is gone already.
    fn orphan(&self, view: &View<'_>, path: &str, old: &Ledger) -> io::Result<Option<(Fate, Option<String>)>> {
        if self.order.spec.iter().any(|s| s == path) {
            return Ok(None);
        }
        let wishes = self.order.wishes;
        Ok(match view.find(path)? {
            Found::Nothing => None,
            Found::Other(_) => Some((Fate::Left, None)),
            Found::File { bytes, .. } => {
                let there = hash(&bytes);
                let goes = !wishes.eject.contains(path) && (old.wrote(path, &there) || wishes.force.contains(path));
                Some((if goes { Fate::Orphan } else { Fate::Left }, Some(there)))
            }
        })
    }

    fn wishes_are_known(&self, old: &Ledger) -> io::Result<()> {
        let wishes = self.order.wishes;
        for (flag, paths) in [("--adopt", &wishes.adopt), ("--eject", &wishes.eject), ("--force", &wishes.force)] {
            for path in paths {
                let known = self.entries.contains_key(path.as_str()) || old.entries.contains_key(path);
                if !known {
                    return Err(io::Error::other(format!(
                        "nothing was written: `{flag} {path}`: no such file is built; files are named from the folder of \
                         the spec, as `dbgen build --check` lists them"
                    )));
                }
            }
        }
        Ok(())
    }
}
