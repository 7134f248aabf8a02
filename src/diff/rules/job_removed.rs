//! The rule `job-removed`.

use super::Scene;
use super::read::gone;
use crate::diff::{Change, Kind};

super::rule!(JOB_REMOVED, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let own = !matches!(change.subject.name.as_str(), "scan" | "images");
    (change.subject.kind == Kind::Job && change.path.is_empty() && gone(change) && own).then(|| {
        match change.subject.name.strip_prefix("deploy-") {
            Some(environment) => format!("this workflow no longer deploys to `{environment}`"),
            None => format!("what `{}` has done is done by nobody", change.subject.name),
        }
    })
}
