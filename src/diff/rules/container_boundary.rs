//! The rule `container-boundary`.

use super::Scene;
use super::read::{gained, gone};
use crate::diff::{Change, Kind};

super::rule!(CONTAINER_BOUNDARY, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Service || scene.was(change).is_none() {
        return None;
    }
    match change.at()[..] {
        ["user"] if gone(change) => Some("it runs as whatever user the image names".to_owned()),
        ["writable"] if !gained(change).is_empty() => Some(format!("it can write to {}", gained(change).join(", "))),
        _ => None,
    }
}
