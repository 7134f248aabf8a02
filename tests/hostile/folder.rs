//! The folder of a hostile spec. Files are written piece by piece: a child of this process counts what it holds.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::Path;

/// The largest file that is read, all but a few bytes.
const LARGE: usize = (16 << 20) - 512;

/// An environment, so that a service has somewhere to run.
pub const HEAD: &str = "project \"a\" { repository \"a/b\"; images \"ghcr.io/a/{service}\"; }\n\
                        environment \"e\" on=\"compose\" local=#true\n";

pub struct Folder {
    folder: tempfile::TempDir,
    scale: usize,
}

impl Folder {
    pub fn new(scale: usize) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), scale }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// So many of something.
    pub fn many(&self, count: usize) -> usize {
        count / self.scale
    }

    fn file(&self, path: &str) -> BufWriter<File> {
        let full = self.path().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        BufWriter::new(File::create(full).unwrap())
    }

    /// A file of a few words.
    pub fn put(&self, path: &str, text: &str) {
        self.file(path).write_all(text.as_bytes()).unwrap();
    }

    /// The spec, as large as a file may be: a piece again and again between two others.
    pub fn fill(&self, before: &str, piece: impl AsRef<[u8]>, after: &str) {
        let count = LARGE / self.scale / piece.as_ref().len();
        let mut file = self.file("deploy.kdl");
        file.write_all(before.as_bytes()).unwrap();
        (0..count).for_each(|_| file.write_all(piece.as_ref()).unwrap());
        file.write_all(after.as_bytes()).unwrap();
    }

    /// The spec of so many pieces, each by its number, between two others.
    pub fn count(&self, before: &str, count: usize, piece: impl Fn(usize) -> String, after: &str) {
        self.count_in("deploy.kdl", before, self.many(count), piece, after);
    }

    /// The same for any file, and not scaled.
    pub fn count_in(&self, path: &str, before: &str, count: usize, piece: impl Fn(usize) -> String, after: &str) {
        let mut file = self.file(path);
        file.write_all(before.as_bytes()).unwrap();
        (0..count).for_each(|index| file.write_all(piece(index).as_bytes()).unwrap());
        file.write_all(after.as_bytes()).unwrap();
    }

    /// A link.
    pub fn link(&self, path: &str, target: impl AsRef<Path>) {
        std::os::unix::fs::symlink(target, self.path().join(path)).unwrap();
    }

    /// What the command is to print into: beside the folder, which some commands look through.
    pub fn output(&self) -> File {
        File::create(self.path().with_extension("out")).unwrap()
    }

    pub fn shown(&self) -> u64 {
        fs::metadata(self.path().with_extension("out")).unwrap().len()
    }

    /// The start of what it has printed.
    pub fn said(&self) -> String {
        let mut bytes = Vec::new();
        File::open(self.path().with_extension("out")).unwrap().take(100_000).read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.path().with_extension("out"));
    }
}
