//! Looking at a tree, below its root and never through a link.

use super::files::{Files, Kind};
use super::stage::STAGE;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A regular file that can be read.
    File {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Whether it can be run.
        executable: bool,
    },
    /// Something that dbgen will not touch; why.
    Other(String),
}

/// Files larger than anything dbgen writes are somebody else's.
const LARGEST: u64 = 64 << 20;

/// What a folder on the way to a file is.
#[derive(Debug, Clone)]
enum Way {
    Open,
    Missing,
    Shut(String),
}

/// A look at a tree. Each folder on the way is looked at once, so it is only good until something changes.
pub struct View<'a> {
    root: &'a Path,
    files: &'a dyn Files,
    ways: RefCell<BTreeMap<String, Way>>,
}

impl<'a> View<'a> {
    /// The tree at `root` as it is now.
    pub fn new(root: &'a Path, files: &'a dyn Files) -> Self {
        Self { root, files, ways: RefCell::default() }
    }

    /// What stands at a path.
    pub fn find(&self, path: &str) -> io::Result<Found> {
        let Some(full) = below(self.root, path) else { return Ok(Found::Other("it leads out of the folder".into())) };
        match self.way(folder_of(path))? {
            Way::Open => {}
            Way::Missing => return Ok(Found::Nothing),
            Way::Shut(why) => return Ok(Found::Other(why)),
        }
        let (executable, length) = match self.files.look(&full)? {
            None => return Ok(Found::Nothing),
            Some(Kind::Link) => return Ok(Found::Other("it is a link".into())),
            Some(Kind::Folder) => return Ok(Found::Other("it is a folder".into())),
            Some(Kind::Other) => return Ok(Found::Other("it is no regular file".into())),
            Some(Kind::File { length, .. }) if length > LARGEST => {
                return Ok(Found::Other("it is larger than any generated file".into()));
            }
            Some(Kind::File { executable, length }) => (executable, length),
        };
        Ok(Found::File { bytes: self.files.read(&full, length)?, executable })
    }

    /// The folders that are missing on the way to a path, the outermost first; an error where the way is shut.
    pub fn missing_folders(&self, path: &str) -> io::Result<Vec<String>> {
        let mut missing = Vec::new();
        let mut folder = folder_of(path);
        while !folder.is_empty() {
            match self.way(folder)? {
                Way::Open => break,
                Way::Missing => missing.push(folder.to_owned()),
                Way::Shut(why) => return Err(io::Error::other(format!("{path} cannot be written: {why}"))),
            }
            folder = folder_of(folder);
        }
        missing.reverse();
        Ok(missing)
    }

    fn way(&self, folder: &str) -> io::Result<Way> {
        if folder.is_empty() {
            return Ok(Way::Open);
        }
        if let Some(known) = self.ways.borrow().get(folder) {
            return Ok(known.clone());
        }
        let way = match self.way(folder_of(folder))? {
            Way::Open => match self.files.look(&self.root.join(folder))? {
                None => Way::Missing,
                Some(Kind::Folder) => Way::Open,
                Some(Kind::Link) => Way::Shut(format!("the folder `{folder}` on its way is a link")),
                Some(_) => Way::Shut(format!("`{folder}` on its way is no folder")),
            },
            other => other,
        };
        self.ways.borrow_mut().insert(folder.to_owned(), way.clone());
        Ok(way)
    }
}

/// The folder of a path; empty for the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path on disk of a path from the root; `None` where it would leave the root by its own words, or would be in a
/// folder that is git's or dbgen's own.
pub fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let good = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0', '\n']);
    // Some file systems do not tell `.GIT` from `.git`.
    let kept = |part: &str| part.eq_ignore_ascii_case(".git") || part.eq_ignore_ascii_case(STAGE);
    path.split('/').all(|part| good(part) && !kept(part)).then(|| root.join(path))
}
