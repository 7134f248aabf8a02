//! The rule `address-changed`.

use super::Scene;
use super::read::{before, new};
use crate::diff::{Change, Kind};

super::rule!(
    "address-changed",
    Breaks,
    "The public address of a service or environment is taken away or replaced. Links, certificates, callbacks and \
     DNS hang on it.",
    check,
    both_ways
);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let address =
        matches!((change.subject.kind, &change.at()[..]), (Kind::Service, ["domain"]) | (Kind::Environment, ["url"]));
    let from = before(change);
    (address && !new(change))
        .then(|| format!("`{from}` no longer leads here: mind links, callbacks, DNS and certificates"))
}
