//! `|| true`: a check that cannot fail.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};

/// Finds commands whose failure is thrown away.
pub const RULE: Rule = Rule { code: codes::HIDDEN_FAILURE, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for command in walk::commands(scene.plan) {
        let flat: String = command.value.split_whitespace().collect::<Vec<_>>().join(" ");
        let hides = ["|| true", "||true", "|| :", "||:", "|| exit 0", "|| echo", "set +e"];
        let Some(hidden) = hides.iter().find(|h| flat.contains(**h)) else { continue };
        found.push(
            Diagnostic::found(
                codes::HIDDEN_FAILURE,
                command.span,
                format!("`{hidden}` hides every failure of this command"),
            )
            .here("cannot fail")
            .help(
                "take it away; where a failure may be shown and not stop the job, write `run \"...\" optional=#true`",
            ),
        );
    }
}
