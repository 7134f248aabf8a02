//! Production that does not wait for the environments before it.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::StageJob;
use crate::source::Span;

/// Finds deploys behind an approval that do not wait for the deploys without one.
pub const RULE: Rule = Rule { code: codes::DEPLOY_ORDER, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for workflow in &scene.plan.workflows {
        let deploys: Vec<(usize, &str, Span)> = workflow
            .set
            .stages
            .iter()
            .enumerate()
            .flat_map(|(index, stage)| {
                stage.jobs.iter().filter_map(move |job| match job {
                    StageJob::Deploy(d) => Some((index, d.environment.value.0.as_str(), d.environment.span)),
                    _ => None,
                })
            })
            .collect();
        let guarded = |name: &str| scene.plan.environment(name).is_some_and(|e| e.set.approval.is_some());
        for (index, name, span) in deploys.iter().filter(|(_, name, _)| guarded(name)) {
            for (earlier, other, place) in deploys.iter().filter(|(_, name, _)| !guarded(name)) {
                if !walk::waits(workflow, *index, *earlier) {
                    found.push(
                        Diagnostic::found(
                            codes::DEPLOY_ORDER,
                            *span,
                            format!("the deploy of `{name}` does not wait for that of `{other}`"),
                        )
                        .here("may start first")
                        .also(*place, format!("`{other}` is deployed here"))
                        .help(format!("put it into a stage after that of `{other}`, or add that stage to its `after`")),
                    );
                }
            }
        }
    }
}
