//! Production that nobody is asked about.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Deploy, Environment, Event, Plan, Workflow};

/// Finds environments that look like production and that a push or a schedule reaches without anybody's word.
pub const RULE: Rule = Rule { code: codes::NO_APPROVAL, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.environments.iter().filter(|e| e.set.approval.is_none()) {
        if !is_production(environment, scene.plan) {
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

/// Words of a name that say what an environment is.
const PRODUCTION: [&str; 3] = ["production", "prod", "live"];
const REHEARSAL: [&str; 11] =
    ["pre", "non", "not", "staging", "stage", "test", "qa", "dev", "preview", "sandbox", "demo"];

/// By its name; or, where no environment has such a name, as the last one of those that are deployed in turn.
fn is_production(environment: &Environment, plan: &Plan) -> bool {
    let named = |name: &str, words: &[&str]| name.split('-').any(|own| words.contains(&own));
    let production = |name: &str| named(name, &PRODUCTION) && !named(name, &REHEARSAL);
    if plan.environments.iter().any(|e| production(&e.name)) {
        return production(&environment.name);
    }
    let all: Vec<_> = walk::deploys(plan).collect();
    let waits =
        |later: &Entry<'_>, other: &Entry<'_>| later.0.name == other.0.name && walk::waits(later.0, later.1, other.1);
    let mut own = all.iter().filter(|entry| entry.2.environment.value.0 == environment.name);
    let last =
        own.any(|entry| all.iter().any(|other| waits(entry, other)) && !all.iter().any(|other| waits(other, entry)));
    last && !named(&environment.name, &REHEARSAL)
}

/// A deploy, its workflow and the index of its stage.
type Entry<'a> = (&'a Workflow, usize, &'a Deploy);
