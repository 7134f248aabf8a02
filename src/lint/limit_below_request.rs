//! More for certain than at most.

use super::{Needs, Rule, Scene};
use crate::diag::{Change, Diagnostic, codes};

/// Finds services that may use less processor than they are given.
pub const RULE: Rule = Rule { code: codes::LIMIT_BELOW_REQUEST, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for service in scene.plan.environments.iter().flat_map(|e| &e.services) {
        let Some(resources) = &service.set.resources else { continue };
        // Kubernetes refuses the pod ("Resource Management for Pods and Containers"); Docker's limits allow no less either.
        if let (Some(given), Some(limit)) = (&resources.cpu, &resources.cpu_limit)
            && limit.value < given.value
        {
            found.push(
                Diagnostic::found(
                    codes::LIMIT_BELOW_REQUEST,
                    limit.span,
                    format!(
                        "`{}` is given {} processors and may use {} at most",
                        service.name, given.value, limit.value
                    ),
                )
                .here("at most")
                .about(service.set.name.span)
                .also(given.span, "for certain")
                .mend("take `cpu-limit` away", false, vec![Change::DropEntry(limit.span)])
                .help("raise `cpu-limit`, or take it away: then it may use what is free"),
            );
        }
    }
}
