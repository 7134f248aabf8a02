//! What expressions look at: jobs that are waited for, steps that have run, inputs that are declared.

use super::super::expressions;
use super::super::read::{entries, items, names, pairs, text, texts};
use super::super::{Findings, Parsed};
use super::calls;
use crate::yaml::Value;

/// Checks every expression of a workflow.
pub fn check(workflow: &Value<'_>, jobs: &[(&str, &Value<'_>)], all: &[Parsed<'_>], findings: &mut Findings<'_>) {
    let on = workflow.get("on");
    let declared = |event: &str| on.and_then(|on| on.get(event)).map(|e| names(e, "inputs")).unwrap_or_default();
    let inputs: Vec<&str> = [declared("workflow_dispatch"), declared("workflow_call")].concat();
    for (key, value) in pairs(workflow).into_iter().filter(|(key, _)| *key != "jobs") {
        // The outputs of a workflow that is called are read off its jobs.
        let outputs = if key == "on" { "jobs" } else { "" };
        let mut place = Place { id: "", needs: &[], steps: &[], jobs, all, inputs: &inputs, matrix: &[], outputs };
        place.look(value, key, findings);
    }
    for (id, job) in jobs {
        let needs = names(job, "needs");
        let matrix = matrix(job);
        let mut place =
            Place { id, needs: &needs, steps: &[], jobs, all, inputs: &inputs, matrix: &matrix, outputs: "" };
        let steps = items(job, "steps");
        let ids: Vec<&str> = steps.iter().filter_map(|step| text(step, "id")).collect();
        for (key, value) in pairs(job).into_iter().filter(|(key, _)| *key != "steps") {
            // A job's outputs and address are read when its steps are over.
            place.steps = if matches!(key, "outputs" | "environment") { &ids } else { &[] };
            place.look(value, key, findings);
        }
        let mut before = 0;
        for step in steps {
            place.steps = &ids[..before];
            place.look(step, "", findings);
            before += usize::from(text(step, "id").is_some());
        }
    }
}

/// The names of a job's matrix; `*` where an expression makes it.
fn matrix(job: &Value<'_>) -> Vec<String> {
    let Some(matrix) = job.get("strategy").and_then(|s| s.get("matrix")) else { return Vec::new() };
    let included = items(matrix, "include").iter().flat_map(pairs).map(|(name, _)| name);
    let own = pairs(matrix).into_iter().map(|(name, _)| name).filter(|name| !matches!(*name, "include" | "exclude"));
    let computed = matrix.as_str().is_some() || text(matrix, "include").is_some();
    own.chain(included).chain(computed.then_some("*")).map(str::to_ascii_lowercase).collect()
}

/// What can be seen from where an expression stands.
struct Place<'a> {
    id: &'a str,
    needs: &'a [&'a str],
    steps: &'a [&'a str],
    jobs: &'a [(&'a str, &'a Value<'a>)],
    all: &'a [Parsed<'a>],
    inputs: &'a [&'a str],
    matrix: &'a [String],
    outputs: &'static str,
}

impl Place<'_> {
    fn look(&mut self, value: &Value<'_>, key: &str, findings: &mut Findings<'_>) {
        texts(value, key, &mut |key, text| {
            let seen = match key {
                "if" if !text.contains("${{") => expressions::bare(text),
                _ if text.contains("${{") => expressions::within(text),
                _ => return,
            };
            match seen {
                Err(problem) => findings.say(problem),
                Ok(contexts) => {
                    findings.found.extend(contexts.iter().filter_map(|context| self.hidden(context)));
                }
            }
        });
    }

    /// Why an expression cannot see what it looks at.
    fn hidden(&self, context: &str) -> Option<String> {
        let parts: Vec<&str> = context.split('.').collect();
        let (head, name) = (parts[0], parts.get(1).copied().filter(|name| *name != "*")?);
        let among = |all: &[&str]| all.iter().any(|own| own.eq_ignore_ascii_case(name));
        let whose = if self.id.is_empty() { "the workflow".to_owned() } else { format!("the job `{}`", self.id) };
        match head {
            "needs" if !among(self.needs) => Some(format!("{whose} reads `{context}` and does not need `{name}`")),
            "needs" if parts.get(2) == Some(&"outputs") => self.output(name, parts.get(3)?, context, &whose),
            "jobs" if self.outputs == "jobs" => self.output(name, parts.get(3)?, context, &whose),
            "steps" if !among(self.steps) => {
                Some(format!("{whose} reads `{context}`: no step before it is called `{name}`"))
            }
            "inputs" if !among(self.inputs) => Some(format!("{whose} reads `{context}`, which is not declared")),
            "matrix" if !self.matrix.iter().any(|own| own == name || own == "*") => {
                Some(format!("{whose} reads `{context}`, which is not in its matrix"))
            }
            _ => None,
        }
    }

    /// Why a job does not give an output.
    fn output(&self, job: &str, output: &str, context: &str, whose: &str) -> Option<String> {
        let (_, value) = self.jobs.iter().find(|(id, _)| id.eq_ignore_ascii_case(job))?;
        let known: Vec<&str> = match text(value, "uses") {
            None => names(value, "outputs"),
            Some(uses) => {
                let contract = calls::called(uses, self.all).and_then(calls::contract)?;
                entries(contract, "outputs").into_iter().map(|(name, _)| name).collect()
            }
        };
        let there = output == "*" || known.iter().any(|own| own.eq_ignore_ascii_case(output));
        (!there).then(|| format!("{whose} reads `{context}`, and `{job}` has no such output"))
    }
}
