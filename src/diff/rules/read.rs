//! Reading values back from their words: rules compare sizes, times and versions.

use crate::diff::{Action, Change};
use crate::schema::Leaf;
use crate::schema::kinds::{Cpu, Duration, Percentage, Size};
use crate::syntax::Value;
use std::collections::BTreeSet;

/// What a change was, in words; empty where it was not.
pub fn before(change: &Change) -> &str {
    change.before.as_ref().map_or("", |value| value.text.as_str())
}

/// What a change has become, in words; empty where it is no more.
pub fn after(change: &Change) -> &str {
    change.after.as_ref().map_or("", |value| value.text.as_str())
}

/// Whether something is gone.
pub fn gone(change: &Change) -> bool {
    change.action == Action::Removed
}

/// Whether something is new.
pub fn new(change: &Change) -> bool {
    change.action == Action::Added
}

/// A value of a kind, where the words are one.
pub fn value<L: Leaf>(words: &str) -> Option<L> {
    L::read(Value::String(words)).ok()
}

/// Whether a time has become longer; none where it cannot be told.
pub fn longer(before: &str, after: &str) -> Option<bool> {
    Some(value::<Duration>(after)? > value::<Duration>(before)?)
}

/// Whether an amount (a disk, memory, processor, a percentage, a time, a number) has become larger; none where it cannot
/// be told.
pub fn larger(before: &str, after: &str) -> Option<bool> {
    let by = |grown: Option<std::cmp::Ordering>| grown.map(std::cmp::Ordering::is_gt);
    by(order::<Size>(before, after))
        .or_else(|| by(order::<Percentage>(before, after)))
        .or_else(|| by(order::<Duration>(before, after)))
        .or_else(|| by(order::<Cpu>(before, after)))
        .or_else(|| Some(after.parse::<f64>().ok()? > before.parse::<f64>().ok()?))
}

fn order<L: Leaf + Ord>(before: &str, after: &str) -> Option<std::cmp::Ordering> {
    Some(value::<L>(after)?.cmp(&value::<L>(before)?))
}

/// The items of a list that only the later words have.
pub fn gained(change: &Change) -> Vec<&str> {
    beyond(after(change), before(change))
}

/// The items of a list that only the earlier words have.
pub fn lost(change: &Change) -> Vec<&str> {
    beyond(before(change), after(change))
}

fn beyond<'a>(own: &'a str, other: &str) -> Vec<&'a str> {
    let known: BTreeSet<&str> = other.split(", ").collect();
    own.split(", ").filter(|item| !item.is_empty() && !known.contains(item)).collect()
}

/// Names as they stand in a sentence.
pub fn names(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Whether a version is an earlier one than another: their numbers from the left. None where they have none.
pub fn earlier(version: &str, than: &str) -> Option<bool> {
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let text = text.trim_start_matches('v');
        let core = text.split(['-', '+']).next().unwrap_or_default();
        core.split('.').map(|part| part.parse().ok()).collect()
    };
    Some(numbers(version)? < numbers(than)?)
}
