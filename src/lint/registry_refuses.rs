//! Images that their registry would not take.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::StageJob;

/// Finds repositories of images that a workflow cannot push to.
pub const RULE: Rule = Rule { code: codes::REGISTRY_REFUSES, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let project = &scene.plan.project;
    let builds = |job: &StageJob| matches!(job, StageJob::ImagesJobs(_));
    let pushed = scene.plan.workflows.iter().flat_map(|w| &w.set.stages).flat_map(|s| &s.jobs).any(builds);
    let Some(images) = project.set.images.as_ref().filter(|_| pushed) else { return };
    let pattern = &images.repository;
    let parts: Vec<&str> = pattern.value.split('/').collect();
    let logs_in = images.username.is_some() && images.password.is_some();
    match parts[..] {
        ["ghcr.io", owner, ..] if !logs_in => {
            // The token of a job writes packages of its own repository's owner (GitHub Docs, "Working with the Container
            // registry").
            let Some(repository) = &project.set.repository else { return };
            let own = repository.value.split('/').next().unwrap_or_default();
            if !own.eq_ignore_ascii_case(owner) && !owner.contains('{') {
                found.push(
                    Diagnostic::found(
                        codes::REGISTRY_REFUSES,
                        pattern.span,
                        format!("the token of a job of `{own}` cannot push to `{owner}`"),
                    )
                    .here(format!("belongs to `{owner}`"))
                    .also(repository.span, format!("belongs to `{own}`"))
                    .fix(
                        format!("write {own}"),
                        format!("\"{}\"", pattern.value.replacen(owner, &own.to_ascii_lowercase(), 1)),
                        false,
                    )
                    .help(format!(
                        "write \"ghcr.io/{}/...\", or name a token that may: `username=\"...\" password=\"...\"`",
                        own.to_ascii_lowercase()
                    )),
                );
            }
        }
        ["docker.io" | "index.docker.io" | "registry-1.docker.io", ref path @ ..] => {
            if !logs_in {
                found.push(
                    Diagnostic::found(
                        codes::REGISTRY_REFUSES,
                        pattern.span,
                        "nobody can push to Docker Hub without logging in",
                    )
                    .here("by whom?")
                    .help("add the names of two secrets: `username=\"DOCKERHUB_USER\" password=\"DOCKERHUB_TOKEN\"`"),
                );
            }
            // Docker docs, "Repositories": a namespace and a name.
            if path.len() != 2 {
                found.push(
                    Diagnostic::found(
                        codes::REGISTRY_REFUSES,
                        pattern.span,
                        "a repository on Docker Hub has a namespace and a name, no more",
                    )
                    .here(format!("{} parts behind the host", path.len()))
                    .help(format!(
                        "for example \"docker.io/{}/{}-{{service}}\"",
                        path.first().filter(|_| path.len() > 1).unwrap_or(&"acme"),
                        project.name
                    )),
                );
            }
        }
        [host, ..] if host.contains(".dkr.ecr.") && images.role.is_none() => {
            found.push(
                Diagnostic::found(
                    codes::REGISTRY_REFUSES,
                    pattern.span,
                    "nobody can push to Amazon's registry without a role",
                )
                .here("by whom?")
                .help("name the role that the workflow takes: `role=\"arn:aws:iam::123456789012:role/push\"`"),
            );
        }
        _ => {}
    }
}
