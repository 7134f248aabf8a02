//! The rule `more-to-run`.

use super::Scene;
use super::read::new;
use crate::diff::{Change, Kind};
use crate::plan::Platform;

super::rule!(MORE_TO_RUN, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let thing = matches!(change.subject.kind, Kind::Service | Kind::Datastore) && change.path.is_empty() && new(change);
    // On Kubernetes datastores stand outside the cluster: somebody else pays for them.
    let here = match scene.platform(change)? {
        Platform::Render => true,
        Platform::Kubernetes => change.subject.kind == Kind::Service,
        Platform::Compose => false,
    };
    (thing && here).then(|| format!("`{}` runs in addition to what is there", change.subject.name))
}
