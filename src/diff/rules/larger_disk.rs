//! The rule `larger-disk`.

use super::Scene;
use super::read::{after, before, gone, larger, new};
use crate::diff::Change;

super::rule!(LARGER_DISK, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let disk = matches!(change.at()[..], ["disk"] | ["volume", _, "size"]) && scene.is_paid(change);
    (disk && !gone(change) && (new(change) || larger(before(change), after(change))?))
        .then(|| format!("{}, and a disk never shrinks again", after(change)))
}
