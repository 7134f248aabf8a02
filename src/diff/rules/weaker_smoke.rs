//! The rule `weaker-smoke`.

use super::Scene;
use super::read::{before, gone};
use crate::diff::{Change, Kind};

super::rule!(WEAKER_SMOKE, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Check || change.subject.name != "smoke" {
        return None;
    }
    match change.at()[..] {
        [] if gone(change) => Some("a fresh deploy is no longer asked anything".to_owned()),
        ["get"] if gone(change) => Some(format!("{} is no longer asked after a deploy", before(change))),
        ["get", path, "contains"] if gone(change) => Some(format!("any answer of {path} is a right one")),
        _ => None,
    }
}
