//! The rule `unsigned-images`.

use super::Scene;
use super::read::{after, gone, new};
use crate::diff::{Change, Kind};

super::rule!(UNSIGNED_IMAGES, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    match change.at()[..] {
        [] if change.subject.kind == Kind::Job && change.subject.name == "images" && gone(change) => {
            Some("this workflow builds, attests and signs no images any more".to_owned())
        }
        ["image"] if after(change) == "built by the platform" && !new(change) => {
            Some(format!("`{}` is deployed without scan, attestation and signature", change.subject.name))
        }
        _ => None,
    }
}
