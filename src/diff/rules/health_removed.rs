//! The rule `health-removed`.

use super::Scene;
use super::read::gone;
use crate::diff::Change;

super::rule!(HEALTH_REMOVED, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.at() == ["health"] && gone(change)).then(|| {
        format!("nobody asks whether `{}` is well: a broken version is rolled out like a good one", change.subject.name)
    })
}
