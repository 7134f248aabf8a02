//! A production that is deployed and not asked whether it answers.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Change, Diagnostic, codes};

/// Finds environments behind an approval that the world reaches and no `smoke` asks.
pub const RULE: Rule = Rule { code: codes::NO_SMOKE, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (_, _, deploy) in walk::deploys(scene.plan) {
        let Some(environment) = scene.plan.environment(&deploy.environment.value.0) else { continue };
        let set = &environment.set;
        let asked = set.smoke.as_ref().is_some_and(|smoke| !smoke.gets.is_empty());
        let open = environment.services.iter().find(|s| s.public && s.public_url.is_some());
        let (None, Some(open), true) = (asked.then_some(()), open, set.approval.is_some()) else { continue };
        let path = open.set.health.as_ref().and_then(|h| h.path.as_ref()).map_or("/", |p| p.value.0.as_str());
        found.push(
            Diagnostic::found(
                codes::NO_SMOKE,
                set.name.span,
                format!("a deploy of `{}` succeeds without anybody having asked it from outside", environment.name),
            )
            .here("no `smoke`")
            .mend(
                format!("ask `{path}` of `{}`", open.name),
                false,
                vec![Change::AddChild(set.name.span, format!("smoke {{ get \"{path}\" service=\"{}\"; }}", open.name))],
            )
            .help(format!("add `smoke {{ get \"{path}\" service=\"{}\"; }}`", open.name)),
        );
    }
}
