//! The rule `public-service`.

use super::Scene;
use super::read::after;
use crate::diff::Change;

super::rule!(PUBLIC_SERVICE, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let known = scene.was(change).is_some();
    (known && change.at() == ["port", "public"] && after(change) == "true")
        .then(|| format!("the world can reach `{}`", change.subject.name))
}
