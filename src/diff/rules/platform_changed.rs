//! The rule `platform-changed`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Action, Change, Kind};

super::rule!(PLATFORM_CHANGED, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let moved = change.subject.kind == Kind::Environment && change.at() == ["on"] && change.action == Action::Changed;
    let (from, to) = (before(change), after(change));
    moved.then(|| format!("everything is made anew on {to}; data and secrets have to be moved there, and what runs on {from} taken down"))
}
