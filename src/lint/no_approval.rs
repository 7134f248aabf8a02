//! Production that nobody is asked about.

use super::{Needs, Rule, Scene, production, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::Event;

/// Finds environments that look like production and that a push or a schedule reaches without anybody's word.
pub const RULE: Rule = Rule { code: codes::NO_APPROVAL, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.environments.iter().filter(|e| e.set.approval.is_none()) {
        if !production::looks_like_it(scene.plan, environment) {
            continue;
        }
        // Somebody has decided where a tag is pushed or a run is started by hand: that is an approval of a kind.
        let own = || walk::deploys(scene.plan).filter(|(_, _, deploy)| deploy.environment.value.0 == environment.name);
        let started = |event: Event| {
            own().find(|(workflow, stage, deploy)| walk::events(workflow, *stage, &deploy.only).contains(&event))
        };
        let ((.., deploy), what) = match (started(Event::Push), started(Event::Schedule)) {
            (Some(found), _) => (found, "every push"),
            (None, Some(found)) => (found, "a schedule"),
            (None, None) => continue,
        };
        found.push(
            Diagnostic::found(
                codes::NO_APPROVAL,
                environment.set.name.span,
                format!("{what} changes `{}`, and nobody is asked", environment.name),
            )
            .also(deploy.environment.span, "deployed here")
            .help(
                "ask somebody: `approval { reviewers \"OWNER/TEAM\"; }`; or deploy by tags alone: `only \"tag\"`; or say \
                 why not: `allow \"no-approval\" reason=\"...\"`",
            ),
        );
    }
}
