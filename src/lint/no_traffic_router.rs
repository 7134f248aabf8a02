//! Parts of the traffic that nothing could keep.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Platform, Strategy};

/// Finds canaries, and sets that are switched, in a cluster whose ingress controller does not split traffic by the chart's annotations.
pub const RULE: Rule = Rule { code: codes::NO_TRAFFIC_ROUTER, needs: Needs::Plan, check };

/// Classes of controllers that know nothing of `nginx.ingress.kubernetes.io/canary-weight`. A class can be called
/// anything: what is not here may well be ingress-nginx.
const OTHERS: [&str; 13] = [
    "alb",
    "application-gateway",
    "azure-application-gateway",
    "caddy",
    "cilium",
    "contour",
    "gce",
    "gce-internal",
    "haproxy",
    "istio",
    "kong",
    "openshift-default",
    "traefik",
];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.on(Platform::Kubernetes) {
        // Blue-green is a canary of one step, which is given everything.
        let shifts = |way| matches!(way, Strategy::Canary | Strategy::BlueGreen);
        let rollout = environment.set.rollout.as_ref().filter(|r| shifts(r.strategy.value));
        let Some(rollout) = rollout else { continue };
        let weights = rollout.steps.first().map_or(rollout.strategy.span, |step| step.percent.span);
        let class = environment.set.cluster.as_ref().and_then(|c| c.ingress.as_ref());
        let name = &environment.name;
        found.push(match class {
            Some(class) if OTHERS.contains(&class.value.0.as_str()) => Diagnostic::found(
                codes::NO_TRAFFIC_ROUTER,
                class.span,
                format!("nothing in `{name}` can give the new version its part of the traffic: `{class}` does not"),
            )
            .here("does not read ingress-nginx's weights")
            .also(weights, "this part of it")
            .help("use ingress-nginx: `ingress=\"nginx\"`; or write `rollout \"rolling\"`"),
            Some(_) => continue,
            None => Diagnostic::found(
                codes::NO_TRAFFIC_ROUTER,
                weights,
                format!("who gives the new version its part of the traffic in `{name}`?"),
            )
            .here("kept by ingress-nginx alone")
            .also(environment.set.name.span, "its cluster names no ingress controller")
            .help("say which one it has: `cluster ingress=\"nginx\"`"),
        });
    }
}
