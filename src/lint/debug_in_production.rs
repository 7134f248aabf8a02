//! A production that tells strangers what went wrong, and how it is made.

use super::{Needs, Rule, Scene, production};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::Value;

/// Finds variables that switch frameworks to development, in production.
pub const RULE: Rule = Rule { code: codes::DEBUG_IN_PRODUCTION, needs: Needs::Plan, check };

/// Switches: on where they are true.
const SWITCHES: [&str; 6] = ["DEBUG", "APP_DEBUG", "DJANGO_DEBUG", "FLASK_DEBUG", "SYMFONY_DEBUG", "WP_DEBUG"];
/// Modes: for development where they say so.
const MODES: [&str; 8] =
    ["NODE_ENV", "RAILS_ENV", "RACK_ENV", "FLASK_ENV", "APP_ENV", "MIX_ENV", "DJANGO_ENV", "ASPNETCORE_ENVIRONMENT"];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.environments.iter().filter(|e| production::is(scene.plan, e)) {
        for variable in environment.services.iter().flat_map(|s| &s.variables) {
            let Value::Plain(text) = &variable.value else { continue };
            let (name, value) = (variable.name.to_ascii_uppercase(), text.to_ascii_lowercase());
            let switch = SWITCHES.contains(&name.as_str()) && matches!(value.as_str(), "true" | "1" | "yes" | "on");
            let mode = MODES.contains(&name.as_str()) && matches!(value.as_str(), "development" | "dev" | "debug");
            if !switch && !mode {
                continue;
            }
            let better = if switch { "false" } else { "production" };
            found.push(
                Diagnostic::found(
                    codes::DEBUG_IN_PRODUCTION,
                    variable.span,
                    format!("`{}` runs as if for development", environment.name),
                )
                .here(format!("`{text}`"))
                .also(environment.set.name.span, "in this environment")
                .about(environment.set.name.span)
                .help(format!("write `env {}=\"{better}\"` in `{}`", variable.name, environment.name))
                .mend(
                    format!("set `{}` in `{}`", variable.name, environment.name),
                    false,
                    match environment.set.env {
                        Some(_) => Vec::new(),
                        None => vec![Change::AddChild(
                            environment.set.name.span,
                            format!("env {}=\"{better}\"", variable.name),
                        )],
                    },
                ),
            );
        }
    }
}
