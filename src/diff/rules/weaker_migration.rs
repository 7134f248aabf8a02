//! The rule `weaker-migration`.

use super::Scene;
use super::read::{after, before, gone};
use crate::diff::Change;

super::rule!(WEAKER_MIGRATION, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    match change.at()[..] {
        ["migrate"] if gone(change) => Some("the database no longer follows the code".to_owned()),
        ["migrate", "back"] if gone(change) => Some("a rollback cannot take the schema back".to_owned()),
        ["migrate", "compatible"] if after(change) != "true" && before(change) == "true" => {
            Some("during a roll-out the old version may not run on the new schema".to_owned())
        }
        _ => None,
    }
}
