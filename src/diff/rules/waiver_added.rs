//! The rule `waiver-added`.

use super::Scene;
use super::read::{after, new};
use crate::diff::Change;

super::rule!("waiver-added", Weakens, "A loss or a warning is accepted from now on.", check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let waiver = matches!(change.at()[..], ["accept-loss" | "allow", ..]);
    (waiver && new(change)).then(|| format!("accepted from now on: {}", after(change)))
}
