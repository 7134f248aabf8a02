//! Names of variables that belong to somebody else.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::{EnvBlock, Step};
use crate::source::Span;

/// Finds variables of jobs that GitHub keeps for itself, and axes of a matrix that become such a variable.
pub const RULE: Rule = Rule { code: codes::RESERVED_NAME, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for block in scene.plan.workflows.iter().filter_map(|w| w.set.env.as_ref()) {
        variables(block, found);
    }
    for (_, _, job) in walk::jobs(scene.plan) {
        let steps = job.steps.iter().filter_map(|step| match step {
            Step::RunStep(run) => run.env.as_ref(),
            Step::ActionStep(action) => action.env.as_ref(),
            _ => None,
        });
        job.env.iter().chain(steps).for_each(|block| variables(block, found));
        for axis in job.matrix.iter().flat_map(|m| &m.axes) {
            let name = &axis.name.value.0;
            // GitHub Docs, "Workflow syntax": `jobs.<job_id>.strategy.matrix.include` and `exclude` are no axes. There is
            // no way to mean them as such, and so no level to set.
            let (code, what) = match name.to_ascii_lowercase().as_str() {
                "include" | "exclude" => {
                    (codes::WRONG_VALUE, "GitHub reads it as a list of combinations, not as an axis")
                }
                _ => match reserved(&name.to_ascii_uppercase()) {
                    Some(why) => (codes::RESERVED_NAME, why),
                    None => continue,
                },
            };
            found.push(
                Diagnostic::found(code, axis.name.span, format!("`{name}` cannot be a name in a matrix"))
                    .here(what)
                    .help("call it something else, for example `flow` or `version`"),
            );
        }
    }
}

fn variables(block: &EnvBlock, found: &mut Vec<Diagnostic>) {
    let plain = block.plain.iter().map(|(name, _)| (&name.value.0, name.span));
    let all = plain.chain(block.variables.iter().map(|v| (&v.name.value.0, v.name.span)));
    let all: Vec<(&String, Span)> = all.collect();
    for (name, span) in all {
        let Some(why) = reserved(name) else { continue };
        let help = match name.as_str() {
            "PATH" => {
                "write the folder to the file that `$GITHUB_PATH` names: `run \"echo \\\"$PWD/bin\\\" >>\\\"$GITHUB_PATH\\\"\"`"
            }
            _ => "give it another name",
        };
        found.push(
            Diagnostic::found(codes::RESERVED_NAME, span, format!("a job cannot set `{name}`")).here(why).help(help),
        );
    }
}

fn reserved(name: &str) -> Option<&'static str> {
    // GitHub Docs, "Variables": the default ones cannot be overwritten.
    if name.starts_with("GITHUB_") || name.starts_with("RUNNER_") {
        return Some("GitHub sets it, whatever is said here");
    }
    // No shell fills in `$PATH` here: the job would find no command at all.
    (name == "PATH").then_some("the commands of the machine would be found no more")
}
