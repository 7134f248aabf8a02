//! A workflow: jobs that wait for each other, actions by their commits, and what expressions look at.

use super::read::{circle, entries, items, names, text};
use super::{Findings, Parsed};
use crate::emit::Artifact;
use crate::hash::HashSet;
use crate::yaml::{Value, What};

mod calls;
mod contexts;

/// Checks a workflow.
pub fn check(workflow: Value<'_>, all: &[Parsed<'_>], artifacts: &[Artifact], findings: &mut Findings<'_>) {
    for key in ["on", "permissions", "jobs"] {
        if workflow.get(key).is_none() {
            findings.say(format!("there is no `{key}`"));
        }
    }
    let jobs = entries(workflow, "jobs");
    let waits: Vec<_> = jobs.iter().map(|&(id, job)| (id, names(job, "needs"))).collect();
    let known: HashSet<&str> = jobs.iter().map(|(id, _)| *id).collect();
    for (id, needs) in &waits {
        for need in needs.iter().filter(|need| !known.contains(*need)) {
            findings.say(format!("the job `{id}` needs `{need}`, which is not there"));
        }
    }
    if let Some(id) = circle(&waits) {
        findings.say(format!("the job `{id}` waits for itself, in a circle"));
    }
    for &(id, job) in &jobs {
        match text(job, "uses") {
            Some(uses) => calls::check(id, job, uses, all, findings),
            None => steps(id, job, artifacts, findings),
        }
    }
    contexts::check(workflow, &jobs, all, findings);
}

fn steps(id: &str, job: Value<'_>, artifacts: &[Artifact], findings: &mut Findings<'_>) {
    if job.get("runs-on").is_none() {
        findings.say(format!("the job `{id}` has no machine"));
    }
    // Without one, a job that hangs is paid for six hours.
    let timeout = job.get("timeout-minutes").map(Value::what);
    if !timeout.is_some_and(|t| matches!(t, What::Text(_) | What::Int(1..))) {
        findings.say(format!("the job `{id}` has no timeout"));
    }
    let mut seen: HashSet<&str> = HashSet::default();
    let mut number = 0;
    for step in items(job, "steps") {
        number += 1;
        if let Some(own) = text(step, "id")
            && !seen.insert(own)
        {
            findings.say(format!("two steps of the job `{id}` are called `{own}`"));
        }
        match (text(step, "run"), text(step, "uses")) {
            // Whatever stood in its value would run as a command.
            (Some(run), None) if run.contains("${{") => {
                findings.say(format!("step {number} of the job `{id}` has an expression in its script"));
            }
            (Some(_), None) => {}
            (None, Some(uses)) if pinned(uses, artifacts) => {}
            (None, Some(uses)) => findings.say(format!("`{uses}` in the job `{id}` is not pinned to a commit")),
            _ => findings.say(format!("step {number} of the job `{id}` needs one of `run` and `uses`")),
        }
    }
    if number == 0 {
        findings.say(format!("the job `{id}` has no steps"));
    }
}

/// The path of what `uses` names in this repository: `./` in the checkout, `$/` at the workflow's own commit.
fn local(uses: &str) -> Option<&str> {
    uses.strip_prefix("./").or(uses.strip_prefix("$/"))
}

/// Whether code comes by its commit, by its digest, or out of this repository.
fn pinned(uses: &str, artifacts: &[Artifact]) -> bool {
    if let Some(path) = local(uses) {
        // An action of the repository's own, which dbgen need not have written; a workflow is no step.
        return !path.starts_with(".github/workflows/") || artifacts.iter().all(|a| a.path != path);
    }
    if let Some(image) = uses.strip_prefix("docker://") {
        return image.contains("@sha256:");
    }
    by_commit(uses)
}

fn by_commit(uses: &str) -> bool {
    let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    uses.split_once('@').is_some_and(|(_, commit)| commit.len() == 40 && commit.bytes().all(hex))
}
