//! The rule `render-region`.

use super::Scene;
use crate::diff::{Change, Kind};
use crate::plan::Platform;

super::rule!(RENDER_REGION, check, both_ways);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Environment
        && change.at() == ["region"]
        && scene.platform(change)? == Platform::Render)
        .then(|| {
            "Render cannot move services or databases: all of them are made anew, and data stays behind".to_owned()
        })
}
