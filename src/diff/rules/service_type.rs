//! The rule `service-type`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Change, Kind};
use crate::plan::Platform;

super::rule!(SERVICE_TYPE, check, both_ways);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let render = scene.platform(change)? == Platform::Render;
    (render && change.subject.kind == Kind::Service && change.at() == ["type"])
        .then(|| format!("Render cannot turn a {} into a {}: it is made anew", before(change), after(change)))
}
