//! Nodes of a workflow that ask for nothing: what should be in them was forgotten.

use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::spec::{Job, Step, Workflow};

/// Reports a rollback of nothing.
pub fn of_workflow(set: &Workflow, say: &mut Vec<Diagnostic>) {
    if let Some(rollback) = set.rollback.as_ref().filter(|rollback| rollback.environments.is_empty()) {
        let message = "`rollback` names no environment";
        say.push(nothing(rollback.name_span, message, "the names of environments", "rollback \"production\""));
    }
}

/// Reports a job, and steps of it, that do nothing.
pub fn of_job(job: &Job, say: &mut Vec<Diagnostic>) {
    if job.steps.is_empty() {
        let message = format!("the job `{}` does nothing", job.name);
        say.push(nothing(job.name.span, message, "a step", "run \"make test\""));
    }
    for step in &job.steps {
        let (empty, place, message, expected, example) = match step {
            Step::RunStep(run) => {
                (run.commands.is_empty(), run.name_span, "`run` has no command", "a command", "run \"make test\"")
            }
            Step::WithDatastores(with) => (
                with.datastores.is_empty() && with.service.is_none(),
                with.name_span,
                "`with` starts nothing",
                "the names of datastores",
                "with \"db\"",
            ),
            Step::Artifact(artifact) => (
                artifact.paths.is_empty(),
                artifact.name_span,
                "this artifact keeps nothing",
                "a node `paths`",
                "paths \"dist/\"",
            ),
            _ => continue,
        };
        if empty {
            say.push(nothing(place, message, expected, example));
        }
    }
}

fn nothing(place: Span, message: impl Into<String>, expected: &str, example: &str) -> Diagnostic {
    let report = Diagnostic::error(codes::MISSING, place, message).here(format!("expected {expected}"));
    report.help(format!("for example `{example}`"))
}
