//! Files to the tree: only what dbgen owns, only what has changed, all of it or none, nothing through a link.

use std::io;
use std::path::Path;

pub mod files;
mod journal;
mod ledger;
mod lock;
mod rewrite;
mod stage;
mod tree;
mod work;

pub use ledger::{Entry, LEDGER, Ledger, hash};
pub use rewrite::{Rewrite, rewrite};
pub use stage::{Recovery, STAGE};
pub use work::{Fate, Order, Step, Wishes, Work};

use files::Files;
use lock::Lock;
use stage::Stage;
use tree::{Found, View};
use work::Draft;

/// The files below a folder, and the ledger in it.
#[derive(Clone, Copy)]
pub struct Tree<'a> {
    root: &'a Path,
    files: &'a dyn Files,
}

impl<'a> Tree<'a> {
    /// The tree at `root`.
    pub fn new(root: &'a Path, files: &'a dyn Files) -> Self {
        Self { root, files }
    }

    /// Finishes or takes back what a run that was cut off has left. Without traces of one, this is one look.
    pub fn recover(&self) -> io::Result<Recovery> {
        if !self.stage().exists()? {
            return Ok(Recovery::Nothing);
        }
        self.locked(|stage| stage.recover())
    }

    /// Whether a run was cut off in the middle (or is there just now), so that the tree is neither old nor new.
    pub fn is_half_done(&self) -> io::Result<bool> {
        self.stage().half_done()
    }

    /// What an order would do; changes nothing.
    pub fn compare(&self, order: Order<'_>) -> io::Result<Work> {
        Draft::new(order)?.compare(&View::new(self.root, self.files), self.root)
    }

    /// Fulfils an order, unless a file stands in its way: then the work says which, and nothing is written.
    ///
    /// A tree that is as it should be is only read. Anything else is judged behind the lock alone: without it, what looks
    /// like somebody's edit may be the work of another dbgen that is not done yet.
    pub fn write(&self, order: Order<'_>) -> io::Result<Work> {
        let draft = Draft::new(order)?;
        let view = || View::new(self.root, self.files);
        let before = view();
        let (ledger, text) = Ledger::read(&before, self.root)?;
        if !draft.differs_from(&ledger) {
            let work = draft.compare_with(&before, self.root, &ledger, text)?;
            if work.is_nothing() {
                return Ok(work);
            }
        }
        self.locked(|stage| {
            stage.recover()?;
            let work = draft.compare(&view(), self.root)?;
            let changes = work.changes(&draft.artifacts);
            if work.refused().next().is_none() && !changes.is_empty() {
                stage.write(&changes)?;
            }
            Ok(work)
        })
    }

    /// The ledger as it stands.
    pub fn ledger(&self) -> io::Result<Ledger> {
        Ok(Ledger::read(&View::new(self.root, self.files), self.root)?.0)
    }

    /// The bytes of a file and whether it can be run; `None` where there is none that dbgen would touch.
    pub fn file(&self, path: &str) -> io::Result<Option<(Vec<u8>, bool)>> {
        Ok(match View::new(self.root, self.files).find(path)? {
            Found::File { bytes, executable } => Some((bytes, executable)),
            Found::Nothing | Found::Other(_) => None,
        })
    }

    fn stage(&self) -> Stage<'a> {
        Stage::new(self.root, self.files)
    }

    fn locked<T>(&self, act: impl FnOnce(&Stage<'a>) -> io::Result<T>) -> io::Result<T> {
        let stage = self.stage();
        let lock = Lock::take(stage.folder(), self.files)?;
        let result = act(&stage);
        stage.leave();
        drop(lock);
        result
    }
}
