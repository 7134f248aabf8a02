//! The rule `smaller-disk`.

use super::Scene;
use super::read::{after, before, larger};
use crate::diff::{Action, Change};

super::rule!(SMALLER_DISK, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let disk = matches!(change.at()[..], ["disk"] | ["volume", _, "size"]) && scene.is_paid(change);
    (disk && change.action == Action::Changed && larger(after(change), before(change))?)
        .then(|| "disks can only grow: this is refused until the disk is made anew and its data copied".to_owned())
}
