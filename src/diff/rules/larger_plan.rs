//! The rule `larger-plan`.

use super::Scene;
use super::read::{after, before, gone};
use crate::diff::Change;

super::rule!(LARGER_PLAN, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.at() != ["plan"] || gone(change) {
        return None;
    }
    let (from, to) = (before(change), after(change));
    match rank(to).zip(rank(from)) {
        Some((to_rank, from_rank)) if to_rank <= from_rank => None,
        Some(_) => Some(format!("`{to}` is larger than `{from}`")),
        None => Some(format!(
            "`{to}` may cost more than {}",
            if from.is_empty() { "the platform's default".to_owned() } else { format!("`{from}`") }
        )),
    }
}

/// Render's sizes of one family, the smallest first (Render Docs, Blueprint reference: `plan`).
fn rank(plan: &str) -> Option<(usize, u64)> {
    const SERVICES: &[&str] = &["free", "starter", "standard", "pro", "pro plus", "pro max", "pro ultra"];
    if let Some(at) = SERVICES.iter().position(|own| *own == plan) {
        return Some((0, at as u64));
    }
    // Databases: the family, then the memory.
    let (family, size) = plan.split_once('-')?;
    let family = ["basic", "pro", "accelerated"].iter().position(|own| *own == family)? + 1;
    let (number, unit) = size.split_at(size.find(|c: char| !c.is_ascii_digit())?);
    let number: u64 = number.parse().ok()?;
    Some((family, if unit == "gb" { number * 1024 } else { number }))
}
