//! A secret that an expression names and the spec does not.

use super::{Needs, Rule, Scene, expression};
use crate::diag::{Change, Diagnostic, codes, did_you_mean};

/// Finds `${{ secrets.NAME }}` without a declaration.
pub const RULE: Rule = Rule { code: codes::UNDECLARED_SECRET, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (name, span) in expression::in_workflows(scene.plan) {
        if scene.plan.secret(&name).is_some() {
            continue;
        }
        let declared = scene.plan.secrets.iter().map(|s| s.name.value.0.as_str());
        let report = Diagnostic::found(codes::UNDECLARED_SECRET, span, format!("the secret `{name}` is not declared"))
            .here("named in an expression")
            .mend(
                format!("declare the secret `{name}`"),
                false,
                vec![Change::DeclareSecret(format!("{name} for=\"pipeline\""))],
            );
        found.push(match did_you_mean(&name, declared) {
            Some(better) => report.help(format!("did you mean `{better}`?")),
            None => report.help(format!("declare it: `secrets {{ {name} for=\"pipeline\"; }}`")),
        });
    }
}
