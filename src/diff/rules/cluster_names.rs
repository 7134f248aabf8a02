//! The rule `cluster-names`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Action, Change};

super::rule!(CLUSTER_NAMES, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.action != Action::Changed {
        return None;
    }
    let (from, to) = (before(change), after(change));
    match change.at()[..] {
        ["cluster", "namespace"] => Some(format!(
            "everything is installed anew in `{to}`; what runs in `{from}` stays there, with its volumes and secrets"
        )),
        ["cluster", "secret"] => Some(format!("pods read `{to}` from the next deploy on: it has to be there first")),
        _ => None,
    }
}
