//! A workflow that is to run more often than GitHub lets it.

use super::{Needs, Rule, Scene, cron};
use crate::diag::{Diagnostic, codes};

/// Finds schedules of workflows with less than five minutes between two runs.
pub const RULE: Rule = Rule { code: codes::FREQUENT_SCHEDULE, needs: Needs::Text, check };

/// GitHub Docs, "Events that trigger workflows": `schedule`.
const LEAST: u32 = 5;

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (written, span) in cron::of_workflows(scene.plan) {
        let Some(gap) = cron::read(written).map(|times| times.least_gap()).filter(|gap| *gap < LEAST) else { continue };
        let gap = if gap == 1 { "1 minute".to_owned() } else { format!("{gap} minutes") };
        found.push(
            Diagnostic::found(codes::FREQUENT_SCHEDULE, span, "GitHub starts a workflow every 5 minutes at most")
                .here(format!("{gap} between two runs"))
                .fix("start every five minutes", "\"*/5 * * * *\"", false)
                .help("write `schedule=\"*/5 * * * *\"`; what must run more often is a service, not a workflow"),
        );
    }
}
