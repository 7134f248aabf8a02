//! All files or none. New texts are staged in a folder of dbgen's own, a journal names every move, then the moves are
//! made; what stood in a place is kept until the last one. Wherever the process ends, the next run finds either no
//! journal (nothing had begun, or everything was done) or one to finish, and the files to finish it with.
//!
//! ```text
//! .dbgen-stage/lock      held by the one who writes
//! .dbgen-stage/new-N     the text for the place of move N; gone when it is there
//! .dbgen-stage/old-N     what stood there
//! .dbgen-stage/journal   the moves are to be made      ──┐ renamed, when one of them cannot be made
//! .dbgen-stage/back      the moves are to be taken back ◄┘
//! ```
//!
//! The journal is forced to disk before the first move. The texts are not: forcing thousands of files would cost more
//! than the build, and after a power cut their hashes tell whether they are whole. If not, the moves are taken back.

use super::files::{Files, Kind};
use super::journal::{Journal, Move};
use super::ledger::hash;
use super::lock::{LOCK, in_the_way};
use super::tree::{Found, View, folder_of};
use crate::emit::Mode;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The folder in which files are staged, below the root. It is there only while something is written.
pub const STAGE: &str = ".dbgen-stage";

const JOURNAL: &str = "journal";
const DRAFT: &str = "journal.new";
const BACK: &str = "back";

/// More than a journal of a hundred thousand files.
const LARGEST: u64 = 64 << 20;

/// A file that is to change.
#[derive(Debug)]
pub struct Change<'a> {
    /// Its path from the root.
    pub path: &'a str,
    /// Its new text, with the hash of it; `None` to remove it.
    pub text: Option<(&'a str, Mode, String)>,
    /// The hash of what stands there; `None` for nothing.
    pub old: Option<String>,
}

/// What the traces of an earlier run have come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// There were none, or nothing had begun.
    Nothing,
    /// An earlier write was finished.
    Finished,
    /// An earlier write was taken back.
    TakenBack,
}

/// The stage of a tree. Whoever changes anything holds the lock.
pub struct Stage<'a> {
    root: &'a Path,
    files: &'a dyn Files,
    folder: PathBuf,
}

impl<'a> Stage<'a> {
    /// The stage of the tree at `root`.
    pub fn new(root: &'a Path, files: &'a dyn Files) -> Self {
        Self { root, files, folder: root.join(STAGE) }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether it is there.
    pub fn exists(&self) -> io::Result<bool> {
        match self.files.look(&self.folder)? {
            None => Ok(false),
            Some(Kind::Folder) => Ok(true),
            Some(_) => Err(in_the_way("no folder")),
        }
    }

    /// Whether a write was cut off after its first file may have changed.
    pub fn half_done(&self) -> io::Result<bool> {
        Ok(self.exists()? && (self.has(JOURNAL)? || self.has(BACK)?))
    }

    /// Makes all changes or none.
    pub fn write(&self, changes: &[Change<'_>]) -> io::Result<()> {
        let journal = match self.prepare(changes) {
            Ok(journal) => journal,
            Err(problem) => {
                let _ = self.sweep();
                return Err(because(&problem, "nothing was written"));
            }
        };
        match self.forward(&journal, false) {
            Ok(()) => self.sweep().map_err(|p| because(&p, "every file is written")),
            Err(problem) => Err(self.back(&journal, &problem)),
        }
    }

    /// Finishes what an earlier run has begun, or takes it back, and removes its traces.
    pub fn recover(&self) -> io::Result<Recovery> {
        let recovery = if self.has(BACK)? {
            self.undo(&self.journal(BACK)?)?;
            Recovery::TakenBack
        } else if self.has(JOURNAL)? {
            let journal = self.journal(JOURNAL)?;
            match self.is_whole(&journal).and_then(|()| self.forward(&journal, true)) {
                Ok(()) => Recovery::Finished,
                Err(problem) => {
                    self.files.rename(&self.at(JOURNAL), &self.at(BACK)).map_err(|_| stuck(&problem))?;
                    self.undo(&journal).map_err(|_| stuck(&problem))?;
                    Recovery::TakenBack
                }
            }
        } else {
            Recovery::Nothing
        };
        self.sweep()?;
        Ok(recovery)
    }

    /// Removes what a write leaves. The journal goes first: without it, the rest means nothing.
    fn sweep(&self) -> io::Result<()> {
        let names = self.files.names(&self.folder)?;
        let numbered = |name: &str| {
            let number = name.strip_prefix("new-").or_else(|| name.strip_prefix("old-"));
            number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
        };
        let first = [JOURNAL, BACK, DRAFT].into_iter().filter(|name| names.iter().any(|own| own == name));
        let then = names.iter().map(String::as_str).filter(|name| numbered(name));
        for name in first.chain(then) {
            self.files.remove(&self.at(name)).map_err(|p| because(&p, &format!("{STAGE}/{name} cannot be removed")))?;
        }
        Ok(())
    }

    /// Removes the lock's file and the stage. Where more is in it, a write is not finished, the next one to write is
    /// there already, or somebody keeps something of their own in it.
    pub fn leave(&self) {
        if self.files.names(&self.folder).is_ok_and(|names| names == [LOCK]) {
            let _ = self.files.remove(&self.at(LOCK));
            let _ = self.files.remove_folder(&self.folder);
        }
    }

    /// Stages every text, then the journal: after its last step, and not before, the changes are to be made.
    fn prepare(&self, changes: &[Change<'_>]) -> io::Result<Journal> {
        let view = View::new(self.root, self.files);
        let mut journal = Journal::default();
        for (number, change) in changes.iter().enumerate() {
            let new = change.text.as_ref().map(|(_, _, hash)| hash.clone());
            if let Some((text, mode, _)) = change.text {
                journal.folders.extend(view.missing_folders(change.path)?);
                let staged = self.files.create(&self.staged(number), text.as_bytes(), mode, false);
                staged.map_err(|p| because(&p, &format!("{} cannot be staged", change.path)))?;
            }
            journal.moves.push(Move { path: change.path.to_owned(), old: change.old.clone(), new });
        }
        // An outer folder sorts before what is in it.
        journal.folders.sort();
        journal.folders.dedup();
        let draft = self.at(DRAFT);
        let noted = self.files.create(&draft, journal.print().as_bytes(), Mode::Plain, true);
        noted
            .and_then(|()| self.files.rename(&draft, &self.at(JOURNAL)))
            .map_err(|p| because(&p, "the journal cannot be written"))?;
        Ok(journal)
    }

    /// Makes the moves that have not been made. With `careful`, time has passed since the journal was written, and what
    /// somebody has put into a place in the meantime stays there.
    fn forward(&self, journal: &Journal, careful: bool) -> io::Result<()> {
        self.make_folders(&journal.folders)?;
        for (number, step) in journal.moves.iter().enumerate() {
            let moved = if careful { self.make_carefully(number, step) } else { self.make(number, step, false) };
            moved.map_err(|p| because(&p, &format!("{} cannot be put in its place", step.path)))?;
        }
        for step in journal.moves.iter().filter(|step| step.new.is_none()) {
            let mut folder = folder_of(&step.path);
            while !folder.is_empty() && self.files.remove_folder(&self.root.join(folder)).is_ok() {
                folder = folder_of(folder);
            }
        }
        Ok(())
    }

    fn make_carefully(&self, number: usize, step: &Move) -> io::Result<()> {
        let there = self.stands_at(&step.path)?;
        let free = there.is_none() || there == step.old;
        let to_do = match step.new {
            Some(_) => free && self.files.look(&self.staged(number))?.is_some(),
            None => there.is_some() && free,
        };
        if !to_do {
            return Ok(());
        }
        let kept = there.is_none() || self.files.look(&self.kept(number))?.is_some();
        self.make(number, step, kept)
    }

    fn make(&self, number: usize, step: &Move, kept: bool) -> io::Result<()> {
        let (place, old) = (self.root.join(&step.path), self.kept(number));
        if step.new.is_none() {
            return self.files.rename(&place, &old);
        }
        if step.old.is_some() && !kept {
            // A second name keeps the place filled at every moment. Where the file system has none, it is empty for one.
            self.files.link(&place, &old).or_else(|_| self.files.rename(&place, &old))?;
        }
        self.files.rename(&self.staged(number), &place)
    }

    /// Takes the moves back that have been made, because of `problem`; says what came of it.
    fn back(&self, journal: &Journal, problem: &io::Error) -> io::Error {
        // From here on, a run that is killed is taken back by the next, not finished: half of it may be undone already.
        if self.files.rename(&self.at(JOURNAL), &self.at(BACK)).is_err() {
            return stuck(problem);
        }
        match self.undo(journal).and_then(|()| self.sweep()) {
            Ok(()) => because(problem, "nothing was written"),
            Err(_) => stuck(problem),
        }
    }

    /// Takes back every move that has been made. May be cut off and begun again any number of times.
    fn undo(&self, journal: &Journal) -> io::Result<()> {
        for (number, step) in journal.moves.iter().enumerate().rev() {
            self.unmake(number, step).map_err(|p| {
                because(&p, &format!("{} cannot be put back; {STAGE} holds what stood there", step.path))
            })?;
        }
        for folder in journal.folders.iter().rev() {
            // What is not empty is somebody's.
            let _ = self.files.remove_folder(&self.root.join(folder));
        }
        Ok(())
    }

    fn unmake(&self, number: usize, step: &Move) -> io::Result<()> {
        let there = self.stands_at(&step.path)?;
        let kept = self.files.look(&self.kept(number))?.is_some();
        let made = step.new.is_some() && self.files.look(&self.staged(number))?.is_none();
        if kept && (there.is_none() || (made && there == step.new)) {
            self.make_folders(&[folder_of(&step.path).to_owned()])?;
            return self.files.rename(&self.kept(number), &self.root.join(&step.path));
        }
        if made && step.old.is_none() && there.is_some() && there == step.new {
            return self.files.remove(&self.root.join(&step.path));
        }
        Ok(())
    }

    /// Makes folders that may be there already; a link on the way to one is an error.
    fn make_folders(&self, folders: &[String]) -> io::Result<()> {
        for folder in folders {
            for missing in View::new(self.root, self.files).missing_folders(&format!("{folder}/."))? {
                let made = self.files.make_folder(&self.root.join(&missing));
                made.map_err(|p| because(&p, &format!("the folder {missing} cannot be made")))?;
            }
        }
        Ok(())
    }

    /// The hash of what stands at a path, looked at anew; one that no text has for what is no file.
    fn stands_at(&self, path: &str) -> io::Result<Option<String>> {
        Ok(match View::new(self.root, self.files).find(path)? {
            Found::Nothing => None,
            Found::File { bytes, .. } => Some(hash(&bytes)),
            Found::Other(_) => Some(String::new()),
        })
    }

    /// An error unless every text that is still staged is the one that the journal names: a power cut can take a part of
    /// what was written, and a stranger can put anything there.
    fn is_whole(&self, journal: &Journal) -> io::Result<()> {
        for (number, step) in journal.moves.iter().enumerate() {
            let staged = self.staged(number);
            let whole = match (self.files.look(&staged)?, &step.new) {
                (None, _) => true,
                (Some(Kind::File { length, .. }), Some(new)) if length <= LARGEST => {
                    hash(&self.files.read(&staged, length)?) == *new
                }
                _ => false,
            };
            if !whole {
                return Err(io::Error::other(format!("what was staged for {} is damaged", step.path)));
            }
        }
        Ok(())
    }

    fn journal(&self, name: &str) -> io::Result<Journal> {
        let path = self.at(name);
        let bytes = match self.files.look(&path)? {
            Some(Kind::File { length, .. }) if length <= LARGEST => self.files.read(&path, length)?,
            _ => Vec::new(),
        };
        String::from_utf8(bytes).ok().and_then(|text| Journal::parse(&text, self.root)).ok_or_else(|| {
            io::Error::new(
                ErrorKind::InvalidData,
                format!(
                    "nothing was written: an earlier build was cut off, and {STAGE}/{name} is damaged; `old-*` beside it \
                     are the files that were being replaced: take what you need, then remove the folder"
                ),
            )
        })
    }

    fn has(&self, name: &str) -> io::Result<bool> {
        Ok(self.files.look(&self.at(name))?.is_some())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn staged(&self, number: usize) -> PathBuf {
        self.at(&format!("new-{number}"))
    }

    fn kept(&self, number: usize) -> PathBuf {
        self.at(&format!("old-{number}"))
    }
}

fn because(problem: &io::Error, what: &str) -> io::Error {
    io::Error::new(problem.kind(), format!("{what}: {problem}"))
}

fn stuck(problem: &io::Error) -> io::Error {
    io::Error::new(
        problem.kind(),
        format!(
            "{problem}; the files that have changed cannot be put back either. Nothing is lost: {STAGE} holds the old ones \
             and the new ones; mend the cause and run `dbgen build` again"
        ),
    )
}
