//! How the files differ from what the spec compiles to, as plain data, and each way to show it.

use crate::emit::{Artifact, HEADER};
use crate::write::{Fate, LEDGER, Step, Work};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

mod show;

pub use show::{github, json, markdown, schema, terminal};

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The spec as people name it.
    pub spec: String,
    /// The files that are not what they should be, by path.
    pub files: Vec<File>,
    /// Whether the ledger is not what it should be, with or without them.
    pub ledger: bool,
    /// How many files are what they should be.
    pub good: usize,
    /// How many files were left to somebody else.
    pub ejected: usize,
}

/// A file that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, from the folder of the spec.
    pub path: String,
    /// What is wrong with it.
    pub state: State,
    /// The same in words.
    pub why: String,
    /// The text that stands there and the one that should, where there are both.
    pub texts: Option<(String, String)>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is not there.
    Missing,
    /// dbgen wrote it, nobody has edited it, and the spec says something else now.
    Stale,
    /// It has lost the bit that lets it be run.
    NotExecutable,
    /// dbgen wrote it, nobody has edited it, and the spec does not make it any more.
    Orphan,
    /// The spec does not make it any more, and somebody has edited it.
    Left,
    /// dbgen wrote it, and somebody has edited it.
    Edited,
    /// The spec makes it, and dbgen did not write what is there.
    Unowned,
    /// Something stands there that dbgen will not touch.
    Blocked,
}

impl Drift {
    /// Compares by what a build would do.
    pub fn of(work: &Work, artifacts: &[Artifact], spec: String) -> Self {
        let texts: BTreeMap<&str, &str> = artifacts.iter().map(|a| (a.path.as_str(), a.text.as_str())).collect();
        let ejected = work.steps.iter().filter(|step| matches!(step.fate, Fate::Ejected(_))).count();
        let files: Vec<File> = work.steps.iter().filter_map(|step| File::of(step, &texts)).collect();
        Self {
            spec,
            ledger: work.new_ledger().is_some(),
            good: work.steps.len() - ejected - files.len(),
            ejected,
            files,
        }
    }

    /// Whether everything is what it should be.
    pub fn is_nothing(&self) -> bool {
        self.files.is_empty() && !self.ledger
    }

    /// `3 files differ`.
    fn summary(&self) -> String {
        match self.files.len() {
            0 if self.ledger => format!("{LEDGER} differs"),
            0 => {
                let but = if self.ejected > 0 { format!(", {} ejected", self.ejected) } else { String::new() };
                format!("{} as they should be{but}", plural(self.good, "file"))
            }
            1 => "1 file differs".to_owned(),
            count => format!("{count} files differ"),
        }
    }
}

impl File {
    fn of(step: &Step, texts: &BTreeMap<&str, &str>) -> Option<Self> {
        let state = match step.fate {
            Fate::Same | Fate::Ejected(_) => return None,
            Fate::New => State::Missing,
            Fate::Changed(_) => State::Stale,
            Fate::NotExecutable => State::NotExecutable,
            Fate::Orphan => State::Orphan,
            Fate::Left => State::Left,
            Fate::Edited(_) => State::Edited,
            Fate::Unowned(_) => State::Unowned,
            Fate::Blocked(_) => State::Blocked,
        };
        let texts = match &step.fate {
            Fate::Changed(old) | Fate::Edited(old) | Fate::Unowned(old) => {
                texts.get(step.path.as_str()).map(|new| (old.clone(), (*new).to_owned()))
            }
            _ => None,
        };
        Some(Self { path: step.path.clone(), state, why: why(step), texts })
    }
}

/// What is wrong with a file, in words.
pub fn why(step: &Step) -> String {
    let words = match &step.fate {
        Fate::New => "is missing",
        Fate::Orphan => "the spec does not make it any more",
        Fate::Left => "the spec does not make it any more; somebody has edited it",
        Fate::NotExecutable => "cannot be run any more",
        Fate::Changed(_) => "the spec says something else now",
        Fate::Edited(text) if has_conflict(text) => "it holds the conflict of a merge",
        Fate::Edited(_) => "somebody has edited it since dbgen wrote it",
        Fate::Unowned(text) if text.lines().take(3).any(|line| line.contains(HEADER)) => {
            return format!("dbgen made it, but {LEDGER} does not list it");
        }
        Fate::Unowned(_) => "it is there already, and dbgen did not write it",
        Fate::Blocked(why) => why,
        Fate::Same | Fate::Ejected(_) => "",
    };
    words.to_owned()
}

fn has_conflict(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<< ")) && text.lines().any(|line| line.starts_with(">>>>>>> "))
}

/// `1 file`, `2 files`.
fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
