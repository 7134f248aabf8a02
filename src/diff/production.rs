//! Which environments a reader wants to see first: production, then by how late a pipeline reaches them.

use crate::plan::{Environment, Plan, StageJob};
use std::cmp::Reverse;

/// The environments that count as production in either plan: those behind an approval; where none is, the one that a
/// workflow reaches last.
pub fn names(before: &Plan, after: &Plan) -> Vec<String> {
    let mut names = Vec::new();
    for plan in [after, before] {
        let mut found: Vec<&Environment> = plan.environments.iter().filter(|e| e.set.approval.is_some()).collect();
        if found.is_empty() {
            let last = plan.environments.iter().filter_map(|e| Some((reached(plan, e)?, e)));
            found.extend(last.max_by_key(|(at, _)| *at).map(|(_, environment)| environment));
        }
        for environment in found {
            if !names.contains(&environment.name) {
                names.push(environment.name.clone());
            }
        }
    }
    names
}

/// The environments of both plans as people read them; those of the later plan before those that are gone.
pub fn order(before: &Plan, after: &Plan, production: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for plan in [after, before] {
        let mut own: Vec<&Environment> = plan.environments.iter().filter(|e| !all.contains(&e.name)).collect();
        own.sort_by_key(|e| (!production.contains(&e.name), Reverse(reached(plan, e)), e.local));
        all.extend(own.into_iter().map(|e| e.name.clone()));
    }
    all
}

/// The stage of a workflow that deploys to an environment, counted from the first.
fn reached(plan: &Plan, environment: &Environment) -> Option<usize> {
    let deploys = |job: &StageJob| matches!(job, StageJob::Deploy(d) if d.environment.value.0 == environment.name);
    let stages = plan.workflows.iter().flat_map(|workflow| workflow.set.stages.iter().enumerate());
    stages.filter(|(_, stage)| stage.jobs.iter().any(deploys)).map(|(at, _)| at).max()
}
