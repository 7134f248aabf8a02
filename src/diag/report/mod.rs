//! Diagnostics for people and for machines, in the formats that both read. Everything has a bound: a thousand problems
//! are counted, not listed.

use super::{Code, Diagnostic, Level};
use crate::source::{Sources, Span};
use std::collections::BTreeMap;

mod fold;
mod github;
mod json;
mod sarif;

pub use fold::Folded;
pub use github::{MOST_ANNOTATIONS, github, workflow_command};
pub use json::{Build, Check, File, State, json, schema};
pub use sarif::sarif;

/// So many problems are drawn at a terminal: whoever has more starts at the top.
pub const MOST_DRAWN: usize = 20;
/// So many problems are handed to a machine. GitHub shows no more results of a SARIF file ("SARIF results exceed one or
/// more limits").
pub const MOST_LISTED: usize = 5000;

/// What is reported on.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// Everything there is to say, by place.
    pub diagnostics: &'a [Diagnostic],
    /// What was found and does not count.
    pub waived: &'a [Waived],
    /// The files that it is said of.
    pub sources: &'a Sources,
    /// The folder of the spec, from the root of its repository, with a `/` at its end; empty for the root itself.
    pub folder: &'a str,
    /// The name of the main file in it.
    pub spec: &'a str,
}

/// A finding that the spec takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// What was found.
    pub finding: Diagnostic,
    /// Why it does not count.
    pub reason: String,
    /// Where that is said.
    pub place: Span,
}

/// A part of what is to be said.
#[derive(Debug)]
pub struct Selection<'a> {
    /// What is shown, by place.
    pub shown: Vec<&'a Diagnostic>,
    /// How many are not, by code; the most frequent first.
    pub left_out: Vec<(Code, usize)>,
}

/// At most `limit` of the diagnostics: no error gives way to a warning.
pub fn select(diagnostics: &[Diagnostic], limit: usize) -> Selection<'_> {
    let counted: Vec<(&Diagnostic, usize)> = diagnostics.iter().map(|diagnostic| (diagnostic, 1)).collect();
    select_counted(&counted, limit)
}

/// The same of diagnostics that each tell of several.
fn select_counted<'a>(diagnostics: &[(&'a Diagnostic, usize)], limit: usize) -> Selection<'a> {
    let mut room = limit;
    let mut lowest = None;
    // The weights that fit whole, and how many of the next one down still do.
    for level in [Level::Error, Level::Warning, Level::Advice] {
        let count = diagnostics.iter().filter(|(d, _)| d.level == level).count();
        if count > room {
            lowest = Some(level);
            break;
        }
        room -= count;
    }
    let mut shown = Vec::new();
    let mut left_out: BTreeMap<Code, usize> = BTreeMap::new();
    for (diagnostic, count) in diagnostics.iter().copied() {
        let fits = match lowest {
            Some(level) if diagnostic.level == level && room > 0 => {
                room -= 1;
                true
            }
            Some(level) => diagnostic.level > level,
            None => true,
        };
        if fits {
            shown.push(diagnostic);
        } else {
            *left_out.entry(diagnostic.code).or_default() += count;
        }
    }
    let mut left_out: Vec<(Code, usize)> = left_out.into_iter().collect();
    left_out.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Selection { shown, left_out }
}

impl Selection<'_> {
    /// How many are not shown.
    pub fn rest(&self) -> usize {
        self.left_out.iter().map(|(_, count)| count).sum()
    }

    /// The codes of what is not shown: `30 unknown-node, 7 missing`.
    pub fn codes(&self) -> String {
        let codes: Vec<String> = self.left_out.iter().map(|(code, count)| format!("{count} {code}")).collect();
        codes.join(", ")
    }
}

/// How many of each level: `3 errors, 2 warnings`.
pub fn count(diagnostics: &[Diagnostic]) -> String {
    let words = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Advice, "advice")];
    let counts: Vec<String> = words
        .iter()
        .filter_map(|(level, word)| match diagnostics.iter().filter(|d| d.level == *level).count() {
            0 => None,
            1 => Some(format!("1 {word}")),
            n if *level == Level::Advice => Some(format!("{n} pieces of advice")),
            n => Some(format!("{n} {word}s")),
        })
        .collect();
    counts.join(", ")
}

/// One line: how many of each level, and where to read more of the first one that weighs most. Empty where nothing is
/// to be said.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let Some(heaviest) = diagnostics.iter().rev().max_by_key(|d| d.level) else { return String::new() };
    format!("{}; `dbgen explain {}` says more", count(diagnostics), heaviest.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::source::{FileId, Span};

    fn said(levels: &[Level]) -> Vec<Diagnostic> {
        let each = levels.iter().enumerate().map(|(at, level)| {
            let span = Span::new(FileId(0), at as u32, at as u32 + 1);
            match level {
                Level::Error => Diagnostic::error(codes::MISSING, span, "e"),
                Level::Warning => Diagnostic::warning(codes::CONFLICT, span, "w"),
                Level::Advice => Diagnostic::advice(codes::CYCLE, span, "a"),
            }
        });
        each.collect()
    }

    #[test]
    fn errors_are_shown_before_all_else_and_in_their_order() {
        use Level::{Advice, Error, Warning};
        let all = said(&[Advice, Warning, Error, Warning, Error, Advice]);
        let shown = |limit| select(&all, limit).shown.iter().map(|d| d.span().start).collect::<Vec<_>>();
        assert!(shown(0).is_empty());
        assert_eq!(shown(1), [2]);
        assert_eq!(shown(3), [1, 2, 4]);
        assert_eq!(shown(5), [0, 1, 2, 3, 4]);
        assert_eq!(shown(100).len(), 6);
        let part = select(&all, 1);
        assert_eq!((part.rest(), part.codes().as_str()), (5, "2 conflict, 2 cycle, 1 missing"));
        assert_eq!(summary(&all), "2 errors, 2 warnings, 2 pieces of advice; `dbgen explain missing` says more");
    }
}
