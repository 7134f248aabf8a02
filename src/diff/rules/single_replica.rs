//! The rule `single-replica`.

use super::Scene;
use super::read::{after, before};
use crate::diff::Change;

super::rule!(SINGLE_REPLICA, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let least = |text: &str| text.split([' ', ',']).next().and_then(|n| n.parse::<u32>().ok());
    (change.at() == ["replicas"] && least(before(change))? > 1 && least(after(change))? <= 1)
        .then(|| format!("there is no second `{}` while one starts anew or its machine fails", change.subject.name))
}
