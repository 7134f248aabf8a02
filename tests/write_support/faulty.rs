//! The disk with a fault at one touch: an error, or the end of the process.

use dbgen::emit::Mode;
use dbgen::write::files::{Disk, Files, Kind, Locked};
use std::cell::Cell;
use std::io::{self, ErrorKind};
use std::path::Path;

/// What happens at the chosen touch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// It fails with this error; a file that is being written is half there. The process goes on.
    Error(ErrorKind),
    /// It and everything behind it fail with this error, as on a tree that has become read-only.
    Errors(ErrorKind),
    /// The process ends before it.
    KilledBefore,
    /// The process ends in the middle of it: a file that is being written is half there.
    KilledWithin,
}

/// The disk, with a fault at one touch.
pub struct Faulty {
    touches: Cell<usize>,
    at: usize,
    fault: Fault,
    /// The touch before which the process ends, whatever the fault.
    end: usize,
    /// Whether files can have second names.
    links: bool,
}

impl Faulty {
    pub fn new(at: usize, fault: Fault) -> Self {
        Self { touches: Cell::new(0), at, fault, end: usize::MAX, links: true }
    }

    /// Without a fault.
    pub fn sound() -> Self {
        Self::new(usize::MAX, Fault::KilledBefore)
    }

    /// The process ends at a later touch.
    pub fn and_killed_before(mut self, end: usize) -> Self {
        self.end = end;
        self
    }

    /// Files have one name only, as on FAT.
    pub fn without_links(mut self) -> Self {
        self.links = false;
        self
    }

    /// How often files were touched, or would have been.
    pub fn touches(&self) -> usize {
        self.touches.get()
    }

    /// Counts a touch; says how it fails.
    fn touch(&self) -> io::Result<()> {
        let number = self.touches.replace(self.touches.get() + 1);
        match self.fault {
            // A process that has ended touches nothing any more.
            _ if number >= self.end => Err(ErrorKind::Interrupted.into()),
            Fault::Error(kind) if number == self.at => Err(kind.into()),
            Fault::Errors(kind) if number >= self.at => Err(kind.into()),
            Fault::KilledBefore | Fault::KilledWithin if number >= self.at => Err(ErrorKind::Interrupted.into()),
            _ => Ok(()),
        }
    }

    /// Whether the fault has come.
    pub fn struck(&self) -> bool {
        self.touches.get() > self.at
    }

    /// Whether the last touch was the one with the fault.
    fn strikes_now(&self) -> bool {
        self.touches.get() == self.at + 1
    }
}

impl Files for Faulty {
    fn look(&self, path: &Path) -> io::Result<Option<Kind>> {
        self.touch().and_then(|()| Disk.look(path))
    }

    fn read(&self, path: &Path, length: u64) -> io::Result<Vec<u8>> {
        self.touch().and_then(|()| Disk.read(path, length))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.touch().and_then(|()| Disk.names(folder))
    }

    fn create(&self, path: &Path, bytes: &[u8], mode: Mode, _: bool) -> io::Result<()> {
        if let Err(problem) = self.touch() {
            if self.strikes_now() && self.fault != Fault::KilledBefore {
                Disk.create(path, &bytes[..bytes.len() / 2], Mode::Plain, false).unwrap();
            }
            return Err(problem);
        }
        // No test takes the power away, and forcing to disk is most of their time.
        Disk.create(path, bytes, mode, false)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.touch().and_then(|()| Disk.make_folder(path))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.touch()?;
        if self.links { Disk.link(from, to) } else { Err(ErrorKind::Unsupported.into()) }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.touch().and_then(|()| Disk.rename(from, to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.touch().and_then(|()| Disk.remove(path))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.touch().and_then(|()| Disk.remove_folder(path))
    }

    fn lock(&self, path: &Path) -> io::Result<Locked> {
        self.touch().and_then(|()| Disk.lock(path))
    }
}
