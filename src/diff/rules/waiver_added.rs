//! The rule `waiver-added`.

use super::Scene;
use super::read::{after, before, gone, new};
use crate::diff::Change;

super::rule!(WAIVER_ADDED, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    match change.at()[..] {
        [.., "accept-loss" | "allow"] if new(change) => Some(format!("accepted from now on: {}", after(change))),
        [.., "warn"] if new(change) => Some(format!("a warning from now on, whatever it was: {}", after(change))),
        [.., "deny"] if gone(change) => Some(format!("no error any more: {}", before(change))),
        _ => None,
    }
}
