//! Jobs that call a workflow of the same repository.

use super::super::read::{names, text};
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
        if text(job, ours) == Some("inherit") {
            continue;
        }
        let (given, known) = (names(job, ours), contract.get(theirs));
        for name in given.iter().filter(|name| known.and_then(|known| known.get(name)).is_none()) {
            findings.say(format!("the job `{id}` gives {uses} the {word} `{name}`, which it does not have"));
        }
        for input in known.into_iter().flat_map(Value::members) {
            let name = input.key();
            if input.get("required").is_some_and(Value::is_true) && !given.contains(&name) {
                findings.say(format!("the job `{id}` does not give {uses} the {word} `{name}`, which it requires"));
            }
        }
    }
}
