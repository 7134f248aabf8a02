//! Old and new version at once on a schema that only the new one knows.

use super::{Needs, Rule, Scene};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::Strategy;

/// Finds migrations under a canary that are not declared to suit the old version, too.
pub const RULE: Rule = Rule { code: codes::INCOMPATIBLE_MIGRATION, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in &scene.plan.environments {
        let Some(rollout) = &environment.set.rollout else { continue };
        let strategy = rollout.strategy.value;
        if !matches!(strategy, Strategy::Canary | Strategy::BlueGreen) {
            continue;
        }
        for service in &environment.services {
            let Some(node) = service.set.migrate.as_ref() else { continue };
            if node.compatible.as_ref().is_some_and(|c| c.value) {
                continue;
            }
            let message = format!("a {strategy} runs the old version of `{}` on the new schema", service.name);
            found.push(
                Diagnostic::found(codes::INCOMPATIBLE_MIGRATION, node.span, message)
                    .here("not said to be compatible")
                    .also(rollout.strategy.span, format!("in `{}`", environment.name))
                    .help(
                        "migrate in two steps (first add, then remove once nothing uses it) and say so with \
                         `compatible=#true`; or roll out by `recreate`",
                    )
                    .mend(
                        "say that it is compatible",
                        false,
                        vec![Change::AddEntry(node.span, "compatible=#true".to_owned())],
                    )
                    .about(service.set.name.span)
                    .about(environment.set.name.span),
            );
        }
    }
}
