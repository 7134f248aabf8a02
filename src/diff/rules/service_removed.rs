//! The rule `service-removed`.

use super::Scene;
use super::read::gone;
use crate::diff::{Change, Kind};
use crate::plan::Platform;

super::rule!(SERVICE_REMOVED, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Service || !change.path.is_empty() || !gone(change) {
        return None;
    }
    let name = &change.subject.name;
    let address = scene
        .was(change)
        .and_then(|service| service.public_url.clone())
        .filter(|_| scene.was(change).is_some_and(|s| s.public));
    let end = address.map(|address| format!(", and {address} no longer answers")).unwrap_or_default();
    Some(match scene.platform(change)? {
        Platform::Render => {
            format!("Render keeps `{name}` running as it is until somebody deletes it; nothing updates it{end}")
        }
        _ => format!("`{name}` stops{end}"),
    })
}
