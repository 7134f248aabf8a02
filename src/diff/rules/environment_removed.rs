//! The rule `environment-removed`.

use super::Scene;
use super::read::gone;
use crate::diff::{Change, Kind};

super::rule!(ENVIRONMENT_REMOVED, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.subject.kind == Kind::Environment && change.path.is_empty() && gone(change)).then(|| {
        format!("nothing deploys to `{}` any more; what runs there has to be taken down by hand", change.subject.name)
    })
}
