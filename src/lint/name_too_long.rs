//! Names that are short enough alone, and too long as a platform puts them together.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::{DatabaseEngine, Engine, Environment, Platform, ServiceKind, Strategy, kubernetes_namespace};

/// Finds names that a platform refuses, or would cut.
pub const RULE: Rule = Rule { code: codes::NAME_TOO_LONG, needs: Needs::Plan, check };

/// A DNS label (Kubernetes docs, "Object Names and IDs").
const LABEL: usize = 63;
/// What a CronJob leaves for the Jobs that it makes (Kubernetes docs, "CronJob").
const CRON: usize = 52;
/// The longest user of MySQL (MySQL Reference Manual, "Limits of Privilege Names").
const MYSQL_USER: usize = 32;
/// GitHub's identifiers are shorter than this (the runner's own check of a job's id).
const JOB: usize = 100;

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.on(Platform::Kubernetes) {
        kubernetes(scene, environment, found);
    }
    for image in &scene.plan.images {
        let id = format!("image-{}", image.id);
        let services = || scene.plan.environments.iter().flat_map(|e| &e.services);
        if id.len() >= JOB
            && let Some(service) = services().find(|s| s.name == image.services[0])
        {
            found.push(
                Diagnostic::found(
                    codes::NAME_TOO_LONG,
                    service.set.name.span,
                    format!("the job that builds `{}` would have a name of {} characters", service.name, id.len()),
                )
                .here("its name and those of its environments")
                .help("GitHub takes fewer than 100: shorten the names of the service or of its environments"),
            );
        }
    }
    for store in scene.plan.environments.iter().flat_map(|e| &e.datastores) {
        let Engine::Database { kind: DatabaseEngine::Mysql, user, .. } = &store.engine else { continue };
        if user.len() > MYSQL_USER {
            found.push(
                Diagnostic::found(
                    codes::NAME_TOO_LONG,
                    store.span,
                    format!("the user `{user}` has {} characters, and MySQL takes 32", user.len()),
                )
                .here("the user of this database")
                .help("give it a shorter one: `user \"shop\"`"),
            );
        }
    }
}

fn kubernetes(scene: &Scene<'_>, environment: &Environment, found: &mut Vec<Diagnostic>) {
    let project = &scene.plan.project;
    let namespace = kubernetes_namespace(scene.plan, environment);
    if namespace.len() > LABEL {
        found.push(
            Diagnostic::found(
                codes::NAME_TOO_LONG,
                environment.set.name.span,
                format!("the namespace `{namespace}` has {} characters, and Kubernetes takes 63", namespace.len()),
            )
            .here("the name of the project and this one")
            .also(project.set.name.span, "the project")
            .help("name it yourself: `cluster namespace=\"...\"`"),
        );
    }
    let canary = environment
        .set
        .rollout
        .as_ref()
        .is_some_and(|r| matches!(r.strategy.value, Strategy::Canary | Strategy::BlueGreen));
    for service in &environment.services {
        let (between, most) = match (service.kind, canary && service.public) {
            (ServiceKind::Cron, _) => ("-", CRON),
            (_, true) => ("-canary-", LABEL),
            (_, false) => ("-", LABEL),
        };
        if project.name.len() + between.len() + service.name.len() > most {
            let name = format!("{}{between}{}", project.name, service.name);
            found.push(
                Diagnostic::found(
                    codes::NAME_TOO_LONG,
                    service.set.name.span,
                    format!("`{name}` has {} characters, and in `{}` it may have {most}", name.len(), environment.name),
                )
                .here("what it is called in the cluster")
                .about(environment.set.name.span)
                .also(project.set.name.span, "the project, in front of it")
                .help("shorten the name of the service or of the project"),
            );
        }
    }
}
