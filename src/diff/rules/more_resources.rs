//! The rule `more-resources`.

use super::Scene;
use super::read::{after, before, larger};
use crate::diff::{Action, Change};

super::rule!(MORE_RESOURCES, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let ["resources", what] = change.at()[..] else { return None };
    (scene.is_paid(change) && change.action == Action::Changed && larger(before(change), after(change))?).then(|| {
        format!("each `{}` is given {} of {what} in place of {}", change.subject.name, after(change), before(change))
    })
}
