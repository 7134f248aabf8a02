//! A blueprint or chart that nothing reads.

use super::{Needs, Rule, Scene};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{Platform, StageJob, Step, Workflow};
use crate::source::Span;

/// Finds environments whose files no workflow uses.
pub const RULE: Rule = Rule { code: codes::NEVER_DEPLOYED, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let jobs = scene.plan.workflows.iter().flat_map(|w| &w.set.stages).flat_map(|s| &s.jobs);
    let used: Vec<&str> = jobs
        .flat_map(|job| match job {
            StageJob::Deploy(deploy) => vec![deploy.environment.value.0.as_str()],
            StageJob::Job(job) => job
                .steps
                .iter()
                .filter_map(|step| match step {
                    Step::Stack(stack) => Some(stack.environment.value.0.as_str()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        })
        .collect();
    for environment in scene.plan.environments.iter().filter(|e| !e.local && !used.contains(&e.name.as_str())) {
        let (what, help) = match environment.platform {
            // Compose on a host can be started there by hand: its file is used without a workflow.
            Platform::Compose => continue,
            // Render reads its blueprint and builds by itself, on every push.
            Platform::Render if environment.builds_itself() => continue,
            Platform::Render => ("blueprint", "deploy"),
            Platform::Kubernetes => ("chart's values", "deploy"),
        };
        let name = &environment.name;
        let stage = format!("stage \"{name}\" {{ {help} \"{name}\"; }}");
        let report = Diagnostic::found(
            codes::NEVER_DEPLOYED,
            environment.set.name.span,
            format!("no workflow deploys to `{name}`: nothing would read its {what}"),
        )
        .help(format!("add a stage to a workflow: `{}`", stage.replace("; }", " }")));
        let guarded = environment.set.approval.is_some();
        found.push(match scene.plan.workflows.iter().rfind(|w| deploys(w).next().is_some()) {
            Some(workflow) => {
                // What is behind an approval waits for what is not.
                let approved = |name: &str| scene.plan.environment(name).is_some_and(|e| e.set.approval.is_some());
                let later = deploys(workflow).find(|(_, name)| !guarded && approved(name));
                let change = match later {
                    Some((stage_span, _)) => Change::AddBefore(stage_span, stage),
                    None => Change::AddChild(workflow.set.name.span, stage),
                };
                report.mend(format!("add a stage to `{}`", workflow.set.name), false, vec![change])
            }
            None => report,
        });
    }
}

/// The environments that a workflow deploys to, each with the name of the stage that does.
fn deploys(workflow: &Workflow) -> impl Iterator<Item = (Span, &str)> {
    workflow.set.stages.iter().flat_map(|stage| {
        stage.jobs.iter().filter_map(move |job| match job {
            StageJob::Deploy(deploy) => Some((stage.name.span, deploy.environment.value.0.as_str())),
            _ => None,
        })
    })
}
