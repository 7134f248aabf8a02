//! The rule `step-removed`.

use super::Scene;
use super::read::{before, gone};
use crate::diff::{Change, Kind};

super::rule!(STEP_REMOVED, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let step = matches!(change.at()[..], ["run" | "action" | "sarif" | "junit" | "stack"]);
    (change.subject.kind == Kind::Job && step && gone(change))
        .then(|| format!("`{}` goes on without it: {}", change.subject.name, shown(before(change))))
}

/// A command may be long; its start tells which it is.
fn shown(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("`{}...`", &text[..end]),
        None => format!("`{text}`"),
    }
}
