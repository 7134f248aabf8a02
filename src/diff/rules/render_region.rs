//! The rule `render-region`.

use super::Scene;
use crate::diff::{Change, Kind};
use crate::plan::Platform;

super::rule!(
    "render-region",
    Breaks,
    "The region of an environment on Render changes. Render cannot move what runs (Render Docs, Blueprint \
     reference: a region cannot be changed after creation): services and databases are made anew in the other \
     region, empty.",
    check,
    both_ways
);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Environment
        && change.at() == ["region"]
        && scene.platform(change)? == Platform::Render)
        .then(|| {
            "Render cannot move services or databases: all of them are made anew, and data stays behind".to_owned()
        })
}
