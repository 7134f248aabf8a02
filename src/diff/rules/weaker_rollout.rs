//! The rule `weaker-rollout`.

use super::Scene;
use super::read::{after, before, gone, larger, longer};
use crate::diff::{Change, Kind};

super::rule!(WEAKER_ROLLOUT, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Rollout {
        return None;
    }
    match change.at()[..] {
        [] if gone(change) && before(change).contains("canary")
            || before(change).contains("blue-green") && gone(change) =>
        {
            Some("a new version gets all of the traffic at once, unwatched".to_owned())
        }
        ["strategy"] if watches(after(change)) < watches(before(change)) => {
            Some(format!("{} watches less than {}", after(change), before(change)))
        }
        ["step"] if gone(change) => Some(format!("no stop at {} of the traffic", before(change).split(' ').next()?)),
        ["step"] if larger(before(change), after(change))? => {
            Some(format!("{}% of the traffic in place of {}%", after(change), before(change)))
        }
        ["step", share, "soak"] if gone(change) => Some(format!("nobody watches at {share}% of the traffic")),
        ["step", share, "soak"] if longer(after(change), before(change))? => {
            Some(format!("{share}% of the traffic is watched for {} in place of {}", after(change), before(change)))
        }
        _ => None,
    }
}

/// How closely a strategy watches a new version.
fn watches(strategy: &str) -> u8 {
    match strategy {
        "canary" => 3,
        "blue-green" => 2,
        "rolling" => 1,
        _ => 0,
    }
}
