//! The jobs that build images: each calls the workflow that builds one.

use super::context::{Context, digest, image_job};
use super::expr::Value;
use super::model::{Body, Job, Values};
use super::permissions::Scope;
use super::registry;
use crate::diag::Diagnostic;
use crate::plan::{Image, ImagesJobs};
use std::sync::Arc;

/// One job for an image. `permissions` are what the workflow needs that builds it.
pub fn make(
    set: &ImagesJobs,
    image: &Image,
    permissions: &Arc<[Scope]>,
    context: &Context<'_>,
    say: &mut Vec<Diagnostic>,
) -> Job {
    let mut with: Values = vec![("image".into(), image.id.as_str().into())];
    let mut add = |name: &'static str, value: Value| with.push((name.into(), value));
    add("repository", image.repository.as_str().into());
    if image.build.context != "." {
        add("context", image.build.context.as_str().into());
    }
    add("dockerfile", image.build.dockerfile.as_str().into());
    if let Some(target) = &image.build.target {
        add("target", target.as_str().into());
    }
    if !image.build.args.is_empty() {
        let lines: String = image.build.args.iter().flat_map(|(name, value)| [name, "=", value, "\n"]).collect();
        add("build-args", lines.into());
    }
    if let Some(timeout) = &set.timeout {
        add("timeout-minutes", timeout.value.as_minutes().max(1).into());
    }
    let images = context.plan.project.set.images.as_ref();
    let mut secrets = Values::new();
    for (name, secret) in [
        (registry::USERNAME, images.and_then(|i| i.username.as_ref())),
        (registry::PASSWORD, images.and_then(|i| i.password.as_ref())),
    ] {
        if let Some(secret) = secret {
            let value = context.secret(&secret.value.0, secret.span, "to push images", say);
            secrets.push((name.into(), value));
        }
    }
    let environments = match image.per_environment {
        true => format!(" ({})", image.environments.join(", ")),
        false => String::new(),
    };
    Job {
        id: image_job(image),
        name: ["Image: ", &image.services[0], &environments].concat(),
        body: Body::Call {
            workflow: ["$/.github/workflows/", context.builder].concat(),
            with,
            secrets,
            permissions: Arc::clone(permissions),
        },
        raw: set.raw.clone(),
        ..Job::default()
    }
}

/// The images of a workflow as rows of a matrix: what is scanned is what was pushed.
pub fn rows(context: &Context<'_>) -> Vec<(String, String)> {
    let images = context.workflow.images.iter().filter_map(|index| context.plan.images.get(*index));
    images.map(|image| (image.id.clone(), digest(image))).collect()
}
