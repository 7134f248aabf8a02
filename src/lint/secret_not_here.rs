//! A secret where nobody gives it.

use super::{Needs, Rule, Scene, expression, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{Environment, Holder, KUBERNETES_KEY, Platform, RENDER_KEY, Secret, StageJob};
use crate::source::Span;

/// Finds secrets of some environments that another one, or a job outside of any, reads. What a service's variables need
/// is looked at where they are resolved.
pub const RULE: Rule = Rule { code: codes::SECRET_NOT_HERE, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in &scene.plan.environments {
        for (name, span) in needs(scene, environment) {
            let Some(secret) = scene.plan.secret(&name).filter(|s| !is_for(s, &environment.name)) else { continue };
            found.push(
                Diagnostic::found(
                    codes::SECRET_NOT_HERE,
                    span,
                    format!("the environment `{}` does not have the secret `{name}`", environment.name),
                )
                .here("given nothing here")
                .also(place(secret), format!("it is for {} only", only(secret)))
                .help(format!("add \"{}\" to its `only`, or use another secret", environment.name))
                .mend(
                    format!("give it to `{}`, too", environment.name),
                    false,
                    secret
                        .only
                        .first()
                        .map(|o| Change::AddEntry(o.span, format!("\"{}\"", environment.name)))
                        .into_iter()
                        .collect(),
                ),
            );
        }
    }
    for (name, span) in outside(scene) {
        let Some(secret) = scene.plan.secret(&name).filter(|secret| !secret.only.is_empty()) else { continue };
        found.push(
            Diagnostic::found(
                codes::SECRET_NOT_HERE,
                span,
                format!("a job outside of {} is given no `{name}`", only(secret)),
            )
            .here("empty here: GitHub hands an environment's secret to its deploys alone")
            .also(place(secret), format!("it is for {} only", only(secret)))
            .help("declare a secret of its own for this job, or, if every branch may read it, take its `only` away"),
        );
    }
    for (name, span) in expression::in_workflows(scene.plan) {
        let held = |s: &&Secret| s.holder.as_ref().is_none_or(|holder| holder.value != Holder::Pipeline);
        let Some(secret) = scene.plan.secret(&name).filter(held) else { continue };
        found.push(
            Diagnostic::found(codes::SECRET_NOT_HERE, span, format!("GitHub does not hold the secret `{name}`"))
                .here("empty here")
                .also(secret.name.span, "the platform holds it")
                .help(format!("write `{name} for=\"pipeline\"`, or use another secret"))
                .mend(
                    format!("let GitHub hold `{name}`"),
                    false,
                    match secret.holder {
                        Some(_) => Vec::new(),
                        None => vec![Change::AddEntry(secret.name.span, "for=\"pipeline\"".to_owned())],
                    },
                ),
        );
    }
}

fn is_for(secret: &Secret, environment: &str) -> bool {
    secret.only.is_empty() || secret.only.iter().any(|name| name.value == environment)
}

/// Where it says for whom it is.
fn place(secret: &Secret) -> Span {
    secret.only.first().map_or(secret.name.span, |only| only.span)
}

fn only(secret: &Secret) -> String {
    walk::list(secret.only.iter().map(|name| name.value.as_str()))
}

/// The secrets that deploys of an environment read, each with the place that says so.
fn needs(scene: &Scene<'_>, environment: &Environment) -> Vec<(String, Span)> {
    let set = &environment.set;
    let metrics = set.metrics.iter().flat_map(|m| m.prometheus.iter().chain(&m.token));
    let named = metrics.chain(set.notify.iter().map(|n| &n.slack));
    let mut all: Vec<(String, Span)> = named.map(|name| (name.value.0.clone(), name.span)).collect();
    let deploys = walk::deploys(scene.plan).map(|(_, _, deploy)| &deploy.environment);
    let mut deployed = deploys.filter(|name| name.value.0 == environment.name);
    let named = set.cluster.as_ref().and_then(|c| c.kubeconfig.as_ref());
    match (environment.platform, named, deployed.next()) {
        (Platform::Kubernetes, Some(named), _) => all.push((named.value.0.clone(), named.span)),
        (Platform::Kubernetes, None, Some(deploy)) => all.push((KUBERNETES_KEY.to_owned(), deploy.span)),
        (Platform::Render, _, Some(deploy)) => all.push((RENDER_KEY.to_owned(), deploy.span)),
        _ => {}
    }
    all
}

/// The secrets that jobs read which belong to no environment.
fn outside(scene: &Scene<'_>) -> Vec<(String, Span)> {
    let mut all = Vec::new();
    for workflow in &scene.plan.workflows {
        all.extend(workflow.set.env.iter().flat_map(expression::outright));
    }
    for (_, _, job) in walk::jobs(scene.plan) {
        // A job can be put into an environment by hand.
        let inside = job.raw.iter().flat_map(|raw| &raw.fields).any(|field| field.name.value == "environment");
        if !inside {
            all.extend(expression::secrets_of_job(job));
        }
    }
    let builds = |job: &StageJob| matches!(job, StageJob::ImagesJobs(_));
    if scene.plan.workflows.iter().flat_map(|w| &w.set.stages).flat_map(|s| &s.jobs).any(builds) {
        let images = scene.plan.project.set.images.iter().flat_map(|i| i.username.iter().chain(&i.password));
        all.extend(images.map(|name| (name.value.0.clone(), name.span)));
    }
    all
}
