//! The 30th of February.

use super::{Needs, Rule, Scene, cron};
use crate::diag::{Diagnostic, codes};

/// Finds schedules that no day suits.
pub const RULE: Rule = Rule { code: codes::IMPOSSIBLE_SCHEDULE, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (written, span) in cron::of_workflows(scene.plan).chain(cron::of_services(scene.plan)) {
        let Some(times) = cron::read(written).filter(|times| !times.ever()) else { continue };
        found.push(
            Diagnostic::found(codes::IMPOSSIBLE_SCHEDULE, span, "this day never comes")
                .here(format!("day {} of month {}", times.fields[2], times.fields[3]))
                .help("the fields are minute, hour, day of month, month, weekday: for the 1st of each month \"0 3 1 * *\""),
        );
    }
}
