//! The rule `standby`.

use super::Scene;
use super::read::after;
use crate::diff::{Change, Kind};

super::rule!("standby", Costs, "A second machine stands by for a database.", check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Datastore && change.at() == ["high-availability"] && after(change) == "true")
        .then(|| format!("a second machine for `{}`", change.subject.name))
}
