//! The rule `may-run-twice`.

use super::Scene;
use super::read::gone;
use crate::diff::Change;

super::rule!(MAY_RUN_TWICE, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.at() == ["singleton"] && gone(change))
        .then(|| format!("two of `{}` can run at once, during every deploy at least", change.subject.name))
}
