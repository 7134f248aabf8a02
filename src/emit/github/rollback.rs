//! The workflow that takes an environment back: started by hand, with a reason, checked like a deploy, recorded.

use super::context::{Context, capital};
use super::deploy::{self, kubernetes, notify, render, verify};
use super::expr::{Expr, Place, Value, shell_word};
use super::model::{Body, Concurrency, Job, Minutes, Step, Steps, Workflow};
use super::steps::{checkout_deploy, upload};
use super::{job, registry};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Image, Platform, Rollback};
use crate::schema::kinds::Duration;
use crate::yaml::{Map, Yaml};

const KEEP: Duration = Duration::seconds(90 * 24 * 3600);
/// The word for the version before.
const PREVIOUS: &str = "previous";
/// The condition of steps for a named version.
const NAMED: &str = "inputs.version != 'previous'";
/// The condition of steps for the version before.
const BEFORE: &str = "inputs.version == 'previous'";

/// The workflow.
pub fn make(set: &Rollback, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Workflow {
    let workflow = &context.workflow.set;
    if let Some(on) = workflow.on.first() {
        say.push(
            Diagnostic::error(codes::CONFLICT, on.span, "a rollback is started by hand alone")
                .also(set.span, "the rollback")
                .help("take the `on` away: it asks for the environment, the version and the reason by itself"),
        );
    }
    let environments: Vec<&Environment> =
        set.environments.iter().filter_map(|name| context.plan.environment(&name.value.0)).collect();
    if environments.is_empty() {
        return Workflow::default();
    }
    let downgrades = environments.iter().any(|e| has_way_back(e));
    let mut jobs = vec![check(&environments, context)];
    jobs.extend(environments.iter().map(|environment| take_back(set, environment, downgrades, context, say)));
    Workflow {
        name: context.workflow.title.clone(),
        on: Map::new().with("workflow_dispatch", Map::new().with("inputs", inputs(&environments, downgrades))),
        concurrency: Some(Concurrency {
            group: format!("{}-{}", Expr::new("github.workflow"), Expr::new("github.run_id")).into(),
            cancel: Value::Bool(false),
            queue: false,
            comment: "Every rollback is carried out; those of one environment wait for each other below.".into(),
        }),
        env: super::env::block(&workflow.env, Place::Workflow, context, &Default::default(), say),
        jobs,
        raw: workflow.raw.clone(),
    }
}

fn has_way_back(environment: &Environment) -> bool {
    environment.migration().is_some_and(|(_, migrate)| migrate.back.is_some())
}

/// A digest names one image, so that it is a version only where there is no other.
fn takes_digest(environments: &[&Environment], context: &Context<'_>) -> bool {
    environments.iter().all(|environment| context.images_of(environment).len() == 1)
}

fn inputs(environments: &[&Environment], downgrades: bool) -> Map {
    let input = |about: &str| Map::new().with("description", about);
    let options = Yaml::seq(environments.iter().map(|e| e.name.as_str()));
    let mut map = Map::new();
    map.set(
        "environment",
        input("Where to go back").with("type", "choice").with("options", options).with("required", true),
    );
    map.set(
        "version",
        input("A version such as 1.2.3, or previous")
            .with("type", "string")
            .with("default", PREVIOUS)
            .with("required", true),
    );
    map.set("reason", input("Why; it is kept with the record").with("type", "string").with("required", true));
    if downgrades {
        map.set(
            "downgrade",
            input("Also take the schema one step back, first").with("type", "boolean").with("default", false),
        );
    }
    map
}

/// A job of its own, so that nobody is asked to approve what would be refused.
fn check(environments: &[&Environment], context: &Context<'_>) -> Job {
    let digest = if takes_digest(environments, context) { "|sha256:[0-9a-f]{64}" } else { "" };
    let step = Step::lines([
        &format!("if [[ ! \"$VERSION\" =~ ^(previous|v?[0-9]+\\.[0-9]+\\.[0-9]+{digest})$ ]]; then"),
        "  echo '::error title=Version::Write previous, or a version such as 1.2.3.'",
        "  exit 1",
        "fi",
        "if ((${#REASON} < 10 || ${#REASON} > 500)); then",
        "  echo '::error title=Reason::Say why, in 10 to 500 characters.'",
        "  exit 1",
        "fi",
    ]);
    Job {
        id: "check".into(),
        name: "Check what was asked for".into(),
        body: Body::Steps(Box::new(Steps {
            runner: job::RUNNER.into(),
            timeout: Minutes(Value::Int(5)),
            steps: vec![
                step.named("Check version and reason")
                    .env("VERSION", Expr::new("inputs.version"))
                    .env("REASON", Expr::new("inputs.reason")),
            ],
            ..Steps::default()
        })),
        ..Job::default()
    }
}

fn take_back(
    set: &Rollback,
    environment: &Environment,
    downgrades: bool,
    context: &Context<'_>,
    say: &mut Vec<Diagnostic>,
) -> Job {
    let images = context.images_of(environment);
    let (timeout, roll) = deploy::back_within(environment, set.timeout.as_ref().map(|t| t.value));
    let mut steps = vec![checkout_deploy()];
    steps.extend(deploy::approval::check(environment));
    match environment.platform {
        Platform::Kubernetes => {
            steps.extend(kubernetes::connect(environment, context, say));
            steps.push(kubernetes::before(environment, context));
            steps.extend(resolve(&images, context, say));
            steps.extend(kubernetes::downgrade(environment, context).map(|step| step.when("inputs.downgrade")));
            steps.push(kubernetes::rollback(environment, roll, context).when(BEFORE));
            steps.push(kubernetes::upgrade(environment, roll, context).when(NAMED));
        }
        Platform::Render | Platform::Compose => {
            let key = render::key(set.span, context, say);
            steps.push(render::before(environment, context, key.clone()));
            steps.extend(resolve(&images, context, say));
            let down = render::downgrade(environment, context, key.clone());
            steps.extend(down.map(|step| step.when("inputs.downgrade")));
            steps.push(render::rollback(environment, roll, context, key.clone()).when(BEFORE));
            steps.extend(render::images(environment, roll, context, key).map(|step| step.when(NAMED)));
        }
    }
    steps.extend(verify::smoke(environment));
    if environment.platform == Platform::Kubernetes {
        steps.push(kubernetes::forget());
    }
    steps.extend(record(set, environment, downgrades));
    steps.extend(notify::rolled_back(environment, context, say));
    Job {
        id: format!("rollback-{}", environment.name),
        name: format!("Take {} back", environment.name),
        needs: vec!["check".into()],
        condition: Some(Expr::new(format!("inputs.environment == '{}'", environment.name))),
        body: Body::Steps(Box::new(Steps {
            runner: job::RUNNER.into(),
            timeout: Minutes(timeout.as_minutes().max(1).into()),
            environment: Some((environment.name.clone(), environment.url.clone())),
            concurrency: Some(deploy::queue(environment)),
            steps,
            ..Steps::default()
        })),
        raw: set.raw.clone(),
        ..Job::default()
    }
}

/// From a version to the digests that it names now, before anything changes.
fn resolve(images: &[&Image], context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Vec<Step> {
    if images.is_empty() {
        return Vec::new();
    }
    let mut steps: Vec<Step> = registry::login(context.plan, false, context, say).unwrap_or_default();
    for step in &mut steps {
        step.condition = Some(Expr::new(NAMED));
    }
    let alone = images.len() == 1;
    let mut lines = vec!["version=\"${VERSION#v}\"".to_owned()];
    for image in images {
        let (repository, name) = (shell_word(&image.repository), &image.variable);
        let ask = format!("digest=\"$(deploy/bin/image.sh digest \"{repository}:$version\")\"");
        if alone {
            lines.push("digest=\"$version\"".to_owned());
            lines.push("if [[ \"$version\" != sha256:* ]]; then".to_owned());
            lines.push(format!("  {ask}"));
            lines.push("fi".to_owned());
        } else {
            lines.push(ask);
        }
        lines.push(format!("echo \"{name}={repository}@$digest\" >>\"$GITHUB_ENV\""));
    }
    let step = Step::lines(lines).named("Find the images of the version").when(NAMED);
    steps.push(step.env("VERSION", Expr::new("inputs.version")));
    steps
}

/// Who took what back, when, why, and how it ended: kept whatever happened.
fn record(set: &Rollback, environment: &Environment, downgrades: bool) -> Vec<Step> {
    let days = set.keep.as_ref().map_or(KEEP, |k| k.value).as_days();
    let mut step = Step::default()
        .named("Write the record")
        .when("always()")
        .env("ENVIRONMENT", environment.name.as_str())
        .env("VERSION", Expr::new("inputs.version"))
        .env("REASON", Expr::new("inputs.reason"))
        .env("ACTOR", Expr::new("github.triggering_actor"))
        .env("OUTCOME", Expr::new("job.status"))
        .env(
            "RUN",
            format!(
                "{}/{}/actions/runs/{}",
                Expr::new("github.server_url"),
                Expr::new("github.repository"),
                Expr::new("github.run_id")
            ),
        );
    let mut fields = vec!["environment", "version", "reason", "actor", "outcome", "run"];
    if downgrades {
        step = step.env("DOWNGRADE", Expr::new("inputs.downgrade"));
        fields.push("downgrade");
    }
    let mut lines = vec!["touch \"$RUNNER_TEMP/before.txt\"".to_owned(), "jq --null-input \\".to_owned()];
    for field in &fields {
        lines.push(format!("  --arg {field} \"${}\" \\", field.to_uppercase()));
    }
    lines.push("  --arg time \"$(date --utc +%Y-%m-%dT%H:%M:%SZ)\" \\".to_owned());
    lines.push("  --rawfile before \"$RUNNER_TEMP/before.txt\" \\".to_owned());
    let all: Vec<String> = ["time"].iter().chain(&fields).chain(&["before"]).map(|f| format!("${f}")).collect();
    lines.push(format!("  '{{{}}}' >\"$RUNNER_TEMP/rollback.json\"", all.join(", ")));
    lines.extend([
        "{".to_owned(),
        format!("  echo '### {} taken back'", capital(&environment.name)),
        "  echo".to_owned(),
        "  echo '```json'".to_owned(),
        "  cat \"$RUNNER_TEMP/rollback.json\"".to_owned(),
        "  echo '```'".to_owned(),
        "} >>\"$GITHUB_STEP_SUMMARY\"".to_owned(),
    ]);
    step.action = Step::lines(lines).action;
    let name = format!("rollback-{}-{}", environment.name, Expr::new("github.run_attempt"));
    let path = format!("{}/rollback.json", Expr::new("runner.temp"));
    vec![step, upload("Keep the record", &name, &path, days, "error").when("always()")]
}
