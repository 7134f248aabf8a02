//! What is said again and again, for people: fifty services with one mistake are one thing to read.

use super::{Selection, select_counted};
use crate::diag::{Code, Diagnostic, Level, codes};
use std::collections::BTreeMap;

/// So many findings of a kind are shown whole; the others are places beneath the last of them.
const MOST_OF_A_KIND: usize = 3;

/// Findings of which those that say the same are told together.
#[derive(Debug)]
pub struct Folded {
    told: Vec<Diagnostic>,
    /// How many findings each of them tells.
    counts: Vec<usize>,
}

impl Folded {
    /// Every finding by itself where there is room for all; else of each kind the first few.
    pub fn of(diagnostics: &[Diagnostic], room: usize) -> Self {
        if diagnostics.len() <= room {
            return Self { told: diagnostics.to_vec(), counts: vec![1; diagnostics.len()] };
        }
        let mut kinds: BTreeMap<(Code, Level, &str, &str), Vec<usize>> = BTreeMap::new();
        let mut folded = Self { told: Vec::new(), counts: Vec::new() };
        for diagnostic in diagnostics {
            let told = kinds.entry(kind(diagnostic)).or_default();
            match told.last() {
                Some(last) if told.len() == MOST_OF_A_KIND => {
                    folded.told[*last].also_told(diagnostic);
                    folded.counts[*last] += 1;
                }
                _ => {
                    told.push(folded.told.len());
                    folded.told.push(diagnostic.clone());
                    folded.counts.push(1);
                }
            }
        }
        folded
    }

    /// How many there are to tell.
    pub fn count(&self) -> usize {
        self.told.len()
    }

    /// At most `limit` of what is told; what is left out is counted as it was found.
    pub fn select(&self, limit: usize) -> Selection<'_> {
        let counted: Vec<(&Diagnostic, usize)> = self.told.iter().zip(self.counts.iter().copied()).collect();
        select_counted(&counted, limit)
    }
}

/// What two findings have in common that one sentence tells: the names in the sentence do not matter where the same
/// remedy helps against both.
fn kind(diagnostic: &Diagnostic) -> (Code, Level, &str, &str) {
    let Diagnostic { code, level, message, help, .. } = diagnostic;
    let help = help.as_deref().unwrap_or_default();
    let of_names = code.rule().is_some() || *code == codes::NOT_EXPRESSIBLE;
    (*code, *level, if of_names && !help.is_empty() { "" } else { message }, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn at(place: u32, code: Code, message: &str) -> Diagnostic {
        Diagnostic::found(code, Span::new(FileId(0), place, place + 1), message).help("mend it")
    }

    fn told(diagnostics: &[Diagnostic], room: usize) -> Vec<(String, usize)> {
        let folded = Folded::of(diagnostics, room);
        let shown = folded.select(room).shown.into_iter();
        shown.map(|told| (told.message.clone(), told.labels.len())).collect()
    }

    #[test]
    fn of_many_that_say_the_same_a_few_are_told() {
        let rule: Vec<Diagnostic> =
            (0..30).map(|n| at(n, codes::NO_HEALTH_CHECK, &format!("nothing asks `s{n}`"))).collect();
        let other = at(30, codes::NO_HEALTH_CHECK, "another remedy").help("another");
        let all: Vec<Diagnostic> = rule.into_iter().chain([other]).collect();
        let told = told(&all, 20);
        let labels: Vec<usize> = told.iter().map(|(_, labels)| *labels).collect();
        assert_eq!(labels, [1, 1, 28, 1], "{told:?}");
        assert_eq!(Folded::of(&all, 20).select(2).codes(), "29 no-health-check");
        let third = &Folded::of(&all, 20).told[2];
        assert_eq!(third.labels[1].text, "nothing asks `s3`");
    }

    #[test]
    fn names_are_told_apart_where_no_rule_says_that_one_remedy_does() {
        let all: Vec<Diagnostic> = (0..5).map(|n| at(n, codes::UNKNOWN_NODE, &format!("no node `n{n}`"))).collect();
        assert_eq!(Folded::of(&all, 2).count(), 5);
        let same: Vec<Diagnostic> = (0..5).map(|n| at(n, codes::UNKNOWN_NODE, "no node `helth`")).collect();
        assert_eq!(told(&same, 4).last().map(|(_, labels)| *labels), Some(3));
        assert_eq!(told(&same, 5).len(), 5);
    }
}
