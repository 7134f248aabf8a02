//! The rule `pull-request-trigger`.

use super::Scene;
use super::read::{after, gone, new};
use crate::diff::{Change, Kind};

super::rule!(PULL_REQUEST_TRIGGER, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Workflow || gone(change) {
        return None;
    }
    let words = after(change);
    match change.at()[..] {
        ["on"] => words
            .strip_prefix("pull-request ")
            .map(|branch| format!("code that nobody has reviewed runs here, for pull requests against {branch}")),
        ["on", "pull-request"] if new(change) || words.contains('*') => {
            Some(format!("code that nobody has reviewed runs here, for pull requests against {words}"))
        }
        _ => None,
    }
}
