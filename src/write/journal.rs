//! The journal: every move of a write, noted before the first one is made.

use super::ledger::{hash, is_hash};
use super::tree::below;
use std::path::Path;

const TITLE: &str = "dbgen journal 1";

/// What becomes of one path. Its new text is staged as `new-N`, what stood there is kept as `old-N`; `N` is the place
/// of the move in its journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The path from the root.
    pub path: String,
    /// The hash of what stands there before; `None` for nothing.
    pub old: Option<String>,
    /// The hash of what stands there after; `None` for nothing.
    pub new: Option<String>,
}

/// A write as it is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal {
    /// The folders that have to be made, the outer ones first.
    pub folders: Vec<String>,
    /// The moves, in their order.
    pub moves: Vec<Move>,
}

impl Journal {
    /// The journal as text; its last line holds the hash of the others.
    pub fn print(&self) -> String {
        let mut text = format!("{TITLE}\n");
        for folder in &self.folders {
            text += &format!("folder {folder}\n");
        }
        let word = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "-".into());
        for step in &self.moves {
            text += &format!("move {} {} {}\n", word(&step.old), word(&step.new), step.path);
        }
        let end = hash(text.as_bytes());
        text + &format!("end {end}\n")
    }

    /// Reads a journal; `None` for one that is cut off, damaged, or leads out of the root.
    pub fn parse(text: &str, root: &Path) -> Option<Self> {
        let at = text.rfind("end ")?;
        let (body, end) = text.split_at(at);
        if end.strip_prefix("end ")?.strip_suffix('\n')? != hash(body.as_bytes()) {
            return None;
        }
        let mut lines = body.lines();
        lines.next().filter(|title| *title == TITLE)?;
        let mut journal = Self::default();
        let inside = |path: &str| below(root, path).map(|_| path.to_owned());
        for line in lines {
            if let Some(folder) = line.strip_prefix("folder ") {
                journal.folders.push(inside(folder)?);
                continue;
            }
            let mut parts = line.strip_prefix("move ")?.splitn(3, ' ');
            let (old, new, path) = (word(parts.next()?)?, word(parts.next()?)?, inside(parts.next()?)?);
            journal.moves.push(Move { path, old, new });
        }
        Some(journal)
    }
}

/// `Some(None)` for `-`, `None` for what is no hash.
fn word(word: &str) -> Option<Option<String>> {
    if word == "-" {
        return Some(None);
    }
    is_hash(word).then(|| Some(word.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        let (old, new) = (Some(hash(b"old")), Some(hash(b"new")));
        Journal {
            folders: vec!["a".into(), "a/b c".into()],
            moves: vec![
                Move { path: "a/b c/d".into(), old: None, new: new.clone() },
                Move { path: "end of it".into(), old: old.clone(), new },
                Move { path: "f".into(), old, new: None },
            ],
        }
    }

    #[test]
    fn reads_what_it_prints() {
        assert_eq!(Journal::parse(&journal().print(), Path::new(".")), Some(journal()));
    }

    #[test]
    fn a_part_of_a_journal_is_none() {
        let text = journal().print();
        for end in 0..text.len() {
            assert_eq!(Journal::parse(&text[..end], Path::new(".")), None, "{end}");
        }
    }

    #[test]
    fn a_journal_that_leads_away_is_none() {
        for path in ["../x", "/x", ".git/config", "a/../../x", ".dbgen-stage/lock"] {
            let mut away = journal();
            away.moves[0].path = path.into();
            assert_eq!(Journal::parse(&away.print(), Path::new(".")), None, "{path}");
            let mut away = journal();
            away.folders[0] = path.into();
            assert_eq!(Journal::parse(&away.print(), Path::new(".")), None, "{path}");
        }
    }
}
