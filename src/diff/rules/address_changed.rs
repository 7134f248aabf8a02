//! The rule `address-changed`.

use super::Scene;
use super::read::{before, new};
use crate::diff::{Change, Kind};

super::rule!(ADDRESS_CHANGED, check, both_ways);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let address =
        matches!((change.subject.kind, &change.at()[..]), (Kind::Service, ["domain"]) | (Kind::Environment, ["url"]));
    let from = before(change);
    (address && !new(change))
        .then(|| format!("`{from}` no longer leads here: mind links, callbacks, DNS and certificates"))
}
