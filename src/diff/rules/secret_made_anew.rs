//! The rule `secret-made-anew`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Action, Change};

super::rule!(SECRET_MADE_ANEW, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let ["made up by Render for", name] = change.at()[..] else { return None };
    (change.action == Action::Changed).then(|| {
        format!(
            "Render makes {name} up anew, for `{}`: what was signed or encrypted with the value of `{}` is void",
            after(change),
            before(change)
        )
    })
}
