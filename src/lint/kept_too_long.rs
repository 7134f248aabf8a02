//! Files that are to be kept longer than GitHub keeps any.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Duration, Step};
use crate::source::S;

/// Finds `keep=` of artifacts and records past what GitHub grants.
pub const RULE: Rule = Rule { code: codes::KEPT_TOO_LONG, needs: Needs::Text, check };

/// In days, for public and for private repositories (GitHub Docs, "Configuring the retention period").
const PUBLIC: u64 = 90;
const PRIVATE: u64 = 400;

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let artifacts = walk::jobs(scene.plan).flat_map(|(_, _, job)| &job.steps).filter_map(|step| match step {
        Step::Artifact(artifact) => artifact.keep.as_ref(),
        _ => None,
    });
    let records = scene.plan.workflows.iter().filter_map(|w| w.set.rollback.as_ref()?.keep.as_ref());
    for keep in artifacts.chain(records) {
        one(keep, found);
    }
}

fn one(keep: &S<Duration>, found: &mut Vec<Diagnostic>) {
    let days = keep.value.as_days();
    let report = match days {
        0..=PUBLIC => return,
        91..=PRIVATE => Diagnostic::found(
            codes::KEPT_TOO_LONG,
            keep.span,
            "only a private repository keeps files for more than 90 days, and only where its settings say so",
        )
        .help("write `keep=\"90d\"`, or raise the limit under Settings > Actions > General")
        .fix("keep it for 90 days", "\"90d\"", false),
        _ => Diagnostic::found(codes::KEPT_TOO_LONG, keep.span, "GitHub keeps no file for more than 400 days")
            .help("keep what must last longer in a release, a registry or an object store"),
    };
    found.push(report.here(format!("{days} days")));
}
