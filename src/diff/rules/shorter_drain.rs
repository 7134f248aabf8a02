//! The rule `shorter-drain`.

use super::Scene;
use super::read::{after, before, longer};
use crate::diff::{Change, Kind};

super::rule!(SHORTER_DRAIN, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Service && change.at() == ["drain"] && longer(after(change), before(change))?)
        .then(|| format!("what takes longer than {} is cut off at every deploy", after(change)))
}
