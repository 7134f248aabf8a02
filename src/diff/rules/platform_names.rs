//! The rule `platform-names`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Action, Change, Kind};

super::rule!(PLATFORM_NAMES, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Environment || change.action != Action::Changed {
        return None;
    }
    let (from, to) = (before(change), after(change));
    match change.at()[..] {
        ["names on Render"] => Some(format!(
            "Render makes new services and databases called `{to}`; those called `{from}` are no longer updated"
        )),
        ["cluster", "release"] => Some(format!(
            "the labels that select pods carry the release's name and cannot be changed: `{to}` is installed beside `{from}`"
        )),
        _ => None,
    }
}
