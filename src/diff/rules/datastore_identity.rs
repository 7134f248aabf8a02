//! The rule `datastore-identity`.

use super::Scene;
use crate::diff::{Change, Kind};
use crate::plan::Platform;

super::rule!(
    "datastore-identity",
    Breaks,
    "The name of the database on its server, or of the user that owns it, changes. Render fixes both when a \
     database is made, and a container makes them at its first start alone.",
    check,
    both_ways
);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Datastore || !matches!(change.at()[..], ["database" | "user"]) {
        return None;
    }
    let (what, name) = (change.field(), &change.subject.name);
    match scene.platform(change)? {
        Platform::Render => {
            Some(format!("Render fixes the {what} of `{name}` when it is made: it has to be made anew"))
        }
        Platform::Compose => {
            Some(format!("the {what} is made at the first start alone: one whose volume is there does not get it"))
        }
        Platform::Kubernetes => None,
    }
}
