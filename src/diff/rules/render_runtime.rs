//! The rule `render-runtime`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Action, Change};
use crate::plan::Platform;

super::rule!(RENDER_RUNTIME, check, both_ways);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    const OWN: &str = "built by the platform";
    let render = scene.platform(change)? == Platform::Render;
    let turned = change.at() == ["image"] && (before(change) == OWN) != (after(change) == OWN);
    (render && turned && change.action == Action::Changed)
        .then(|| "Render cannot change how a service comes by its image: the service is made anew".to_owned())
}
