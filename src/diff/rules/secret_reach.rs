//! The rule `secret-reach`.

use super::Scene;
use super::read::{before, gained, gone, lost, names, new};
use crate::diff::{Change, Kind};

super::rule!(SECRET_REACH, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Secret || change.path.is_empty() {
        return None;
    }
    let more = scene.truly_new(gained(change), &lost(change));
    let name = &change.subject.name;
    match change.at()[..] {
        ["only"] if gone(change) => {
            Some(format!("{name} was for {} alone, and now for every environment", before(change)))
        }
        ["only"] if !new(change) && !more.is_empty() => Some(format!("{name} is for {}, too", names(&more))),
        ["environments"] if new(change) => Some(format!("services in {} get {name}", names(&more))),
        ["environments"] if !more.is_empty() => Some(format!("services in {} get {name}, too", names(&more))),
        ["jobs", workflow] if !more.is_empty() => {
            Some(format!("{} in `{workflow}` can read {name}, too", names(&more)))
        }
        _ => None,
    }
}
