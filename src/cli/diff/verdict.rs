//! Which differences count for the exit code.

use crate::cli::git::Refusal;
use crate::cli::outcome::Outcome;
use crate::diag::did_you_mean;
use crate::diff::rules::RULES;
use crate::diff::{Change, Diff, Level, Value};
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
#[derive(Debug, Clone)]
pub struct Verdict<'a> {
    bar: Option<Bar>,
    ignored: &'a [String],
}

impl<'a> Verdict<'a> {
    /// What counts from `bar` on, but for the risks of the codes that are `ignored`.
    pub fn new(bar: Option<Bar>, ignored: &'a [String]) -> Result<Self, Refusal> {
        let codes = || RULES.iter().map(|rule| rule.code.0);
        match ignored.iter().find(|code| !codes().any(|own| own == *code)) {
            None => Ok(Self { bar, ignored }),
            Some(wrong) => {
                let shown: String = wrong.chars().filter(|c| !c.is_control()).take(100).collect();
                let words = format!("`--ignore {shown}`: no risk has this code");
                Err(Refusal::new(
                    words,
                    match did_you_mean(wrong, codes()) {
                        Some(better) => format!("did you mean `{better}`?"),
                        None => "the code of a risk stands in brackets behind its reason".to_owned(),
                    },
                ))
            }
        }
    }

    /// Whether more counts than that anything differs.
    pub fn weighs(&self) -> bool {
        !self.ignored.is_empty() || self.bar.is_some_and(|bar| bar != Bar::Any)
    }

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
        let accepted: Vec<&Change> = diff.changes.iter().filter(|change| is_accepted(change)).collect();
        let counts = |change: &&Change| !is_accepted(change) && !accepted.iter().any(|other| is_same(other, change));
        let mut counted = diff.changes.iter().filter(counts);
        let fails = match self.bar {
            Some(Bar::Breaks) => counted.any(|change| change.level() >= Level::Breaks),
            Some(Bar::Weakens) => counted.any(|change| change.level() >= Level::Weakens),
            Some(Bar::Any) | None => counted.next().is_some() || (diff.changes.is_empty() && files_differ),
        };
        if fails { Outcome::Different } else { Outcome::Good }
    }
}

fn is_accepted(change: &Change) -> bool {
    !change.risks.is_empty() && change.risks.iter().all(|risk| risk.accepted.is_some())
}

/// Whether what is accepted in one place is nothing to worry about in another: the same change on a developer's machine.
fn is_same(accepted: &Change, other: &Change) -> bool {
    let text = |value: &Option<Value>| value.as_ref().map(|value| value.text.clone());
    other.risks.is_empty()
        && (&accepted.subject, &accepted.path, accepted.action) == (&other.subject, &other.path, other.action)
        && (text(&accepted.before), text(&accepted.after)) == (text(&other.before), text(&other.after))
}
