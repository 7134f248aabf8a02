//! The rule `volume-removed`.

use super::Scene;
use super::read::gone;
use crate::diff::{Action, Change};

super::rule!(VOLUME_REMOVED, check, local);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (matches!(change.at()[..], ["volume", _]) && (gone(change) || change.action == Action::Renamed))
        .then(|| format!("what `{}` has kept in it is out of its reach", change.subject.name))
}
