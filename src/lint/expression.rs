//! The secrets that texts of the spec name in expressions of GitHub's, and those that jobs name outright.

use super::walk;
use crate::plan::{EnvBlock, Job, Plan, Raw, RawTarget, Step, secrets_named};
use crate::source::Span;

/// A secret's name and where it is named.
pub type Named = (String, Span);

/// GitHub makes this one for every job.
const GITHUBS_OWN: &str = "GITHUB_TOKEN";

/// Every secret that a text names, where a text of the spec can hold an expression: variables, inputs, `raw`.
pub fn in_workflows(plan: &Plan) -> Vec<Named> {
    let mut all = Vec::new();
    for workflow in &plan.workflows {
        all.extend(workflow.set.env.iter().flat_map(in_block));
        all.extend(in_raw(&workflow.set.raw));
    }
    for (_, _, job) in walk::jobs(plan) {
        all.extend(in_job(job));
    }
    all
}

/// Every secret that a job names, by `secret=` or in an expression.
pub fn secrets_of_job(job: &Job) -> Vec<Named> {
    let mut all = in_job(job);
    all.extend(blocks(job).flat_map(outright));
    all.sort_by_key(|(_, span)| *span);
    all
}

/// Every secret that the variables of a block are filled with by `secret=`.
pub fn outright(block: &EnvBlock) -> impl Iterator<Item = Named> {
    block.variables.iter().filter_map(|v| v.secret.as_ref()).map(|s| (s.value.0.clone(), s.span))
}

/// The blocks of variables in a job.
pub fn blocks(job: &Job) -> impl Iterator<Item = &EnvBlock> {
    let steps = job.steps.iter().filter_map(|step| match step {
        Step::RunStep(run) => run.env.as_ref(),
        Step::ActionStep(action) => action.env.as_ref(),
        _ => None,
    });
    job.env.iter().chain(steps)
}

fn in_job(job: &Job) -> Vec<Named> {
    let mut all: Vec<Named> = blocks(job).flat_map(in_block).collect();
    all.extend(in_raw(&job.raw));
    for step in &job.steps {
        match step {
            Step::RunStep(run) => all.extend(in_raw(&run.raw)),
            Step::ActionStep(action) => {
                all.extend(in_raw(&action.raw));
                let inputs = action.with.iter().flat_map(|with| &with.inputs);
                all.extend(inputs.flat_map(|input| of(&input.value.value.0, input.value.span)));
            }
            _ => {}
        }
    }
    all
}

fn in_block(block: &EnvBlock) -> Vec<Named> {
    let plain = block.plain.iter().map(|(_, value)| (&value.value.0, value.span));
    let set = block.variables.iter().filter_map(|v| v.value.as_ref());
    let set = set.filter_map(|value| Some((&value.value.0.as_ref()?.0, value.span)));
    plain.chain(set).flat_map(|(text, span)| of(text, span)).collect()
}

fn in_raw(raws: &[Raw]) -> Vec<Named> {
    let github = raws.iter().filter(|raw| raw.target.value == RawTarget::Github);
    let texts = github.flat_map(|raw| &raw.fields).flat_map(|field| field.texts());
    texts.into_iter().flat_map(|text| of(text.value, text.span)).collect()
}

fn of(text: &str, span: Span) -> Vec<Named> {
    let names = secrets_named(text).into_iter().filter(|name| name != GITHUBS_OWN);
    names.map(|name| (name, span)).collect()
}
