//! Machines that GitHub has taken away.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};

/// Finds jobs that ask for a machine that nobody has any more: they would wait for a day and fail.
pub const RULE: Rule = Rule { code: codes::RETIRED_RUNNER, needs: Needs::Text, check };

/// The label, and what takes its place (actions/runner-images, the announcements of images that are unsupported).
const RETIRED: [(&str, &str); 10] = [
    ("ubuntu-16.04", "ubuntu-24.04"),
    ("ubuntu-18.04", "ubuntu-24.04"),
    ("ubuntu-20.04", "ubuntu-24.04"),
    ("windows-2016", "windows-2025"),
    ("windows-2019", "windows-2025"),
    ("macos-10.15", "macos-15"),
    ("macos-11", "macos-15"),
    ("macos-12", "macos-15"),
    ("macos-13", "macos-15"),
    ("macos-13-large", "macos-15-large"),
];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for runner in walk::jobs(scene.plan).filter_map(|(_, _, job)| job.runner.as_ref()) {
        let Some((_, better)) = RETIRED.iter().find(|(label, _)| *label == runner.value) else { continue };
        found.push(
            Diagnostic::found(codes::RETIRED_RUNNER, runner.span, format!("no machine is called `{runner}` any more"))
                .here("GitHub has taken it away")
                .help(format!("write `runner=\"{better}\"`"))
                .fix(format!("write {better}"), format!("\"{better}\""), false),
        );
    }
}
