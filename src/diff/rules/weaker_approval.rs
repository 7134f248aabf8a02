//! The rule `weaker-approval`.

use super::Scene;
use super::read::{after, before, gained, gone, longer, names};
use crate::diff::{Change, Kind};

super::rule!(WEAKER_APPROVAL, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Gate || change.subject.name != "approval" {
        return None;
    }
    match change.at()[..] {
        [] if gone(change) => Some("deploys start without anybody's approval".to_owned()),
        ["reviewers"] => {
            let more = gained(change);
            match (more.is_empty(), after(change).is_empty()) {
                (_, true) => Some("nobody is named who must agree".to_owned()),
                (false, _) => Some(format!("{} can let a deploy through, too", names(&more))),
                (true, false) => None,
            }
        }
        ["wait"] if gone(change) => Some("deploys no longer wait".to_owned()),
        ["wait"] if longer(after(change), before(change))? => {
            Some(format!("deploys wait {} in place of {}", after(change), before(change)))
        }
        _ => None,
    }
}
