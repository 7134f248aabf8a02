//! The rule `wider-trigger`.

use super::Scene;
use super::read::{after, before, gained, gone, new};
use crate::diff::{Action, Change, Kind};

super::rule!(WIDER_TRIGGER, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if matches!(change.at()[..], ["on"] | ["on", "pull-request"]) {
        return None;
    }
    let own = [Kind::Workflow, Kind::Job].contains(&change.subject.kind);
    match change.at()[..] {
        [.., "only"] if own && gone(change) => {
            Some(format!("it ran for {} alone, and now for every event", before(change)))
        }
        [.., "only"] if own && !gained(change).is_empty() && !new(change) => {
            Some(format!("it runs for {}, too", gained(change).join(", ")))
        }
        ["on", "push" | "tag"] if own && wider(before(change), after(change)) => {
            Some(format!("{} covers more than {}", after(change), before(change)))
        }
        ["on", "paths"] if own && gone(change) => Some("it runs whatever files have changed".to_owned()),
        ["branch"] if change.subject.kind == Kind::Project && change.action == Action::Changed => {
            Some(format!("deploys come from `{}` now: mind which rules protect it", after(change)))
        }
        _ => None,
    }
}

/// Whether a pattern has a star where the other has none, or one that stands for more.
fn wider(before: &str, after: &str) -> bool {
    let stars = |text: &str| (text.contains("**"), text.contains('*'), usize::MAX - text.len());
    after.contains('*') && before != after && stars(after) > stars(before)
}
