//! The rule `environment-renamed`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Action, Change, Kind};

super::rule!(ENVIRONMENT_RENAMED, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Environment && change.action == Action::Renamed && change.path.is_empty()).then(
        || {
            format!(
                "GitHub keeps secrets, reviewers and history under `{}`: `{}` starts without them",
                before(change),
                after(change)
            )
        },
    )
}
