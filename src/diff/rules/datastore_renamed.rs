//! The rule `datastore-renamed`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Action, Change, Kind};
use crate::plan::Platform;

super::rule!(DATASTORE_RENAMED, check, both_ways);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Datastore
        && change.action == Action::Renamed
        && scene.platform(change)? != Platform::Kubernetes)
        .then(|| format!("a new, empty `{}` is made; the data stays in `{}`", after(change), before(change)))
}
