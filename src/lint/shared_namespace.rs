//! Two environments in one place of one cluster.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Platform};

/// Finds environments whose releases would replace each other.
pub const RULE: Rule = Rule { code: codes::SHARED_NAMESPACE, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let all: Vec<&Environment> = scene.plan.on(Platform::Kubernetes).collect();
    // The secret that opens the cluster: under two names there are two clusters.
    let key = |e: &Environment| e.set.cluster.as_ref().and_then(|c| c.kubeconfig.as_ref()).map(|k| k.value.clone());
    let namespace = |e: &'_ Environment| e.set.cluster.as_ref().and_then(|c| c.namespace.clone());
    for (index, environment) in all.iter().enumerate() {
        let Some(own) = namespace(environment) else { continue };
        let same = |other: &&&Environment| {
            key(other) == key(environment) && namespace(other).is_some_and(|n| n.value == own.value)
        };
        let Some(first) = all[..index].iter().find(same) else { continue };
        let place = namespace(first).map_or(first.set.name.span, |n| n.span);
        found.push(
            Diagnostic::found(
                codes::SHARED_NAMESPACE,
                own.span,
                format!("`{}` and `{}` are the same namespace: each deploy replaces the other", first.name, environment.name),
            )
            .here("and here")
            .also(place, "one release of one name, here")
            .help(format!("give each its own, such as `namespace=\"{own}-{}\"`; where they are two clusters, name two secrets in `kubeconfig=`", environment.name)),
        );
    }
}
