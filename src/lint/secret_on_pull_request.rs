//! A job that needs a secret and runs for pull requests.

use super::{Needs, Rule, Scene, expression, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::Event;

/// Finds jobs of pull requests that read secrets.
pub const RULE: Rule = Rule { code: codes::SECRET_ON_PULL_REQUEST, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (workflow, stage, job) in walk::jobs(scene.plan) {
        let events = walk::events(workflow, stage, &job.only);
        if !events.contains(&Event::PullRequest) {
            continue;
        }
        let Some(trigger) = workflow.set.on.iter().find_map(|on| on.pull_request.as_ref()) else { continue };
        let Some((name, span)) = expression::secrets_of_job(job).into_iter().next() else { continue };
        let rest: Vec<String> =
            events.iter().filter(|e| **e != Event::PullRequest).map(|e| format!("\"{e}\"")).collect();
        let help = match rest.is_empty() {
            true => "move what needs it to a workflow of pushes".to_owned(),
            false => format!(
                "let the job run for the others only, `only {}`, or let it do without the secret",
                rest.join(" ")
            ),
        };
        found.push(
            Diagnostic::found(
                codes::SECRET_ON_PULL_REQUEST,
                span,
                format!("`{}` runs for pull requests, and a fork's is given no `{name}`", job.name),
            )
            .here("empty there; elsewhere the pull request's code can read it")
            .also(trigger.span, "pull requests start it")
            .mend(
                "run it for the others only",
                false,
                (!rest.is_empty() && job.only.is_empty())
                    .then(|| Change::AddChild(job.name.span, format!("only {}", rest.join(" "))))
                    .into_iter()
                    .collect(),
            )
            .help(help),
        );
    }
}
