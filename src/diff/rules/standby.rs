//! The rule `standby`.

use super::Scene;
use super::read::after;
use crate::diff::{Change, Kind};

super::rule!(STANDBY, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Datastore && change.at() == ["high-availability"] && after(change) == "true")
        .then(|| format!("a second machine for `{}`", change.subject.name))
}
