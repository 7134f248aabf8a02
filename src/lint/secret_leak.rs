//! A key to production that every branch can read.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{Environment, KUBERNETES_KEY, Plan, Platform, RENDER_KEY};

/// Finds keys to environments behind an approval that GitHub gives to other jobs, too.
pub const RULE: Rule = Rule { code: codes::SECRET_LEAK, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in &scene.plan.environments {
        let Some(approval) = &environment.set.approval else { continue };
        if !is_deployed(scene.plan, environment) {
            continue;
        }
        let Some(name) = key(environment) else { continue };
        let Some(secret) = scene.plan.secret(&name).filter(|secret| secret.only.is_empty()) else { continue };
        let users =
            scene.plan.environments.iter().filter(|e| is_deployed(scene.plan, e) && key(e).as_ref() == Some(&name));
        let users: Vec<String> = users.map(|e| format!("\"{}\"", e.name)).collect();
        found.push(
            Diagnostic::found(
                codes::SECRET_LEAK,
                secret.name.span,
                format!("every workflow of every branch can read the key to `{}`", environment.name),
            )
            .here("kept for the whole repository")
            .about(environment.set.name.span)
            .also(approval.name_span, "so nobody has to be asked")
            .mend(
                format!("keep it in {}", users.join(" and ").replace('"', "`")),
                false,
                vec![Change::AddChild(secret.name.span, format!("only {}", users.join(" ")))],
            )
            .help(format!(
                "add `{{ only {}; }}` to it: GitHub then keeps it in the environment, for deploys that were agreed to",
                users.join(" ")
            )),
        );
    }
}

fn is_deployed(plan: &Plan, environment: &Environment) -> bool {
    walk::deploys(plan).any(|(_, _, deploy)| deploy.environment.value.0 == environment.name)
}

/// The secret that opens an environment's platform to its deploys.
fn key(environment: &Environment) -> Option<String> {
    match environment.platform {
        Platform::Kubernetes => {
            let named = environment.set.cluster.as_ref().and_then(|c| c.kubeconfig.as_ref());
            Some(named.map_or_else(|| KUBERNETES_KEY.to_owned(), |name| name.value.0.clone()))
        }
        Platform::Render => Some(RENDER_KEY.to_owned()),
        Platform::Compose => None,
    }
}
