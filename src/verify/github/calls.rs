//! Jobs that call a workflow of the same repository.

use super::super::read::{entries, names};
use super::super::{Findings, Parsed};
use super::{by_commit, local};
use crate::yaml::Value;

/// The workflow that a job calls, where dbgen has written it.
pub fn called<'a>(uses: &str, all: &'a [Parsed<'_>]) -> Option<Value<'a>> {
    let path = local(uses)?;
    all.iter().find(|file| file.artifact.path == path).map(|file| file.tree.root())
}

/// What a called workflow takes and gives.
pub fn contract<'a>(workflow: Value<'a>) -> Option<Value<'a>> {
    workflow.get("on")?.get("workflow_call")
}

/// Checks that a call fits the workflow that it names.
pub fn check(id: &str, job: Value<'_>, uses: &str, all: &[Parsed<'_>], findings: &mut Findings<'_>) {
    if local(uses).is_none() {
        if !by_commit(uses) {
            findings.say(format!("`{uses}` in the job `{id}` is not pinned to a commit"));
        }
        return;
    }
    let Some(workflow) = called(uses, all) else {
        return findings.say(format!("the job `{id}` calls {uses}, which is not written"));
    };
    let Some(contract) = contract(workflow) else {
        return findings.say(format!("the job `{id}` calls {uses}, which cannot be called"));
    };
    for (ours, theirs, word) in [("with", "inputs", "input"), ("secrets", "secrets", "secret")] {
        if job.get(ours).and_then(Value::as_str) == Some("inherit") {
            continue;
        }
        let (given, known) = (names(job, ours), entries(contract, theirs));
        for name in given.iter().filter(|name| !known.iter().any(|(own, _)| own == *name)) {
            findings.say(format!("the job `{id}` gives {uses} the {word} `{name}`, which it does not have"));
        }
        for (name, input) in known.iter().filter(|(name, _)| !given.contains(name)) {
            if input.get("required").is_some_and(Value::is_true) {
                findings.say(format!("the job `{id}` does not give {uses} the {word} `{name}`, which it requires"));
            }
        }
    }
}
