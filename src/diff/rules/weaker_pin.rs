//! The rule `weaker-pin`.

use super::Scene;
use super::read::{after, before, earlier, gone};
use crate::diff::{Action, Change, Kind};

super::rule!(WEAKER_PIN, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.action == Action::Added || before(change).is_empty() {
        return None;
    }
    let (from, to) = (before(change), after(change));
    match change.at()[..] {
        ["image"] => image(from, to),
        [.., "action", _, "commit"] if gone(change) => Some("the action is no longer pinned to a commit".to_owned()),
        [.., "action", _, "version"] | ["toolchain", _, "version" | "manager-version"] | ["version"]
            if change.subject.kind != Kind::Datastore && earlier(to, from)? =>
        {
            Some(format!("{to} is older than {from}"))
        }
        ["toolchain", _, "manager-version"] if gone(change) => {
            Some("whatever version is the newest is used".to_owned())
        }
        _ => None,
    }
}

fn image(from: &str, to: &str) -> Option<String> {
    let (old, new) = (parts(from), parts(to));
    if old.0 != new.0 {
        return None;
    }
    if old.2.is_some() && new.2.is_none() {
        return Some("without its digest the tag can come to mean another image".to_owned());
    }
    match (old.1, new.1) {
        (Some(old), Some(new)) if earlier(new, old) == Some(true) => Some(format!("{new} is older than {old}")),
        (Some(old), Some(new)) if earlier(old, old).is_some() && earlier(new, new).is_none() => {
            Some(format!("`{new}` is no version: what it means can change"))
        }
        _ => None,
    }
}

/// The repository, tag and digest of an image.
fn parts(image: &str) -> (&str, Option<&str>, Option<&str>) {
    let (rest, digest) = match image.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (image, None),
    };
    // A colon before the last slash belongs to the port of a registry.
    match rest.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
        Some((repository, tag)) => (repository, Some(tag), digest),
        None => (rest, None, digest),
    }
}
