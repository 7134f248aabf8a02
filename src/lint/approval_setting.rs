//! The gate that no file can hold.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::Environment;

/// Tells how an approval is set where GitHub keeps it.
pub const RULE: Rule = Rule { code: codes::APPROVAL_SETTING, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in &scene.plan.environments {
        let Some(approval) = &environment.set.approval else { continue };
        if walk::deploys(scene.plan).all(|(_, _, deploy)| deploy.environment.value.0 != environment.name) {
            continue;
        }
        let message =
            format!("GitHub keeps who approves a deploy to `{}` in its settings, not in a file", environment.name);
        found.push(
            Diagnostic::found(codes::APPROVAL_SETTING, approval.name_span, message)
                .here("has to be set once; until then every deploy stops at its first step")
                .help(format!(
                    "{}\nThen say so: `allow \"approval-setting\" reason=\"set on ... by ...\"`. In a private repository \
                     GitHub has this with an Enterprise plan alone",
                    command(environment, scene.plan.project.repository.as_deref())
                )),
        );
    }
}

/// The command that sets it (GitHub REST API, "Create or update an environment"). One call sets everything: what it leaves out would be taken away.
fn command(environment: &Environment, repository: Option<&str>) -> String {
    // `gh` fills in `{owner}/{repo}` from the folder that it runs in.
    let repository = repository.unwrap_or("{owner}/{repo}");
    let mut lines = vec![format!("gh api --method PUT repos/{repository}/environments/{}", environment.name)];
    let Some(approval) = &environment.set.approval else { return String::new() };
    let mut ask = |kind: &str, of: &str| {
        lines.push(format!("  -F 'reviewers[][type]={kind}'"));
        lines.push(format!("  -F \"reviewers[][id]=$(gh api {of} --jq .id)\""));
    };
    for reviewer in &approval.reviewers {
        match reviewer.value.split_once('/') {
            Some((owner, team)) => ask("Team", &format!("orgs/{owner}/teams/{team}")),
            None => ask("User", &format!("users/{}", reviewer.value)),
        }
    }
    if approval.reviewers.is_empty() && approval.wait.is_none() {
        ask("User", "user");
    }
    lines.extend(approval.wait.as_ref().map(|wait| format!("  -F wait_timer={}", wait.value.as_minutes())));
    lines.join(" \\\n")
}
