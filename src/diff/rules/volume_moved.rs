//! The rule `volume-moved`.

use super::Scene;
use super::read::after;
use crate::diff::Change;

super::rule!(VOLUME_MOVED, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    matches!(change.at()[..], ["volume", _, "at"]).then(|| {
        format!("`{}` has to look for its files in {} from this version on", change.subject.name, after(change))
    })
}
