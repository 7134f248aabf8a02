//! The rule `optional-step`.

use super::Scene;
use super::read::after;
use crate::diff::{Change, Kind};

super::rule!(OPTIONAL_STEP, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let optional = matches!(change.at()[..], [.., "optional"]) && after(change) == "true";
    (change.subject.kind == Kind::Job && optional)
        .then(|| format!("`{}` succeeds even when this fails", change.subject.name))
}
