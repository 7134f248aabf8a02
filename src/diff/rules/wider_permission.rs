//! The rule `wider-permission`.

use super::Scene;
use super::read::{after, gone};
use crate::diff::{Change, Kind};

super::rule!(WIDER_PERMISSION, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.kind != Kind::Permission || gone(change) {
        return None;
    }
    let what = change.path.last()?;
    match after(change) {
        "write" => Some(format!("its token can change {what}")),
        // To read one thing more is what many a step needs; to read everything is not.
        _ if what == "everything" => Some("its token can read everything".to_owned()),
        _ => None,
    }
}
