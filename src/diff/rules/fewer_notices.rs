//! The rule `fewer-notices`.

use super::Scene;
use super::read::gone;
use crate::diff::{Change, Kind};

super::rule!(FEWER_NOTICES, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Environment && change.at() == ["notify"] && gone(change))
        .then(|| "nobody is told of deploys and failures".to_owned())
}
