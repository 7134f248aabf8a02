//! Generated files on both sides, and the patch from one to the other.

use crate::cli::Streams;
use crate::cli::outcome::Outcome;
use crate::diff::Mask;
use crate::emit::Mode;
use crate::patch::{Change, Side, hide, unified};
use crate::write::{Fate, LEDGER, Order, Tree, Work};
use std::collections::BTreeMap;
use std::io;

/// A file on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it can be run.
    pub executable: bool,
}

impl Text {
    /// A text that is no script.
    pub fn plain(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), executable: false }
    }

    fn side(&self) -> Side<'_> {
        Side { text: &self.bytes, executable: self.executable }
    }
}

/// A file on both sides.
#[derive(Debug, Default)]
pub struct Pair {
    /// What was there.
    pub old: Option<Text>,
    /// What is there then.
    pub new: Option<Text>,
    /// What was there without what looks like a credential, where it holds one.
    pub hidden: Option<String>,
}

impl Pair {
    /// A file of which somebody else than dbgen may have written what was there. What dbgen has compiled was refused, or
    /// somebody has said that it is none.
    pub fn foreign(old: Option<Text>, new: Option<Text>) -> Self {
        let text = |side: &Option<Text>| side.as_ref().map(|side| String::from_utf8_lossy(&side.bytes).into_owned());
        let was = text(&old).unwrap_or_default();
        let hidden = Some(hide(&was, &text(&new).unwrap_or_default())).filter(|shown| *shown != was);
        Self { old, new, hidden }
    }

    /// The same without what a spec has shown to be a secret.
    pub fn without(mut self, mask: Option<&Mask>) -> Self {
        if let (Some(mask), Some(_)) = (mask, &self.old) {
            let shown = String::from_utf8_lossy(self.was()).into_owned();
            let masked = mask.text(&shown);
            self.hidden = if masked == shown { self.hidden } else { Some(masked) };
        }
        self
    }

    /// The bytes of what was there, as they may be shown.
    pub fn was(&self) -> &[u8] {
        match (&self.hidden, &self.old) {
            (Some(hidden), _) => hidden.as_bytes(),
            (None, old) => old.as_ref().map_or(&[], |old| &old.bytes),
        }
    }

    /// The bytes of what is there then.
    pub fn is(&self) -> &[u8] {
        self.new.as_ref().map_or(&[], |new| &new.bytes)
    }
}

/// Files by path, and what could not be put on a side.
#[derive(Debug, Default)]
pub struct Patch {
    /// The files.
    pub files: BTreeMap<String, Pair>,
    /// Files that the patch leaves out, and why.
    pub left_out: Vec<(String, String)>,
}

impl Patch {
    /// The files that differ. The ledger is none of them: it says nothing to people.
    pub fn shown(&self) -> impl Iterator<Item = (&String, &Pair)> {
        self.files.iter().filter(|(path, pair)| *path != LEDGER && pair.old != pair.new)
    }

    /// Prints the patch, with every path behind `prefix`; says on standard error what it leaves out.
    pub fn print(&self, prefix: &str, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let (mut bytes, mut left_out, mut differs) = (Vec::new(), self.left_out.clone(), false);
        for (path, Pair { old, new, hidden }) in &self.files {
            if old == new {
                continue;
            }
            differs = true;
            if hidden.is_some() {
                left_out.push((path.clone(), "it holds what looks like a credential".into()));
                continue;
            }
            let path = format!("{prefix}{path}");
            let change = Change { path: &path, old: old.as_ref().map(Text::side), new: new.as_ref().map(Text::side) };
            unified(&change, &mut bytes);
        }
        streams.out.write_all(&bytes)?;
        if left_out.is_empty() {
            return Ok(if differs { Outcome::Different } else { Outcome::Good });
        }
        for (path, why) in &left_out {
            writeln!(streams.err, "dbgen: the patch leaves {path} out: {why}")?;
        }
        Ok(Outcome::Failed)
    }
}

/// From the tree to what a build that stops at nothing would make of it. What somebody has edited and the spec does not
/// make any more is theirs, and stays.
pub fn of_drift(work: &Work, order: Order<'_>, tree: &Tree<'_>) -> io::Result<Patch> {
    let artifacts: BTreeMap<&str, _> = order.artifacts.iter().map(|a| (a.path.as_str(), a)).collect();
    let mut patch = Patch::default();
    let there = |path: &str| -> io::Result<Option<Text>> {
        Ok(tree.file(path)?.map(|(bytes, executable)| Text { bytes, executable }))
    };
    for step in &work.steps {
        let new = match &step.fate {
            Fate::Blocked(why) => {
                patch.left_out.push((step.path.clone(), why.clone()));
                continue;
            }
            Fate::Same | Fate::Left | Fate::Ejected(_) => continue,
            Fate::Orphan => None,
            Fate::New | Fate::Changed(_) | Fate::NotExecutable | Fate::Edited(_) | Fate::Unowned(_) => artifacts
                .get(step.path.as_str())
                .map(|made| Text { bytes: made.text.as_bytes().to_vec(), executable: made.mode == Mode::Executable }),
        };
        let old = there(&step.path)?;
        patch.files.insert(step.path.clone(), Pair::foreign(old, new));
    }
    if let Some(text) = work.new_ledger() {
        patch.files.insert(LEDGER.to_owned(), Pair::foreign(there(LEDGER)?, Some(Text::plain(text))));
    }
    Ok(patch)
}
