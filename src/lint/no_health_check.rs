//! A door to the world behind which nobody looks.

use super::{Needs, Rule, Scene};
use crate::diag::{Change, Diagnostic, codes};

/// Finds services that the world reaches and nothing asks whether they are well.
pub const RULE: Rule = Rule { code: codes::NO_HEALTH_CHECK, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    // On the developer's machine somebody looks.
    for environment in scene.plan.environments.iter().filter(|e| !e.local) {
        for service in environment.services.iter().filter(|s| s.public && s.health.is_none()) {
            let Some(port) = &service.set.port else { continue };
            let place = port.public.as_ref().map_or(port.span, |public| public.span);
            found.push(
                Diagnostic::found(
                    codes::NO_HEALTH_CHECK,
                    place,
                    format!("the world reaches `{}`, and nothing asks whether it is well", service.name),
                )
                .here("open to the world")
                .help(
                    "add `health \"/health\"`, a path that answers 200 when it is: a deploy waits for it, and traffic \
                     goes to those alone that answer",
                )
                .mend(
                    "ask it at `/health`",
                    false,
                    vec![Change::AddChild(service.set.name.span, "health \"/health\"".to_owned())],
                )
                .about(service.set.name.span)
                .about(environment.set.name.span),
            );
        }
    }
}
