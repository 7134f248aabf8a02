//! The rule `slower-rotation`.

use super::Scene;
use super::read::{after, before, gone, longer};
use crate::diff::{Change, Kind};

super::rule!(SLOWER_ROTATION, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Secret || change.at() != ["rotate"] {
        return None;
    }
    match gone(change) {
        true => Some(format!("{} may become as old as it likes", change.subject.name)),
        false if longer(before(change), after(change))? => {
            Some(format!("{} may become {} old in place of {}", change.subject.name, after(change), before(change)))
        }
        false => None,
    }
}
