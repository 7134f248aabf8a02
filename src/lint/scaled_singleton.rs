//! A service that must be alone, and runs twice.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Scale, ServiceKind};

/// Finds singletons of which more than one runs.
pub const RULE: Rule = Rule { code: codes::SCALED_SINGLETON, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in &scene.plan.environments {
        for service in environment.services.iter().filter(|s| s.kind != ServiceKind::Cron) {
            let (Some(singleton), Some(scale)) = (&service.set.singleton, &service.set.scale) else { continue };
            let most = service.scale.max();
            if !singleton.value || most < 2 {
                continue;
            }
            let many = match service.scale {
                Scale::Fixed(_) => format!("{most} of it"),
                Scale::Auto { .. } => format!("up to {most} of it"),
            };
            let name = &service.name;
            found.push(
                Diagnostic::found(
                    codes::SCALED_SINGLETON,
                    scale.span,
                    format!("there must never be two of `{name}`, and `{}` runs {many}", environment.name),
                )
                .here(many)
                .also(singleton.span, "never two of it")
                .about(environment.set.name.span)
                .about(service.set.name.span)
                .help("write `scale 1`; or, if it can run several times after all, take `singleton` away"),
            );
        }
    }
}
