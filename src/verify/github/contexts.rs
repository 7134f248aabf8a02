//! What expressions look at: jobs that are waited for, steps that have run, inputs that are declared.

use super::super::expressions;
use super::super::read::{items, names, text};
use super::super::{Findings, Parsed};
use super::calls;
use crate::hash::{HashMap, HashSet};
use crate::yaml::Value;
use memchr::memmem::Finder;
use std::borrow::Cow;

/// Checks every expression of a workflow.
pub fn check(workflow: Value<'_>, jobs: &[(&str, Value<'_>)], all: &[Parsed<'_>], findings: &mut Findings<'_>) {
    let on = workflow.get("on");
    let declared = |event: &str| on.and_then(|on| on.get(event)).map(|e| names(e, "inputs")).unwrap_or_default();
    // What many jobs call gives the same to all of them.
    let uses: HashSet<&str> = jobs.iter().filter_map(|&(_, job)| text(job, "uses")).collect();
    let called = uses.into_iter().filter_map(|uses| {
        let contract = calls::called(uses, all).and_then(calls::contract)?;
        Some((uses, small(contract.get("outputs").into_iter().flat_map(Value::members).map(Value::key))))
    });
    let called: HashMap<&str, Small<'_>> = called.collect();
    let outputs = jobs.iter().map(|&(id, job)| {
        let outputs = match text(job, "uses") {
            None => Outputs::Own(small(names(job, "outputs"))),
            Some(uses) => called.get(uses).map_or(Outputs::Unknown, Outputs::Called),
        };
        (lower(id), outputs)
    });
    let known = Known {
        inputs: small([declared("workflow_dispatch"), declared("workflow_call")].concat()),
        outputs: outputs.collect(),
        mark: Finder::new(expressions::MARK),
    };
    let mut place = Place::of(&known);
    for value in workflow.members().filter(|value| !value.is_under("jobs")) {
        // The outputs of a workflow that is called are read off its jobs.
        place.sees_jobs = value.is_under("on");
        place.look(value, findings);
    }
    for &(id, job) in jobs {
        let mut place = Place { id, needs: small(names(job, "needs")), matrix: matrix(job), ..Place::of(&known) };
        // A job's outputs and address are read when its steps are over, all else before they begin.
        let is_after = |value: &Value<'_>| value.is_under("outputs") || value.is_under("environment");
        let before = job.members().filter(|value| !value.is_under("steps") && !is_after(value));
        before.for_each(|value| place.look(value, findings));
        for step in items(job, "steps") {
            place.look(step, findings);
            place.steps.extend(text(step, "id").map(lower));
        }
        job.members().filter(is_after).for_each(|value| place.look(value, findings));
    }
}

/// Names as GitHub compares them: it knows no capitals.
type Small<'a> = HashSet<Cow<'a, str>>;

fn small<'a>(names: impl IntoIterator<Item = &'a str>) -> Small<'a> {
    names.into_iter().map(lower).collect()
}

fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// What a job gives.
enum Outputs<'a> {
    Own(Small<'a>),
    /// What the workflow gives that it calls.
    Called(&'a Small<'a>),
    /// It calls one that dbgen has not written.
    Unknown,
}

/// What is known of the whole workflow.
struct Known<'a> {
    inputs: Small<'a>,
    outputs: HashMap<Cow<'a, str>, Outputs<'a>>,
    /// What every expression begins with.
    mark: Finder<'static>,
}

/// The names of a job's matrix; `*` where an expression makes it.
fn matrix(job: Value<'_>) -> Small<'_> {
    let Some(matrix) = job.get("strategy").and_then(|s| s.get("matrix")) else { return Small::default() };
    let included = items(matrix, "include").flat_map(Value::members).map(Value::key);
    let own = matrix.members().map(Value::key).filter(|name| !matches!(*name, "include" | "exclude"));
    let computed = matrix.is_text() || text(matrix, "include").is_some();
    small(own.chain(included).chain(computed.then_some("*")))
}

/// What can be seen from where an expression stands.
struct Place<'a> {
    known: &'a Known<'a>,
    id: &'a str,
    needs: Small<'a>,
    steps: Small<'a>,
    matrix: Small<'a>,
    sees_jobs: bool,
}

impl<'a> Place<'a> {
    /// A place outside of all jobs.
    fn of(known: &'a Known<'a>) -> Self {
        let none = Small::default;
        Self { known, id: "", needs: none(), steps: none(), matrix: none(), sees_jobs: false }
    }

    fn look(&self, value: Value<'_>, findings: &mut Findings<'_>) {
        for (key, text, marked) in value.texts(&self.known.mark) {
            let mut hidden = |context: &str| findings.found.extend(self.hidden(context));
            let read = match key {
                _ if marked => expressions::within(text, &mut hidden),
                "if" => expressions::bare(text, &mut hidden),
                _ => continue,
            };
            if let Err(problem) = read {
                findings.say(problem);
            }
        }
    }

    /// Why an expression cannot see what it looks at.
    fn hidden(&self, context: &str) -> Option<String> {
        let (head, rest) = cut(context);
        let (name, rest) = cut(rest?);
        if name == "*" {
            return None;
        }
        // What stands behind the name, and one further: an output behind `outputs`.
        let output = || {
            let (outputs, rest) = cut(rest?);
            Some((outputs, cut(rest?).0))
        };
        let what = match head {
            "needs" if !self.needs.contains(name) => format!(" and does not need `{name}`"),
            "needs" => {
                output().filter(|(outputs, _)| *outputs == "outputs").and_then(|(_, own)| self.output(name, own))?
            }
            "jobs" if self.sees_jobs => output().and_then(|(_, own)| self.output(name, own))?,
            "steps" if !self.steps.contains(name) => format!(": no step before it is called `{name}`"),
            "inputs" if !self.known.inputs.contains(name) => ", which is not declared".to_owned(),
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
        let known = match self.known.outputs.get(job)? {
            Outputs::Own(known) => known,
            Outputs::Called(known) => known,
            Outputs::Unknown => return None,
        };
        (output != "*" && !known.contains(output)).then(|| format!(", and `{job}` has no such output"))
    }
}

/// The first part of a path, and what stands behind its point.
fn cut(path: &str) -> (&str, Option<&str>) {
    match path.bytes().position(|byte| byte == b'.') {
        Some(at) => (&path[..at], Some(&path[at + 1..])),
        None => (path, None),
    }
}
