//! A workflow at the full hour, with everybody else's.

use super::{Needs, Rule, Scene, cron};
use crate::diag::{Diagnostic, codes};

/// Finds schedules of workflows at minute 0.
pub const RULE: Rule = Rule { code: codes::BUSY_HOUR, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (written, span) in cron::of_workflows(scene.plan) {
        let Some(rest) = written.strip_prefix("0 ") else { continue };
        // Any other minute will do; it must only be the same one each time that this is said.
        let minute = 7 + span.start % 50;
        let better = format!("{minute} {rest}");
        found.push(
            Diagnostic::found(
                codes::BUSY_HOUR,
                span,
                "at the full hour GitHub starts workflows late, or leaves them out",
            )
            .here("minute 0")
            .help(format!("write `schedule=\"{better}\"`"))
            .fix("take another minute", format!("\"{better}\""), false),
        );
    }
}
