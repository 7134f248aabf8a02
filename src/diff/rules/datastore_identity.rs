//! The rule `datastore-identity`.

use super::Scene;
use crate::diff::{Change, Kind};
use crate::plan::Platform;

super::rule!(DATASTORE_IDENTITY, check, both_ways);

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
