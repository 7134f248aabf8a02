//! A production without a way back.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::source::Span;

/// Finds environments behind an approval that a workflow deploys and none takes back.
pub const RULE: Rule = Rule { code: codes::NO_ROLLBACK, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let back: Vec<&str> = scene
        .plan
        .workflows
        .iter()
        .filter_map(|w| w.set.rollback.as_ref())
        .flat_map(|rollback| &rollback.environments)
        .map(|name| name.value.0.as_str())
        .collect();
    for (workflow, _, deploy) in walk::deploys(scene.plan) {
        let name = deploy.environment.value.0.as_str();
        let Some(environment) = scene.plan.environment(name) else { continue };
        if environment.set.approval.is_none() || back.contains(&name) {
            continue;
        }
        found.push(
            Diagnostic::found(
                codes::NO_ROLLBACK,
                deploy.environment.span,
                format!("nothing takes `{name}` back when a version turns out bad"),
            )
            .here("there is a way forward only")
            .about(environment.set.name.span)
            .mend(format!("take `{name}` back by hand"), false, vec![way_back(scene, workflow.set.span, name)])
            .help(format!("add a workflow: `workflow \"rollback\" {{ rollback \"{name}\"; }}`")),
        );
    }
}

/// To the workflow that takes others back, or one of its own.
fn way_back(scene: &Scene<'_>, workflow: Span, name: &str) -> Change {
    let mut others = scene.plan.workflows.iter().filter_map(|w| w.set.rollback.as_ref());
    match others.next() {
        Some(rollback) => Change::AddEntry(rollback.name_span, format!("\"{name}\"")),
        None => Change::AddBefore(workflow, format!("workflow \"rollback\" {{ rollback \"{name}\"; }}")),
    }
}
