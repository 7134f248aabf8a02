//! Which differences count for the exit code.

use crate::cli::outcome::Outcome;
use crate::diff::{Change, Diff, Level};
use clap::ValueEnum;

/// From where on a change fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Bar {
    /// Something that works now stops, is lost, or has to be made anew
    Breaks,
    /// Something that protected is gone or protects less; or what breaks
    Weakens,
    /// Anything
    Any,
}

/// What counts, and what was asked not to.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// The least that counts.
    pub bar: Option<Bar>,
    /// The codes whose changes do not count.
    pub ignored: Vec<String>,
}

impl Verdict {
    /// Marks what is ignored as accepted: it is shown all the same.
    pub fn accept(&self, diff: &mut Diff) {
        for risk in diff.changes.iter_mut().flat_map(|change| &mut change.risks) {
            if self.ignored.iter().any(|code| code == risk.code.0) {
                risk.accepted.get_or_insert_with(|| "--ignore".to_owned());
            }
        }
    }

    /// How a comparison ends that has found this. Differences below the bar are no reason to fail; those at it and
    /// above end with 2, not 1: that stays for where there is no answer, so that a script can tell the two apart.
    pub fn outcome(&self, diff: &Diff, files_differ: bool) -> Outcome {
        let counts = |change: &&Change| change.risks.is_empty() || change.risks.iter().any(|r| r.accepted.is_none());
        let mut counted = diff.changes.iter().filter(counts);
        let fails = match self.bar {
            Some(Bar::Breaks) => counted.any(|change| change.level() >= Level::Breaks),
            Some(Bar::Weakens) => counted.any(|change| change.level() >= Level::Weakens),
            Some(Bar::Any) | None => counted.next().is_some() || (diff.changes.is_empty() && files_differ),
        };
        if fails { Outcome::Different } else { Outcome::Good }
    }
}
