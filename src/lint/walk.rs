//! Ways through a plan that several rules take, and the words that they share.

use crate::diag;
use crate::plan::{Deploy, Environment, Event, Job, Plan, Raw, RunStep, Service, StageJob, Step, Variable, Workflow};
use crate::source::S;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Every entry of every stage, with its workflow and the index of its stage.
fn entries(plan: &Plan) -> impl Iterator<Item = (&Workflow, usize, &StageJob)> {
    plan.workflows.iter().flat_map(|workflow| {
        let stages = workflow.set.stages.iter().enumerate();
        stages.flat_map(move |(index, stage)| stage.jobs.iter().map(move |job| (workflow, index, job)))
    })
}

/// Every job that a spec writes out.
pub fn jobs(plan: &Plan) -> impl Iterator<Item = (&Workflow, usize, &Job)> {
    entries(plan).filter_map(|(workflow, stage, entry)| match entry {
        StageJob::Job(job) => Some((workflow, stage, job)),
        _ => None,
    })
}

/// Every deploy.
pub fn deploys(plan: &Plan) -> impl Iterator<Item = (&Workflow, usize, &Deploy)> {
    entries(plan).filter_map(|(workflow, stage, entry)| match entry {
        StageJob::Deploy(deploy) => Some((workflow, stage, deploy)),
        _ => None,
    })
}

/// The steps of a job that run commands.
pub fn runs(job: &Job) -> impl Iterator<Item = &RunStep> {
    job.steps.iter().filter_map(|step| match step {
        Step::RunStep(run) => Some(run),
        _ => None,
    })
}

/// Every command line that a workflow runs.
pub fn commands(plan: &Plan) -> impl Iterator<Item = &S<String>> {
    jobs(plan).flat_map(|(_, _, job)| runs(job)).flat_map(|run| &run.commands)
}

/// Every step of every job that a spec writes out.
pub fn steps(plan: &Plan) -> impl Iterator<Item = &Step> {
    jobs(plan).flat_map(|(_, _, job)| &job.steps)
}

/// Every block of a platform's own fields.
pub fn raw(plan: &Plan) -> impl Iterator<Item = &Raw> {
    let steps = steps(plan).flat_map(|step| match step {
        Step::RunStep(run) => run.raw.as_slice(),
        Step::ActionStep(action) => action.raw.as_slice(),
        Step::Coverage(coverage) => coverage.raw.as_slice(),
        Step::Sarif(sarif) => sarif.raw.as_slice(),
        Step::Artifact(artifact) => artifact.raw.as_slice(),
        _ => &[],
    });
    let jobs = entries(plan).flat_map(|(_, _, entry)| match entry {
        StageJob::Job(job) => &job.raw,
        StageJob::Deploy(deploy) => &deploy.raw,
        StageJob::ImagesJobs(images) => &images.raw,
        StageJob::ScanImages(scan) => &scan.raw,
        StageJob::Drift(drift) => &drift.raw,
    });
    let workflows = plan.workflows.iter().flat_map(|w| {
        let ends = w.set.rollback.iter().map(|r| &r.raw).chain(w.set.summary.iter().map(|s| &s.raw)).flatten();
        w.set.raw.iter().chain(ends)
    });
    let environments = plan.environments.iter().flat_map(|e| {
        let services = e.services.iter().flat_map(|service| &service.set.raw);
        e.set.raw.iter().chain(services).chain(e.datastores.iter().flat_map(|store| &store.raw))
    });
    workflows.chain(jobs).chain(steps).chain(environments)
}

/// Every service of every environment. The last value says that it is, with its build, what stood at its place in the
/// environment before, as nearly all are: where nothing was found in one, nothing is in the other.
pub fn services(plan: &Plan) -> impl Iterator<Item = (&Environment, &Service, bool)> {
    let mut before: &[Service] = &[];
    plan.environments.iter().flat_map(move |environment| {
        let last = std::mem::replace(&mut before, &environment.services);
        environment.services.iter().enumerate().map(move |(at, service)| {
            let build = |service: &Service| service.build.as_ref().map(Arc::as_ptr);
            let again = |last: &Service| Arc::ptr_eq(&last.set, &service.set) && build(last) == build(service);
            (environment, service, last.get(at).is_some_and(again))
        })
    })
}

/// Every variable of the services, without most of what they share.
pub fn variables(plan: &Plan) -> Vec<&Variable> {
    let mut found: Vec<&Variable> = Vec::new();
    let mut before: &[Service] = &[];
    for environment in &plan.environments {
        found.extend(environment.shared.iter().map(Arc::as_ref));
        for (at, service) in environment.services.iter().enumerate() {
            // The service of the last environment, which has nearly always the same ones at the same places.
            let known = before.get(at).map_or(&[][..], |service| &service.variables);
            let is_known =
                |(at, own): (usize, &Arc<Variable>)| known.get(at).is_some_and(|known| Arc::ptr_eq(known, own));
            let is_shared = |own: &Arc<Variable>| environment.shared.iter().any(|shared| Arc::ptr_eq(shared, own));
            let own = service.variables.iter().enumerate().filter(|(at, own)| !is_known((*at, own)) && !is_shared(own));
            found.extend(own.map(|(_, own)| own.as_ref()));
        }
        before = &environment.services;
    }
    found
}

/// The events that start a workflow.
pub fn started_by(workflow: &Workflow) -> BTreeSet<Event> {
    let of = |on: &crate::plan::On| {
        [
            on.push.as_ref().map(|_| Event::Push),
            on.pull_request.as_ref().map(|_| Event::PullRequest),
            on.tag.as_ref().map(|_| Event::Tag),
            on.schedule.as_ref().map(|_| Event::Schedule),
            on.manual.as_ref().filter(|m| m.value).map(|_| Event::Manual),
        ]
    };
    workflow.set.on.iter().flat_map(of).flatten().collect()
}

/// The events that a job of a stage runs for.
pub fn events(workflow: &Workflow, stage: usize, own: &[S<Event>]) -> BTreeSet<Event> {
    let mut events = started_by(workflow);
    let stage = workflow.set.stages.get(stage).map_or(&[][..], |stage| &stage.only);
    for only in [stage, own].into_iter().filter(|only| !only.is_empty()) {
        events.retain(|event| only.iter().any(|own| own.value == *event));
    }
    events
}

/// Whether a stage waits, directly or not, for an earlier one.
pub fn waits(workflow: &Workflow, stage: usize, earlier: usize) -> bool {
    let mut queue = vec![stage];
    let mut seen = vec![false; workflow.after.len()];
    while let Some(at) = queue.pop() {
        for next in &workflow.after[at] {
            if *next == earlier {
                return true;
            }
            if !std::mem::replace(&mut seen[*next], true) {
                queue.push(*next);
            }
        }
    }
    false
}

/// Whether anybody lives with it: neither the developer's own machine nor started for a test and thrown away.
pub fn is_lived_in(plan: &Plan, environment: &Environment) -> bool {
    let started = |step: &Step| matches!(step, Step::Stack(s) if s.environment.value.0 == environment.name);
    !environment.local && !jobs(plan).any(|(_, _, job)| job.steps.iter().any(started))
}

/// Names as a sentence has them, the first ones of many.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    diag::list(&names.iter().map(String::as_str).collect::<Vec<_>>())
}
