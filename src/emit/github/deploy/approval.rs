//! Approval. GitHub keeps it in the environment's settings, where no file can reach it; what a file can do is to
//! refuse to deploy where the settings do not ask for it.

use super::super::expr::{Expr, shell_word};
use super::super::model::Step;
use super::super::permissions::Scope;
use crate::plan::Environment;

/// The step that refuses.
pub fn check(environment: &Environment) -> Option<Step> {
    let approval = environment.set.approval.as_ref()?;
    let name = &environment.name;
    // Teams are known by the name behind their organisation's.
    let last = |text: &str| text.rsplit('/').next().unwrap_or(text).to_owned();
    let reviewers: Vec<String> = approval.reviewers.iter().map(|r| shell_word(&last(&r.value))).collect();
    let place = format!("Settings > Environments > {name}");
    let mut lines = vec![format!("settings=\"$(gh api \"repos/$GITHUB_REPOSITORY/environments/{name}\")\"")];
    let required = "select(.type == \"required_reviewers\") | .reviewers[].reviewer";
    if approval.reviewers.is_empty() && approval.wait.is_none() {
        lines.extend([
            format!("if ! jq --exit-status 'any(.protection_rules[]? | {required}; true)' <<<\"$settings\" >/dev/null; then"),
            format!("  echo '::error title=No approval::Nobody has to agree to a deploy to {name}. Add reviewers under {place}.'"),
            "  exit 1".to_owned(),
            "fi".to_owned(),
        ]);
    }
    for reviewer in &reviewers {
        let asked = format!("{required}; .slug == $name or .login == $name");
        lines.extend([
            format!("if ! jq --exit-status --arg name {reviewer} \\"),
            format!("  'any(.protection_rules[]? | {asked})' <<<\"$settings\" >/dev/null; then"),
            format!("  echo '::error title=No approval::{reviewer} is not asked before a deploy to {name}. Add them under {place}.'"),
            "  exit 1".to_owned(),
            "fi".to_owned(),
        ]);
    }
    if let Some(wait) = &approval.wait {
        let minutes = wait.value.as_minutes();
        lines.extend([
            format!("if ! jq --exit-status 'any(.protection_rules[]?; .type == \"wait_timer\" and .wait_timer >= {minutes})' <<<\"$settings\" >/dev/null; then"),
            format!("  echo '::error title=No wait::A deploy to {name} does not wait for {minutes} minutes. Set the timer under {place}.'"),
            "  exit 1".to_owned(),
            "fi".to_owned(),
        ]);
    }
    let step = Step::lines(lines)
        .comment("Approval is a setting of the environment: without it this job would run unasked.")
        .named("Check that a deploy needs approval")
        .env("GH_TOKEN", Expr::new("github.token"))
        .may(Scope::read("actions", "to read the environment's settings"));
    Some(step)
}
