//! Schedules that mean something else than they seem to.

use super::{Needs, Rule, Scene, cron};
use crate::diag::{Diagnostic, codes};

/// Finds schedules with a day of the month *or* a weekday, and steps that do not fill their hour or day.
pub const RULE: Rule = Rule { code: codes::SURPRISING_SCHEDULE, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (written, span) in cron::of_workflows(scene.plan).chain(cron::of_services(scene.plan)) {
        let Some(times) = cron::read(written) else { continue };
        let [minute, hour, day, _, weekday] = &times.fields;
        // POSIX, `crontab`: where both are limited, either is enough. A field that starts with `*` is none.
        if !day.starts_with('*') && !weekday.starts_with('*') {
            found.push(
                Diagnostic::found(
                    codes::SURPRISING_SCHEDULE,
                    span,
                    "this runs on days that suit the day of the month or the weekday, not both",
                )
                .here(format!("on day {day}, and on weekday {weekday}, too"))
                .help("limit one of them, and let the command look at the other"),
            );
        }
        for (field, whole, unit, length) in [(minute, 60, "minutes", "hour"), (hour, 24, "hours", "day")] {
            let step = field.strip_prefix("*/").and_then(|step| step.parse::<u32>().ok());
            let Some(step) = step.filter(|step| *step > 0 && !u32::is_multiple_of(whole, *step)) else { continue };
            let last = (whole - 1) / step * step;
            found.push(
                Diagnostic::found(
                    codes::SURPRISING_SCHEDULE,
                    span,
                    format!("`{field}` is not every {step} {unit}: it starts anew with each {length}"),
                )
                .here(format!("between {last} and the next {length} lie {} {unit} only", whole - last))
                .help(format!(
                    "take a step that {whole} can be divided by, or name the times: \"{}\"",
                    named(step, whole)
                )),
            );
        }
    }
}

/// The times that a step stands for.
fn named(step: u32, whole: u32) -> String {
    (0..whole).step_by(step as usize).map(|at| at.to_string()).collect::<Vec<_>>().join(",")
}
