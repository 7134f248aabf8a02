//! Production that does not wait for the environments before it.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};

/// Finds deploys behind an approval that do not wait for the deploys without one.
pub const RULE: Rule = Rule { code: codes::DEPLOY_ORDER, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let deploys: Vec<_> = walk::deploys(scene.plan)
        .filter_map(|(workflow, stage, deploy)| {
            let environment = scene.plan.environment(&deploy.environment.value.0)?;
            Some((workflow, stage, deploy.environment.span, environment))
        })
        .collect();
    for (workflow, later, span, environment) in deploys.iter().filter(|(.., e)| e.set.approval.is_some()) {
        let others = deploys.iter().filter(|(own, ..)| own.name == workflow.name);
        for (_, earlier, place, other) in others.filter(|(.., other)| other.set.approval.is_none()) {
            if walk::waits(workflow, *later, *earlier) {
                continue;
            }
            let (name, other) = (&environment.name, &other.name);
            found.push(
                Diagnostic::found(
                    codes::DEPLOY_ORDER,
                    *span,
                    format!("the deploy of `{name}` does not wait for that of `{other}`"),
                )
                .here("may start first")
                .also(*place, format!("`{other}` is deployed here"))
                .help(format!("put it into a stage after that of `{other}`, or add that stage to its `after`"))
                .about(environment.set.name.span),
            );
        }
    }
}
