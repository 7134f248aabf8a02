//! The rule `datastore-removed`.

use super::Scene;
use super::read::gone;
use crate::diff::{Change, Kind};
use crate::plan::Platform;

super::rule!(DATASTORE_REMOVED, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Datastore || !change.path.is_empty() || !gone(change) {
        return None;
    }
    let name = &change.subject.name;
    Some(match scene.platform(change)? {
        Platform::Render => format!(
            "Render keeps `{name}` and its data until somebody deletes it, and nothing uses or manages it any more"
        ),
        Platform::Kubernetes => format!("nothing here is told the address of `{name}` any more"),
        Platform::Compose => format!("the container of `{name}` goes; its volume stays until it is pruned"),
    })
}
