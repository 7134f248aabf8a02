//! The rule `more-replicas`.

use super::Scene;
use super::read::{after, before};
use crate::diff::Change;

super::rule!(MORE_REPLICAS, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    if change.at() != ["replicas"] || !scene.is_paid(change) {
        return None;
    }
    let (from, to) = (range(before(change))?, range(after(change))?);
    match (to.0 > from.0, to.1 > from.1) {
        (true, _) => Some(format!("at least {} run in place of {}", to.0, from.0)),
        (_, true) => Some(format!("up to {} run in place of {}", to.1, from.1)),
        _ => None,
    }
}

/// `3`, or `3 to 10, cpu 70%`.
fn range(text: &str) -> Option<(u32, u32)> {
    let text = text.split(',').next()?;
    match text.split_once(" to ") {
        Some((min, max)) => Some((min.parse().ok()?, max.parse().ok()?)),
        None => text.parse().ok().map(|count| (count, count)),
    }
}
