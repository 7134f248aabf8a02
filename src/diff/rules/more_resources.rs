//! The rule `more-resources`.

use super::Scene;
use super::read::{after, before, larger};
use crate::diff::{Action, Change};

super::rule!("more-resources", Costs, "Each process of a service is given more processor or memory.", check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let ["resources", what] = change.at()[..] else { return None };
    (scene.is_paid(change) && change.action == Action::Changed && larger(before(change), after(change))?).then(|| {
        format!("each `{}` is given {} of {what} in place of {}", change.subject.name, after(change), before(change))
    })
}
