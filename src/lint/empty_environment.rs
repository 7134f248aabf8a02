//! A place where nothing runs.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};

/// Finds environments that have no service.
pub const RULE: Rule = Rule { code: codes::EMPTY_ENVIRONMENT, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.environments.iter().filter(|e| e.services.is_empty()) {
        // On the developer's machine the services may run by hand, beside the datastores.
        if environment.local && (!environment.datastores.is_empty() || scene.plan.services.is_empty()) {
            continue;
        }
        let message = format!("nothing runs in `{}`", environment.name);
        let report = Diagnostic::found(codes::EMPTY_ENVIRONMENT, environment.set.name.span, message);
        found.push(match scene.plan.services.first() {
            Some(service) => report.here("no service has it in its `only`").help(format!(
                "add \"{}\" to the `only` of a service such as `{service}`, or take the environment away",
                environment.name
            )),
            None => report.help("declare a service, or take the environment away"),
        });
    }
}
