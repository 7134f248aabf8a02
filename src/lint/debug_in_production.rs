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

/// Whether a value switches on what nobody should see, and whether by a switch.
fn wrong(name: &str, text: &str) -> Option<bool> {
    let is = |words: &[&str], own: &str| words.iter().any(|word| word.eq_ignore_ascii_case(own));
    let switch = || is(&["true", "1", "yes", "on"], text) && is(&SWITCHES, name);
    let mode = || is(&["development", "dev", "debug"], text) && is(&MODES, name);
    (switch() || mode()).then(switch)
}

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    if !scene.has_plain(|name, text| wrong(name, text).is_some()) {
        return;
    }
    for environment in scene.plan.environments.iter().filter(|e| production::is(scene.plan, e)) {
        for variable in environment.services.iter().flat_map(|s| &s.variables) {
            let Value::Plain(text) = &variable.value else { continue };
            let Some(switch) = wrong(&variable.name, text) else { continue };
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
