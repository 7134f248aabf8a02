//! Jobs that GitHub would end before they are done.

use super::context::Context;
use super::expr::Value;
use super::model::{Minutes, Workflow};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Deploy, Job, StageJob};
use crate::source::Span;

/// A job on GitHub's own machines ends after six hours, one on a machine of somebody else's after five days (GitHub
/// Docs, "Actions limits": job execution time), in minutes.
const HOSTED: u64 = 6 * 60;
const OWN: u64 = 5 * 24 * 60;

/// Reports what is longer. Times that dbgen has added up are told from the place that they come from.
pub fn check(made: &Workflow, context: &Context<'_>, say: &mut Vec<Diagnostic>) {
    for job in &made.jobs {
        let Some(steps) = job.steps() else { continue };
        let Minutes(Value::Int(minutes)) = &steps.timeout else { continue };
        let hosted = ["ubuntu-", "windows-", "macos-"].iter().any(|start| steps.runner.starts_with(start));
        report(&job.id, *minutes, if hosted { HOSTED } else { OWN }, context, say);
    }
    // These stand in the workflow that builds one image, which knows of no stage.
    for entry in context.workflow.set.stages.iter().flat_map(|stage| &stage.jobs) {
        if let StageJob::ImagesJobs(images) = entry
            && let Some(timeout) = images.timeout.as_ref().filter(|t| t.value.as_minutes() > HOSTED)
        {
            say.push(words("that builds an image", timeout.value.as_minutes(), HOSTED, timeout.span, None));
        }
    }
}

fn report(id: &str, minutes: u64, most: u64, context: &Context<'_>, say: &mut Vec<Diagnostic>) {
    if minutes <= most {
        return;
    }
    let set = &context.workflow.set;
    let (mut span, mut soaks) = (set.name.span, None);
    if let Some(timeout) = set.rollback.as_ref().and_then(|rollback| rollback.timeout.as_ref()) {
        span = timeout.span;
    }
    for entry in set.stages.iter().flat_map(|stage| &stage.jobs) {
        match entry {
            StageJob::Job(job) if job.name.value.0 == id => span = of_job(job),
            StageJob::Deploy(deploy) if id == format!("deploy-{}", deploy.environment) => {
                (span, soaks) = of_deploy(deploy, context);
            }
            _ => {}
        }
    }
    say.push(words(&format!("`{id}`"), minutes, most, span, soaks));
}

fn of_job(job: &Job) -> Span {
    job.timeout.as_ref().map_or(job.name.span, |timeout| timeout.span)
}

fn of_deploy(deploy: &Deploy, context: &Context<'_>) -> (Span, Option<Span>) {
    let environment = context.plan.environment(&deploy.environment.value.0);
    let longest =
        environment.iter().flat_map(|e| &e.set.rollout).flat_map(|r| &r.steps).filter_map(|s| s.soak.as_ref());
    let soaks = longest.max_by_key(|soak| soak.value).map(|soak| soak.span);
    (deploy.timeout.as_ref().map_or(deploy.environment.span, |timeout| timeout.span), soaks)
}

fn words(which: &str, minutes: u64, most: u64, span: Span, soaks: Option<Span>) -> Diagnostic {
    let message = format!("the job {which} may take {minutes} minutes, and GitHub ends it after {most}");
    let report = Diagnostic::found(codes::JOB_TOO_LONG, span, message).here(format!("{minutes} minutes"));
    match soaks {
        Some(soak) => report.also(soak, "the longest part of it").help("shorten the soaks, or roll out in fewer steps"),
        None => report.help("shorten its `timeout`; longer work belongs on a runner of your own, or into several jobs"),
    }
}
