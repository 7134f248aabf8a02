//! Deploys to Render, by its HTTP API.

use super::super::context::Context;
use super::super::expr::{Value, shell_word};
use super::super::model::Step;
use crate::diag::Diagnostic;
use crate::plan::{Environment, Image, Plan, RENDER_KEY as KEY, Service, render_name};
use crate::schema::kinds::Duration;
use crate::source::Span;

/// The services that images are deployed to: the one that migrates first, because the others need its schema.
pub fn services<'a>(environment: &'a Environment, plan: &'a Plan) -> Vec<(&'a Service, &'a Image)> {
    let mut all: Vec<_> = environment.services.iter().filter_map(|s| Some((s, plan.image(s)?))).collect();
    all.sort_by_key(|(service, _)| service.migrate.is_none());
    all
}

/// The steps of a deploy.
pub fn deploy(
    span: Span,
    environment: &Environment,
    roll: Duration,
    context: &Context<'_>,
    say: &mut Vec<Diagnostic>,
) -> Vec<Step> {
    let key = key(span, context, say);
    let name = match environment.migration() {
        Some(_) => "Migrate, then deploy, and wait until all is live",
        None => "Deploy, and wait until all is live",
    };
    images(environment, roll, context, key).map(|step| step.named(name)).into_iter().collect()
}

/// The key, as a secret of GitHub's.
pub fn key(span: Span, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Value {
    context.secret(KEY, span, "to deploy to Render", say)
}

/// Deploys the images in the job's variables.
pub fn images(environment: &Environment, roll: Duration, context: &Context<'_>, key: Value) -> Option<Step> {
    let services = services(environment, context.plan);
    if services.is_empty() {
        return None;
    }
    let seconds = roll.as_seconds();
    let mut lines = vec![
        "mkdir -p \"$RUNNER_TEMP/logs\"".to_owned(),
        format!("deploy/bin/render.sh deploy --timeout {seconds} \\"),
    ];
    let last = services.len();
    for (index, (service, image)) in services.into_iter().enumerate() {
        let name = render_name(context.plan, environment, &service.name);
        let end = if index + 1 == last { " |& tee \"$RUNNER_TEMP/logs/render.log\"" } else { " \\" };
        lines.push(["  --image \"", &name, "=$", &image.variable, "\"", end].concat());
    }
    Some(Step::lines(lines).named("Deploy the version, and wait until all is live").env(KEY, key))
}

/// Shows what a rollback goes back to, for the record.
pub fn before(environment: &Environment, context: &Context<'_>, key: Value) -> Step {
    let names = names(environment, context).join(" ");
    let line = format!("deploy/bin/render.sh previous {names} | tee \"$RUNNER_TEMP/before.txt\"");
    Step::lines([line]).named("See what there is to go back to").env(KEY, key)
}

/// Goes back to the deploy before.
pub fn rollback(environment: &Environment, roll: Duration, context: &Context<'_>, key: Value) -> Step {
    let services: Vec<String> =
        names(environment, context).into_iter().map(|name| format!("--service {name}")).collect();
    let seconds = roll.as_seconds();
    Step::lines([
        "mkdir -p \"$RUNNER_TEMP/logs\"".to_owned(),
        format!(
            "deploy/bin/render.sh rollback --timeout {seconds} {} |& tee \"$RUNNER_TEMP/logs/render.log\"",
            services.join(" ")
        ),
    ])
    .named("Go back to the version before")
    .env(KEY, key)
}

/// Takes the schema one step back, with the version that knows how.
pub fn downgrade(environment: &Environment, context: &Context<'_>, key: Value) -> Option<Step> {
    let (service, migrate) = environment.migration()?;
    let (line, _) = migrate.back.as_ref()?;
    let name = render_name(context.plan, environment, &service.name);
    let seconds = migrate.timeout.as_seconds();
    let command =
        format!("deploy/bin/render.sh run --service {name} --timeout {seconds} --command {}", shell_word(line));
    Some(Step::lines([command]).named("Take the schema one step back").env(KEY, key))
}

fn names(environment: &Environment, context: &Context<'_>) -> Vec<String> {
    let services = services(environment, context.plan);
    services.into_iter().map(|(service, _)| render_name(context.plan, environment, &service.name)).collect()
}
