//! The rule `other-runner`.

use super::Scene;
use super::read::after;
use crate::diff::{Change, Kind};

super::rule!(OTHER_RUNNER, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Job && change.at() == ["runner"]).then(|| {
        format!("minutes of `{}` may cost more", if after(change).is_empty() { "ubuntu-24.04" } else { after(change) })
    })
}
