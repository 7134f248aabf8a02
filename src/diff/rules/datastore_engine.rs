//! The rule `datastore-engine`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Change, Kind};

super::rule!(DATASTORE_ENGINE, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Datastore && change.at() == ["engine"]).then(|| {
        format!(
            "{} does not read the data of {}: `{}` starts empty",
            after(change),
            before(change),
            change.subject.name
        )
    })
}
