//! The rule `may-run-twice`.

use super::Scene;
use super::read::gone;
use crate::diff::Change;

super::rule!("may-run-twice", Weakens, "A service of which there must never be two may run twice.", check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.at() == ["singleton"] && gone(change))
        .then(|| format!("two of `{}` can run at once, during every deploy at least", change.subject.name))
}
