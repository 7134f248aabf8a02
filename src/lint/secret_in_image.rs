//! A secret that is baked into an image.

use super::{Needs, Rule, Scene, secret_words, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::secrets_named;

/// Finds build arguments that hold secrets, by their name or by an expression.
pub const RULE: Rule = Rule { code: codes::SECRET_IN_IMAGE, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let before = found.len();
    let args = walk::services(scene.plan).flat_map(|(_, service, again)| {
        service.set.build.iter().flat_map(|build| &build.args).map(move |arg| (service, arg, again))
    });
    for (service, arg, again) in args {
        if again && found.len() == before {
            continue;
        }
        let Some(value) = &arg.value else { continue };
        let name = &arg.name.value.0;
        let declared = scene.plan.secret(name).is_some() || secrets_named(&value.value.0).into_iter().next().is_some();
        let harmless = value.value.0.is_empty() || matches!(value.value.0.as_str(), "true" | "false");
        if !declared && (harmless || !secret_words::is_secret(name)) {
            continue;
        }
        // Docker docs, "Build checks": SecretsUsedInArgOrEnv.
        found.push(
            Diagnostic::found(
                codes::SECRET_IN_IMAGE,
                arg.name.span,
                format!("`{name}` stays in the image of `{}`: whoever can pull it can read it", service.name),
            )
            .here("kept in the image's history").about(service.set.name.span)
            .help(format!(
                "give it at run time, `env {{ {name} secret=\"{name}\"; }}`; what only the build needs belongs into a build secret of \
                 the Dockerfile"
            )),
        );
    }
}
