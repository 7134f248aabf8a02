//! The rule `volume-removed`.

use super::Scene;
use super::read::gone;
use crate::diff::{Action, Change};

super::rule!(
    "volume-removed",
    Breaks,
    "A folder that was kept is kept no longer: what is in it is gone for the service.",
    check,
    local
);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (matches!(change.at()[..], ["volume", _]) && (gone(change) || change.action == Action::Renamed))
        .then(|| format!("what `{}` has kept in it is out of its reach", change.subject.name))
}
