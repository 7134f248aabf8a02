//! An address that anybody on the way can read along.

use super::{Needs, Rule, Scene, address};
use crate::diag::{Diagnostic, codes};

/// Finds environments that the world reaches without TLS.
pub const RULE: Rule = Rule { code: codes::PLAIN_HTTP, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.environments.iter().filter(|e| !e.local) {
        let Some(url) = &environment.set.url else { continue };
        let Some(rest) = url.value.0.strip_prefix("http://") else { continue };
        if address::host(&url.value.0).is_none_or(|host| address::is_private(&host)) {
            continue;
        }
        let better = format!("https://{rest}");
        found.push(
            Diagnostic::found(
                codes::PLAIN_HTTP,
                url.span,
                format!("passwords and sessions of `{}` cross the network in the clear", environment.name),
            )
            .here("without TLS")
            .help(format!("write `url \"{better}\"`"))
            .fix("write https", format!("\"{better}\""), false),
        );
    }
}
