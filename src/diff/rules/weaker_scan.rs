//! The rule `weaker-scan`.

use super::Scene;
use super::read::{after, before, gone, value};
use crate::diff::{Change, Kind};
use crate::plan::Severity;

super::rule!(WEAKER_SCAN, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Job || change.subject.name != "scan" {
        return None;
    }
    match change.at()[..] {
        [] if gone(change) => Some("images are deployed without a look for known holes".to_owned()),
        ["severity"] => {
            // What holds where nothing is said (the manual, `scan-images`).
            let said = |text: &str| value::<Severity>(text).unwrap_or(Severity::High);
            let (from, to) = (said(before(change)), said(after(change)));
            (to > from).then(|| format!("holes of severity {from} no longer stop a deploy"))
        }
        ["unfixed"] if after(change) == "false" => {
            Some("holes without a mended version no longer stop a deploy".to_owned())
        }
        ["unfixed"] if gone(change) && before(change) == "true" => {
            Some("holes without a mended version no longer stop a deploy".to_owned())
        }
        _ => None,
    }
}
