//! The rule `wider-routes`.

use super::Scene;
use super::read::gained;
use crate::diff::{Action, Change, Kind};

super::rule!(WIDER_ROUTES, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Service
        && change.at() == ["routes"]
        && change.action == Action::Changed
        && !gained(change).is_empty())
    .then(|| format!("the world reaches `{}` under {}, too", change.subject.name, gained(change).join(", ")))
}
