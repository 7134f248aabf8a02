//! The rule `secret-in-clear`.

use super::Scene;
use super::read::{after, before, gone};
use crate::diff::Change;

super::rule!(SECRET_IN_CLEAR, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    let clear = before(change).starts_with("secret ")
        && !after(change).starts_with("secret ")
        && !after(change).starts_with("from ");
    (matches!(change.at()[..], [.., "env", _]) && clear && !gone(change))
        .then(|| "its value stands in the spec, for everybody who can read the repository".to_owned())
}
