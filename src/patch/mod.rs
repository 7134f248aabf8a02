//! Two texts of one file, line by line: counted, in hunks, as a patch for `git apply`, and as bounded text for people.

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

mod shown;
mod unified;

pub use shown::{Shown, Viewer, clean, hide, show};
pub use unified::{Change, Side, hunks, unified};

/// What a line of a hunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// On both sides.
    Kept,
    /// On the old side alone.
    Removed,
    /// On the new side alone.
    Added,
}

impl Sign {
    /// The letter that a unified diff has for it.
    pub fn letter(self) -> char {
        match self {
            Self::Kept => ' ',
            Self::Removed => '-',
            Self::Added => '+',
        }
    }
}

/// A line of a hunk: its number on the side that it is on, counted from 0; the old side for lines on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub sign: Sign,
    /// Its number.
    pub number: usize,
}

/// Changed lines with their surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// The first line on the old side, from 0, and how many there are.
    pub old: (usize, usize),
    /// The same on the new side.
    pub new: (usize, usize),
    /// The lines: what goes before what comes.
    pub lines: Vec<Line>,
}

/// What changes from one text to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hunks {
    /// Lines that are new.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
    /// The places.
    pub hunks: Vec<Hunk>,
}

/// The lines of a text, each with the line end that it has.
pub fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Compares two texts line by line, with `context` lines around each change. Line ends count.
///
/// The time is bounded by heuristics that depend on the texts alone: the same texts give the same hunks everywhere.
pub fn compare(old: &[&[u8]], new: &[&[u8]], context: usize) -> Hunks {
    let ops = capture_diff_slices(Algorithm::Myers, old, new);
    let mut found = Hunks::default();
    for op in &ops {
        match *op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { old_len, .. } => found.removed += old_len,
            DiffOp::Insert { new_len, .. } => found.added += new_len,
            DiffOp::Replace { old_len, new_len, .. } => {
                found.removed += old_len;
                found.added += new_len;
            }
        }
    }
    if found.added + found.removed > 0 {
        found.hunks = group_diff_ops(ops, context).iter().map(|group| hunk(group)).collect();
    }
    found
}

fn hunk(group: &[DiffOp]) -> Hunk {
    let start = |range: fn(&DiffOp) -> std::ops::Range<usize>| group.first().map_or(0, |op| range(op).start);
    let count = |range: fn(&DiffOp) -> std::ops::Range<usize>| group.iter().map(|op| range(op).len()).sum();
    let mut lines = Vec::new();
    for op in group {
        let mut add = |sign: Sign, numbers: std::ops::Range<usize>| {
            lines.extend(numbers.map(|number| Line { sign, number }));
        };
        match op {
            DiffOp::Equal { .. } => add(Sign::Kept, op.old_range()),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                add(Sign::Removed, op.old_range());
                add(Sign::Added, op.new_range());
            }
        }
    }
    // What goes stands before what comes, also where a removal follows an insertion without a line between them.
    let (old, new) =
        ((start(DiffOp::old_range), count(DiffOp::old_range)), (start(DiffOp::new_range), count(DiffOp::new_range)));
    for run in lines.chunk_by_mut(|a, b| (a.sign == Sign::Kept) == (b.sign == Sign::Kept)) {
        run.sort_by_key(|line| line.sign == Sign::Added);
    }
    Hunk { old, new, lines }
}

#[cfg(test)]
mod tests;
