//! Images that run before anybody has looked at them.

use super::{Needs, Rule, Scene, production, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::StageJob;

/// Finds deploys to production that do not wait for the scan of the same workflow.
pub const RULE: Rule = Rule { code: codes::DEPLOY_BEFORE_SCAN, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (workflow, stage, deploy) in walk::deploys(scene.plan) {
        let environment = scene.plan.environment(&deploy.environment.value.0).filter(|e| production::is(scene.plan, e));
        let Some(environment) = environment else { continue };
        let scan = workflow.set.stages.iter().enumerate().find_map(|(index, stage)| {
            stage.jobs.iter().find_map(|job| match job {
                StageJob::ScanImages(scan) => Some((index, scan.name_span)),
                _ => None,
            })
        });
        let Some((at, place)) = scan.filter(|(at, _)| !walk::waits(workflow, stage, *at)) else {
            continue;
        };
        let (name, after) = (&workflow.set.stages[at].name, &workflow.set.stages[stage].after);
        found.push(
            Diagnostic::found(
                codes::DEPLOY_BEFORE_SCAN,
                deploy.environment.span,
                format!("`{}` is deployed whatever the scan of its images finds", deploy.environment),
            )
            .here("does not wait for it")
            .also(place, "the scan")
            .about(environment.set.name.span)
            .mend(
                format!("wait for `{name}`"),
                false,
                after.last().map(|a| Change::AddEntry(a.span, format!("\"{name}\""))).into_iter().collect(),
            )
            .help(format!("put the deploy into a stage after `{name}`, or add \"{name}\" to the `after` of its stage")),
        );
    }
}
