//! An approval that nobody is asked for.

use super::{Needs, Rule, Scene};
use crate::diag::{Change, Diagnostic, codes};

/// Finds approvals of environments that their platform deploys by itself.
pub const RULE: Rule = Rule { code: codes::BYPASSED_APPROVAL, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.environments.iter().filter(|e| e.builds_itself()) {
        let (Some(approval), Some(builder)) = (&environment.set.approval, &environment.set.builder) else { continue };
        found.push(
            Diagnostic::found(
                codes::BYPASSED_APPROVAL,
                approval.name_span,
                format!("nobody is asked before a deploy of `{}`", environment.name),
            )
            .here("kept by workflows alone")
            .also(builder.span, "the platform deploys by itself, on every push")
            .mend("take the approval away", false, vec![Change::DropNode(approval.name_span)])
            .help("let the pipeline build, `builder \"pipeline\"`, and deploy it in a workflow; or take the approval away"),
        );
    }
}
