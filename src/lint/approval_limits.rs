//! An approval that GitHub's settings cannot hold.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};

/// Finds approvals with too many reviewers, or too long a wait.
pub const RULE: Rule = Rule { code: codes::APPROVAL_LIMITS, needs: Needs::Text, check };

/// GitHub Docs, "REST API endpoints for deployment environments": create or update an environment.
const REVIEWERS: usize = 6;
const WAIT_DAYS: u64 = 30;

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for approval in scene.plan.environments.iter().filter_map(|e| e.set.approval.as_ref()) {
        if let Some(seventh) = approval.reviewers.get(REVIEWERS) {
            let all = approval.reviewers.len();
            found.push(
                Diagnostic::found(
                    codes::APPROVAL_LIMITS,
                    seventh.span,
                    format!("an environment on GitHub has {REVIEWERS} reviewers at most, not {all}"),
                )
                .here("the seventh")
                .help("name a team, such as \"acme/ops\": it counts as one, and any of it can agree"),
            );
        }
        if let Some(wait) = approval.wait.as_ref().filter(|wait| wait.value.as_minutes() > WAIT_DAYS * 24 * 60) {
            found.push(
                Diagnostic::found(
                    codes::APPROVAL_LIMITS,
                    wait.span,
                    format!("GitHub holds a deploy back for {WAIT_DAYS} days at most"),
                )
                .here(format!("{} days", wait.value.as_days()))
                .help("write a shorter time, such as `wait \"1h\"`"),
            );
        }
    }
}
