//! The rule `may-forget`.

use super::Scene;
use super::read::before;
use crate::diff::{Change, Kind};

super::rule!(MAY_FORGET, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Datastore && change.at() == ["eviction"] && before(change) == "noeviction")
        .then(|| format!("`{}` forgets keys when it is full: a queue would lose work", change.subject.name))
}
