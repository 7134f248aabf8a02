//! The rule `weaker-abort`.

use super::Scene;
use super::read::{after, before, gone, larger, longer};
use crate::diff::{Change, Kind};

super::rule!(WEAKER_ABORT, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Rollout || change.path.first()? != "abort" {
        return None;
    }
    let (from, to) = (before(change), after(change));
    match change.at()[..] {
        ["abort"] if gone(change) => Some(format!("a new version stays whatever happens to this: {from}")),
        ["abort", _, "for"] if longer(from, to)? => Some(format!("it must be bad for {to} in place of {from}")),
        ["abort", _, "below"] if larger(to, from)? => Some(format!("below {to} in place of {from}")),
        ["abort", _, "limit" | "above"] if larger(from, to)? => {
            Some(format!("{to} in place of {from} takes a version back"))
        }
        _ => None,
    }
}
