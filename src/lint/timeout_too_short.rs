//! A deploy that must end before its own steps have.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Platform};

/// Finds timeouts of roll-outs and deploys that are shorter than what they wait for.
pub const RULE: Rule = Rule { code: codes::TIMEOUT_TOO_SHORT, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.on(Platform::Kubernetes) {
        let said = environment.set.rollout.as_ref().and_then(|r| r.timeout.as_ref());
        let deploys = walk::deploys(scene.plan).filter(|(_, _, d)| d.environment.value.0 == environment.name);
        let limits = deploys.filter_map(|(_, _, deploy)| deploy.timeout.as_ref()).chain(said);
        for limit in limits {
            soaks(environment, limit, found);
        }
    }
    for (_, _, deploy) in walk::deploys(scene.plan) {
        let environment = scene.plan.environment(&deploy.environment.value.0);
        let migration = environment.and_then(|e| e.migration());
        if let (Some(limit), Some((service, migrate))) = (&deploy.timeout, migration)
            && migrate.timeout >= limit.value
            && let Some(node) = &service.set.migrate
        {
            let place = node.timeout.as_ref().map_or(node.name_span, |t| t.span);
            found.push(
                Diagnostic::found(
                    codes::TIMEOUT_TOO_SHORT,
                    limit.span,
                    format!("this deploy ends before the migration of `{}` may", service.name),
                )
                .here(format!("after {}", limit.value))
                .also(place, format!("it may take {}", migrate.timeout))
                .help("give the deploy more time, or the migration less: `timeout=` of `migrate`"),
            );
        }
    }
}

type Limit = crate::source::S<crate::plan::Duration>;

fn soaks(environment: &Environment, limit: &Limit, found: &mut Vec<Diagnostic>) {
    let steps: Vec<_> = environment.set.rollout.iter().flat_map(|r| &r.steps).collect();
    let all: u64 = steps.iter().filter_map(|step| step.soak.as_ref()).map(|soak| soak.value.millis).sum();
    let (Some(first), true) = (steps.first(), all >= limit.value.millis) else { return };
    let whole = crate::plan::Duration { millis: all };
    found.push(
        Diagnostic::found(
            codes::TIMEOUT_TOO_SHORT,
            limit.span,
            format!("the steps of `{}` alone are watched for {whole}", environment.name),
        )
        .here(format!("ends after {}", limit.value))
        .also(first.span, "from this step on")
        .about(environment.set.name.span)
        .help("give it more time than its steps take, or take the timeout away: dbgen adds them up"),
    );
}
