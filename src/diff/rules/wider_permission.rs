//! The rule `wider-permission`.

use super::Scene;
use super::read::{after, gone, new};
use crate::diff::{Change, Kind};

super::rule!(WIDER_PERMISSION, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.kind != Kind::Permission || gone(change) {
        return None;
    }
    let what = change.path.last()?;
    match after(change) {
        "write" => Some(format!("its token can change {what}")),
        access if new(change) => Some(format!("its token can {access} {what}")),
        _ => None,
    }
}
