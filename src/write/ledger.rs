//! The ledger: which files dbgen has written, and what stood in them.

use super::tree::{Found, View, below};
use crate::emit::Artifact;
use memchr::memchr;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// The ledger's file, beside the spec.
pub const LEDGER: &str = "deploy.lock";

const TITLE: &str = "# The files that dbgen has written, by hash, target and path. Commit this file; do not edit it.\n";

/// What stands in the place of the hash of a file that has been ejected.
const EJECTED: &str = "ejected";

/// Larger than the ledger of a hundred thousand files.
const LARGEST: usize = 16 << 20;

/// What dbgen knows of a file that it has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The target that made it.
    pub target: String,
    /// The hash of its text.
    pub hash: String,
}

impl Entry {
    /// The entry of a file.
    pub fn of(artifact: &Artifact) -> Self {
        Self { target: artifact.target.to_owned(), hash: hash(artifact.text.as_bytes()) }
    }
}

/// Every file that dbgen has written, by path. It is read as what a stranger has written: a line that makes no sense
/// or leads out of the folder is passed over.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The files that dbgen writes.
    pub entries: BTreeMap<String, Entry>,
    /// The files that it has written once and never writes again, with their targets.
    pub ejected: BTreeMap<String, String>,
    /// Further hashes of the same files: a merge that nobody has tidied leaves the lines of both sides.
    pub(super) twins: BTreeSet<(String, String)>,
}

impl Ledger {
    /// The ledger of a tree, and its text; empty where there is none.
    pub fn read(view: &View<'_>, root: &Path) -> io::Result<(Self, Option<String>)> {
        let cannot = |why: &str| Err(io::Error::other(format!("{LEDGER} cannot be read: {why}")));
        match view.find(LEDGER)? {
            Found::Nothing => Ok((Self::default(), None)),
            Found::Other(why) => cannot(&why),
            Found::File { bytes, .. } if bytes.len() > LARGEST => cannot("it is larger than any ledger"),
            Found::File { bytes, .. } => match String::from_utf8(bytes) {
                Ok(text) => Ok((Self::parse(&text, root), Some(text))),
                Err(_) => cannot("it is no text"),
            },
        }
    }

    /// Reads the text of a ledger.
    pub fn parse(text: &str, root: &Path) -> Self {
        let mut ledger = Self::default();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let mut parts = line.splitn(3, ' ');
            let (Some(hash), Some(target), Some(path)) = (parts.next(), parts.next(), parts.next()) else { continue };
            if path == LEDGER || below(root, path).is_none() {
                continue;
            }
            if hash == EJECTED {
                ledger.ejected.insert(path.into(), target.into());
            } else if is_hash(hash) {
                let twin = ledger.entries.insert(path.into(), Entry { target: target.into(), hash: hash.into() });
                ledger.twins.extend(twin.map(|twin| (path.to_owned(), twin.hash)));
            }
        }
        let Self { entries, ejected, .. } = &mut ledger;
        entries.retain(|path, _| !ejected.contains_key(path));
        ledger
    }

    /// The ledger that a build leaves where this one was, with nothing in its way.
    pub fn built(&self, artifacts: &[Artifact]) -> Self {
        let mut built = Self { ejected: self.ejected.clone(), ..Self::default() };
        for artifact in artifacts {
            match built.ejected.get_mut(&artifact.path) {
                Some(target) => artifact.target.clone_into(target),
                None => _ = built.entries.insert(artifact.path.clone(), Entry::of(artifact)),
            }
        }
        built
    }

    /// The ledger as text.
    pub fn print(&self) -> String {
        let written = self.entries.iter().map(|(path, e)| (path, format!("{} {} {path}\n", e.hash, e.target)));
        let ejected = self.ejected.iter().map(|(path, target)| (path, format!("{EJECTED} {target} {path}\n")));
        let mut lines: Vec<_> = written.chain(ejected).collect();
        lines.sort();
        std::iter::once(TITLE.to_owned()).chain(lines.into_iter().map(|(_, line)| line)).collect()
    }

    /// Whether dbgen has written a text with this hash to a path.
    pub fn wrote(&self, path: &str, hash: &str) -> bool {
        self.entries.get(path).is_some_and(|e| e.hash == hash)
            || self.twins.contains(&(path.to_owned(), hash.to_owned()))
    }
}

/// Whether a word is one that [`hash`] could have made.
pub fn is_hash(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// SHA-256 of a text, CRLF counted as LF: a checkout may change line ends.
pub fn hash(text: &[u8]) -> String {
    let mut hasher = Sha256::new();
    if memchr(b'\r', text).is_some() {
        let carriage = |at: usize| text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
        let kept: Vec<u8> = (0..text.len()).filter(|at| !carriage(*at)).map(|at| text[at]).collect();
        hasher.update(kept);
    } else {
        hasher.update(text);
    }
    let mut word = String::with_capacity(64);
    for byte in hasher.finalize() {
        for digit in [byte >> 4, byte & 15] {
            word.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Ledger {
        Ledger::parse(text, Path::new("."))
    }

    #[test]
    fn reads_what_it_prints() {
        let text = format!("{TITLE}{} render a.yaml\nejected github b c/d.yml\n{} helm e\n", hash(b"x"), hash(b"y"));
        assert_eq!(parse(&text).print(), text);
        assert_eq!(parse(&text.replace('\n', "\r\n")).print(), text);
    }

    #[test]
    fn takes_nothing_that_leads_away_from_a_stranger() {
        let zero = "0".repeat(64);
        let paths =
            "../../etc/passwd /etc/passwd a/../../b a//b ./a .git/config a/.GIT/hooks/x .dbgen-stage/lock a\\b C:x";
        let mut lines: String = paths.split(' ').map(|path| format!("{zero} x {path}\n")).collect();
        lines += &format!("{zero} x {LEDGER}\n{} x short\n{} x upper\nnonsense\n\n", &zero[1..], "A".repeat(64));
        let ledger = parse(&lines);
        assert!(ledger.entries.is_empty() && ledger.ejected.is_empty(), "{ledger:?}");
    }

    #[test]
    fn both_sides_of_a_merge_count() {
        let (ours, theirs) = (hash(b"ours"), hash(b"theirs"));
        let ledger = parse(&format!("<<<<<<< HEAD\n{ours} x a\n=======\n{theirs} x a\n>>>>>>> b\n"));
        assert!(ledger.wrote("a", &ours) && ledger.wrote("a", &theirs) && !ledger.wrote("a", &hash(b"")));
        assert_eq!(ledger.entries.len(), 1);
    }

    #[test]
    fn what_is_ejected_is_not_owned() {
        let ledger = parse(&format!("ejected x a\n{} x a\n", hash(b"")));
        assert!(ledger.entries.is_empty() && !ledger.wrote("a", &hash(b"")));
    }

    #[test]
    fn line_ends_do_not_count() {
        assert_eq!(hash(b"a\r\nb\r\n"), hash(b"a\nb\n"));
        assert_ne!(hash(b"a\r\r\n"), hash(b"a\n"));
        assert_ne!(hash(b"a\nb"), hash(b"a\nb\n"));
        assert_ne!(hash(b"a\rb"), hash(b"ab"));
    }
}
