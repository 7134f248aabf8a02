//! The job that deploys an environment: approval, metrics, roll-out with its migration, checks, tags, a message.

use super::context::{Context, built_image, capital};
use super::expr::Value;
use super::model::{Body, Concurrency, Job, Minutes, Step, Steps};
use super::permissions::Scope;
use super::steps::{checkout_deploy, upload};
use super::{job, registry};
use crate::diag::Diagnostic;
use crate::plan::{self, Environment, Image, Platform, Strategy};
use crate::schema::kinds::Duration;

pub mod approval;
pub mod kubernetes;
pub mod metrics;
pub mod notify;
pub mod render;
pub mod verify;

/// How long a roll-out may take beside its soaks where nothing is said.
const ROLLOUT: Duration = Duration::seconds(15 * 60);
/// What checking out, logging in and telling take.
const AROUND: Duration = Duration::seconds(5 * 60);
/// How long a new version is watched at least where no soak says it.
const LEAST_WATCH: Duration = Duration::seconds(300);
/// How long the logs of a failed deploy are kept, in days.
const KEEP_LOGS: u64 = 14;

/// The job; none for an environment that no workflow can deploy, which has been reported.
pub fn make(set: &plan::Deploy, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Option<Job> {
    let environment = context.plan.environment(&set.environment.value.0)?;
    let roll = roll_within(environment, set.timeout.as_ref().map(|t| t.value));
    let mut steps = vec![checkout_deploy()];
    steps.extend(approval::check(environment));
    steps.extend(match environment.platform {
        Platform::Render => render::deploy(set.span, environment, roll, context, say),
        Platform::Kubernetes => kubernetes::deploy(environment, roll, context, say),
        Platform::Compose => return None,
    });
    steps.extend(verify::smoke(environment));
    steps.extend(tag(environment, context, say));
    if environment.platform == Platform::Kubernetes {
        steps.push(kubernetes::forget());
    }
    steps.extend(keep_logs(environment));
    steps.extend(notify::deployed(environment, context, say));
    let timeout = set.timeout.as_ref().map_or_else(|| job_time(environment), |t| t.value);
    Some(Job {
        id: format!("deploy-{}", environment.name),
        name: format!("Deploy to {}", environment.name),
        raw: set.raw.clone(),
        body: Body::Steps(Box::new(Steps {
            runner: job::RUNNER.into(),
            timeout: Minutes(timeout.as_minutes().max(1).into()),
            environment: Some((environment.name.clone(), environment.url.clone())),
            concurrency: Some(queue(environment)),
            env: context.images_of(environment).into_iter().map(built_image).collect(),
            steps,
            ..Steps::default()
        })),
        ..Job::default()
    })
}

/// Deploys and rollbacks of an environment run one after the other, in their order.
pub fn queue(environment: &Environment) -> Concurrency {
    Concurrency {
        group: format!("deploy-{}", environment.name).into(),
        cancel: Value::Bool(false),
        queue: true,
        comment: format!(
            "{} changes one deploy at a time, and none is cancelled half-way.",
            capital(&environment.name)
        ),
    }
}

/// The parts of the traffic, in percent, that a new version beside the old one is given, and how long it is watched with
/// each. Blue-green is a canary of one step, which is given everything.
pub fn steps(environment: &Environment) -> Vec<(u64, Duration)> {
    let Some(rollout) = &environment.set.rollout else { return Vec::new() };
    match rollout.strategy.value {
        Strategy::BlueGreen if environment.platform == Platform::Kubernetes => {
            vec![(100, watched(environment).unwrap_or(LEAST_WATCH))]
        }
        Strategy::Canary => {
            let soak = |step: &plan::TrafficStep| step.soak.as_ref().map_or(Duration::default(), |soak| soak.value);
            rollout.steps.iter().map(|step| (step.percent.value.0.unsigned_abs(), soak(step))).collect()
        }
        _ => Vec::new(),
    }
}

/// All the time that the new version is watched for beside the old one.
pub fn soaks(environment: &Environment) -> Duration {
    Duration { millis: steps(environment).iter().map(|(_, soak)| soak.millis).sum() }
}

/// Long enough for the slowest condition to hold twice; none where there is no condition.
fn watched(environment: &Environment) -> Option<Duration> {
    let aborts = environment.set.rollout.iter().flat_map(|r| &r.aborts);
    let slowest = aborts.map(|abort| abort.during.as_ref().map_or(60_000, |d| d.value.millis)).max()?;
    Some(Duration { millis: slowest.saturating_mul(2) }.max(LEAST_WATCH))
}

/// How long a version that came all at once is watched.
pub fn watch_time(environment: &Environment) -> Duration {
    let at_once = soaks(environment).millis == 0 && environment.platform == Platform::Kubernetes;
    watched(environment).filter(|_| at_once).unwrap_or_default()
}

/// How long a roll-out may take beside the soaks.
fn rollout_time(environment: &Environment) -> Duration {
    let said = environment.set.rollout.as_ref().and_then(|r| r.timeout.as_ref());
    let migrate = environment.migration().map_or(0, |(_, migrate)| migrate.timeout.millis);
    match said {
        Some(said) => Duration { millis: said.value.millis.saturating_sub(soaks(environment).millis).max(60_000) },
        None => Duration { millis: ROLLOUT.millis + migrate },
    }
}

/// How often a deploy waits for a roll-out: a canary comes beside the old version first, then in its place.
fn times(environment: &Environment) -> u64 {
    if soaks(environment).millis > 0 { 2 } else { 1 }
}

fn job_time(environment: &Environment) -> Duration {
    let roll = rollout_time(environment).millis * times(environment) + soaks(environment).millis;
    Duration { millis: roll + around(environment) }
}

/// What a job needs beside its roll-out.
fn around(environment: &Environment) -> u64 {
    verify::timeout(environment).millis + watch_time(environment).millis + AROUND.millis
}

/// How long one roll-out may take so that its job, if it is bounded, still has time to ask, to tidy up and to tell.
fn roll_within(environment: &Environment, job: Option<Duration>) -> Duration {
    let usual = rollout_time(environment).millis;
    let bound = |job: Duration| {
        let rest = job.millis.saturating_sub(soaks(environment).millis + around(environment));
        (rest / times(environment)).max(60_000)
    };
    Duration { millis: job.map_or(usual, |job| usual.min(bound(job))) }
}

/// How long a rollback may take in all, and its roll-out alone.
pub fn back_within(environment: &Environment, said: Option<Duration>) -> (Duration, Duration) {
    let down = environment.migration().filter(|(_, m)| m.back.is_some()).map_or(0, |(_, m)| m.timeout.millis);
    let (usual, beside) = (rollout_time(environment).millis, around(environment) + down);
    match said {
        None => (Duration { millis: usual + beside }, Duration { millis: usual }),
        Some(said) => {
            let roll = usual.min(said.millis.saturating_sub(beside).max(60_000));
            (said, Duration { millis: roll })
        }
    }
}

/// Names for the images that now run there.
fn tag(environment: &Environment, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Vec<Step> {
    let images = context.images_of(environment);
    if images.is_empty() {
        return Vec::new();
    }
    let mut steps = registry::login(context.plan, true, context, say).unwrap_or_default();
    for step in &mut steps {
        step.scopes.iter_mut().for_each(|scope: &mut Scope| scope.reason = "to tag the images that run".into());
    }
    let name = &environment.name;
    let mut lines = vec![
        format!("tags=({name}-latest)"),
        "if [[ \"$GITHUB_REF_TYPE\" == tag ]]; then".to_owned(),
        format!("  tags+=(\"{name}-${{GITHUB_REF_NAME//\\//-}}\")"),
        "fi".to_owned(),
    ];
    let tag = |image: &&Image| ["deploy/bin/image.sh tag \"$", &image.variable, "\" \"${tags[@]}\""].concat();
    lines.extend(images.iter().map(tag));
    let tag = Step::lines(lines);
    steps.push(tag.named(format!("Tag what runs in {name}")));
    steps
}

fn keep_logs(environment: &Environment) -> Option<Step> {
    let path = format!("{}/logs", super::expr::Expr::new("runner.temp"));
    let name = format!("logs-{}-{}", environment.name, super::expr::Expr::new("github.run_attempt"));
    Some(upload("Keep the logs of the failure", &name, &path, KEEP_LOGS, "ignore").when("failure()"))
}
