//! A service that runs nowhere.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::Scale;

/// Finds services that no environment has, or that all of them have none of.
pub const RULE: Rule = Rule { code: codes::UNUSED_SERVICE, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let environments = &scene.plan.environments;
    if let (Some(first), true) = (scene.plan.services.first(), environments.is_empty()) {
        found.push(
            Diagnostic::found(codes::UNUSED_SERVICE, first.span, format!("`{first}` runs nowhere"))
                .here("there is no environment for it to run in")
                .help("declare one: `environment \"development\" on=\"compose\" local=#true`"),
        );
        return;
    }
    for name in &scene.plan.services {
        let mut own = environments.iter().filter_map(|environment| environment.service(&name.value));
        if own.clone().all(|service| service.scale == Scale::Fixed(0)) {
            let scale = own.next().and_then(|service| service.set.scale.as_ref());
            let place = scale.map_or(name.span, |scale| scale.span);
            found.push(
                Diagnostic::found(codes::UNUSED_SERVICE, place, format!("`{name}` runs nowhere"))
                    .here("none of it, in every environment that has it")
                    .help("take the service away, or give it a `scale` where it should run")
                    .about(name.span),
            );
        }
    }
}
