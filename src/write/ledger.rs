//! The ledger: which files dbgen has written, and what stood in them.

use super::{below, tree};
use crate::emit::Artifact;
use sha2::{Digest, Sha256};
use std::io;
use std::path::Path;

/// The ledger's file, beside the spec.
pub const LEDGER: &str = "deploy.lock";

const TITLE: &str = "# The files that dbgen has written, by hash, target and path. Commit this file; do not edit it.\n";

/// One file that dbgen has written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Where it was written.
    pub path: String,
    /// The target that made it.
    pub target: String,
    /// The hash of its text.
    pub hash: String,
}

impl Entry {
    /// The entry of a file.
    pub fn of(artifact: &Artifact) -> Self {
        Self { path: artifact.path.clone(), target: artifact.target.to_owned(), hash: hash(&artifact.text) }
    }
}

/// Every file that dbgen has written, by path. It is read as what a stranger has written: a line that makes no sense
/// or leads out of the folder is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The entries, sorted.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// The ledger of a folder; empty where there is none.
    pub fn read(root: &Path) -> io::Result<Self> {
        Ok(match tree::read(root, LEDGER)? {
            tree::Found::Text(text) => Self::parse(&text, root),
            tree::Found::Nothing => Self::default(),
            tree::Found::Other(why) => return Err(io::Error::other(format!("{LEDGER} cannot be read: {why}"))),
        })
    }

    fn parse(text: &str, root: &Path) -> Self {
        let mut ledger = Self::default();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let mut parts = line.splitn(3, ' ');
            let (Some(hash), Some(target), Some(path)) = (parts.next(), parts.next(), parts.next()) else { continue };
            if hash.len() == 64 && below(root, path).is_some() {
                ledger.put(Entry { path: path.into(), target: target.into(), hash: hash.into() });
            }
        }
        ledger
    }

    /// The ledger as text.
    pub fn print(&self) -> String {
        let lines = self.entries.iter().map(|e| format!("{} {} {}\n", e.hash, e.target, e.path));
        std::iter::once(TITLE.to_owned()).chain(lines).collect()
    }

    /// The entry of a path.
    pub fn find(&self, path: &str) -> Option<&Entry> {
        self.entries.binary_search_by(|e| e.path.as_str().cmp(path)).ok().map(|at| &self.entries[at])
    }

    /// Adds or replaces an entry.
    pub fn put(&mut self, entry: Entry) {
        match self.entries.binary_search_by(|e| e.path.cmp(&entry.path)) {
            Ok(at) => self.entries[at] = entry,
            Err(at) => self.entries.insert(at, entry),
        }
    }

    /// Forgets a path.
    pub fn remove(&mut self, path: &str) {
        self.entries.retain(|e| e.path != path);
    }
}

/// SHA-256 of a text, CRLF counted as LF: a checkout may change line ends.
pub fn hash(text: &str) -> String {
    let mut hasher = Sha256::new();
    for (index, part) in text.split("\r\n").enumerate() {
        if index > 0 {
            hasher.update(b"\n");
        }
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints_and_nothing_that_leads_away() {
        let mut ledger = Ledger::default();
        ledger.put(Entry { path: "b/c.yml".into(), target: "github".into(), hash: hash("x") });
        ledger.put(Entry { path: "a.yaml".into(), target: "render".into(), hash: hash("y") });
        assert_eq!(Ledger::parse(&ledger.print(), Path::new(".")), ledger);
        let hostile = format!("{0} x ../../etc/passwd\n{0} x /etc/passwd\nnonsense\n{0} x a/../../b\n", "0".repeat(64));
        assert_eq!(Ledger::parse(&hostile, Path::new(".")), Ledger::default());
    }

    #[test]
    fn line_ends_do_not_count() {
        assert_eq!(hash("a\r\nb\r\n"), hash("a\nb\n"));
        assert_ne!(hash("a\nb"), hash("a\nb\n"));
    }
}
