//! The rule `no-standby`.

use super::Scene;
use super::read::gone;
use crate::diff::{Change, Kind};

super::rule!(NO_STANDBY, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Datastore && change.at() == ["high-availability"] && gone(change))
        .then(|| format!("when the machine of `{}` fails, it is away until another is there", change.subject.name))
}
