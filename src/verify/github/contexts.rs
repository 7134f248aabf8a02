//! What expressions look at: jobs that are waited for, steps that have run, inputs that are declared.

use super::super::expressions;
use super::super::read::{entries, items, names, pairs, text};
use super::super::{Findings, Parsed};
use super::calls;
use crate::hash::{HashMap, HashSet};
use crate::yaml::Value;

/// Checks every expression of a workflow.
pub fn check(workflow: Value<'_>, jobs: &[(&str, Value<'_>)], all: &[Parsed<'_>], findings: &mut Findings<'_>) {
    let on = workflow.get("on");
    let declared = |event: &str| on.and_then(|on| on.get(event)).map(|e| names(e, "inputs")).unwrap_or_default();
    let inputs = small([declared("workflow_dispatch"), declared("workflow_call")].concat());
    let outputs: Outputs = jobs.iter().map(|&(id, job)| (id.to_ascii_lowercase(), outputs(job, all))).collect();
    let mut place = Place { inputs: Some(&inputs), outputs: Some(&outputs), ..Place::default() };
    for (key, value) in pairs(workflow).into_iter().filter(|(key, _)| *key != "jobs") {
        // The outputs of a workflow that is called are read off its jobs.
        place.sees_jobs = key == "on";
        place.look(value, findings);
    }
    for &(id, job) in jobs {
        let (needs, matrix) = (small(names(job, "needs")), matrix(job));
        let mut place = Place { id, needs, matrix, inputs: Some(&inputs), outputs: Some(&outputs), ..Place::default() };
        // A job's outputs and address are read when its steps are over, all else before they begin.
        let (after, before): (Vec<_>, Vec<_>) = pairs(job)
            .into_iter()
            .filter(|(key, _)| *key != "steps")
            .partition(|(key, _)| matches!(*key, "outputs" | "environment"));
        before.into_iter().for_each(|(_, value)| place.look(value, findings));
        for step in items(job, "steps") {
            place.look(step, findings);
            place.steps.extend(text(step, "id").map(str::to_ascii_lowercase));
        }
        after.into_iter().for_each(|(_, value)| place.look(value, findings));
    }
}

/// Names as GitHub compares them: it knows no capitals.
type Small = HashSet<String>;

/// What each job gives, by its name; nothing where that is not known.
type Outputs = HashMap<String, Option<Small>>;

fn small(names: Vec<&str>) -> Small {
    names.into_iter().map(str::to_ascii_lowercase).collect()
}

/// The names of a job's matrix; `*` where an expression makes it.
fn matrix(job: Value<'_>) -> Small {
    let Some(matrix) = job.get("strategy").and_then(|s| s.get("matrix")) else { return Small::default() };
    let included = items(matrix, "include").flat_map(Value::fields).map(|(name, _)| name);
    let own = matrix.fields().map(|(name, _)| name).filter(|name| !matches!(*name, "include" | "exclude"));
    let computed = matrix.as_str().is_some() || text(matrix, "include").is_some();
    small(own.chain(included).chain(computed.then_some("*")).collect())
}

/// The outputs of a job: its own, or those of the workflow that it calls where dbgen has written that.
fn outputs(job: Value<'_>, all: &[Parsed<'_>]) -> Option<Small> {
    match text(job, "uses") {
        None => Some(small(names(job, "outputs"))),
        Some(uses) => {
            let contract = calls::called(uses, all).and_then(calls::contract)?;
            Some(small(entries(contract, "outputs").into_iter().map(|(name, _)| name).collect()))
        }
    }
}

/// What can be seen from where an expression stands.
#[derive(Default)]
struct Place<'a> {
    id: &'a str,
    needs: Small,
    steps: Small,
    matrix: Small,
    inputs: Option<&'a Small>,
    outputs: Option<&'a Outputs>,
    sees_jobs: bool,
}

impl Place<'_> {
    fn look(&self, value: Value<'_>, findings: &mut Findings<'_>) {
        for (key, text, marked) in value.texts(b'$') {
            let seen = match key {
                _ if marked && expressions::start(text).is_some() => expressions::within(text),
                "if" => expressions::bare(text),
                _ => continue,
            };
            match seen {
                Err(problem) => findings.say(problem),
                Ok(contexts) => {
                    findings.found.extend(contexts.iter().filter_map(|context| self.hidden(context)));
                }
            }
        }
    }

    /// Why an expression cannot see what it looks at.
    fn hidden(&self, context: &str) -> Option<String> {
        let mut parts = context.split('.');
        let (head, name) = (parts.next()?, parts.next().filter(|name| *name != "*")?);
        let what = match head {
            "needs" if !self.needs.contains(name) => format!(" and does not need `{name}`"),
            "needs" if parts.next() == Some("outputs") => self.output(name, parts.next()?)?,
            "jobs" if self.sees_jobs => self.output(name, parts.nth(1)?)?,
            "steps" if !self.steps.contains(name) => format!(": no step before it is called `{name}`"),
            "inputs" if !self.inputs.is_some_and(|inputs| inputs.contains(name)) => {
                ", which is not declared".to_owned()
            }
            "matrix" if !self.matrix.contains(name) && !self.matrix.contains("*") => {
                ", which is not in its matrix".to_owned()
            }
            _ => return None,
        };
        Some(format!("{} reads `{context}`{what}", self.whose()))
    }

    fn whose(&self) -> String {
        if self.id.is_empty() { "the workflow".to_owned() } else { format!("the job `{}`", self.id) }
    }

    /// Why a job does not give an output.
    fn output(&self, job: &str, output: &str) -> Option<String> {
        let known = self.outputs?.get(job)?.as_ref()?;
        (output != "*" && !known.contains(output)).then(|| format!(", and `{job}` has no such output"))
    }
}
