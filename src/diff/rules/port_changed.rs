//! The rule `port-changed`.

use super::Scene;
use super::read::{after, before, gone, new};
use crate::diff::{Action, Change};
use crate::plan::Platform;

super::rule!(PORT_CHANGED, check, both_ways);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let compose = scene.platform(change)? == Platform::Compose;
    match change.at()[..] {
        ["port", "number"] if change.action == Action::Changed => Some(format!(
            "`{}` has to listen on {} from this version on, or it never becomes well",
            change.subject.name,
            after(change)
        )),
        ["port"] if gone(change) => Some(format!("nothing reaches `{}` any more", change.subject.name)),
        ["publish"] if compose && !new(change) => {
            Some(format!("port {} of the host no longer answers", before(change)))
        }
        _ => None,
    }
}
