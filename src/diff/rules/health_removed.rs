//! The rule `health-removed`.

use super::Scene;
use super::read::gone;
use crate::diff::Change;

super::rule!(
    "health-removed",
    Weakens,
    "A service is no longer asked whether it is well. A version that does not work is then rolled out like one \
     that does.",
    check
);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.at() == ["health"] && gone(change)).then(|| {
        format!("nobody asks whether `{}` is well: a broken version is rolled out like a good one", change.subject.name)
    })
}
