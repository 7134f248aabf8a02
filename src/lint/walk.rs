//! Ways through a plan that several rules take.

use crate::plan::{Plan, StageJob, Step};
use crate::source::S;

/// Every command line that a workflow runs.
pub fn commands(plan: &Plan) -> impl Iterator<Item = &S<String>> {
    let jobs = plan.workflows.iter().flat_map(|w| &w.set.stages).flat_map(|s| &s.jobs);
    jobs.filter_map(|job| match job {
        StageJob::Job(job) => Some(job),
        _ => None,
    })
    .flat_map(|job| &job.steps)
    .filter_map(|step| match step {
        Step::RunStep(run) => Some(run),
        _ => None,
    })
    .flat_map(|run| &run.commands)
}
