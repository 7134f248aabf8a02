//! A password that is written out.

use super::{Needs, Rule, Scene, secret_words, unfilled_variable, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::Value;
use crate::source::Span;
use std::collections::BTreeMap;

/// Finds variables that hold a secret by their name and a plain value, where anybody lives with it.
pub const RULE: Rule = Rule { code: codes::PLAIN_SECRET, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let declared: BTreeMap<&str, Span> =
        scene.plan.secrets.iter().map(|s| (s.name.value.0.as_str(), s.name.span)).collect();
    // A switch, a number or the path of a file is no secret, whatever it is called; nor is the name of one.
    let harmless = |text: &str| {
        text.is_empty()
            || unfilled_variable::named(text).is_some()
            || text.starts_with('/')
            || matches!(text, "true" | "false")
            || text.parse::<f64>().is_ok()
    };
    let wrong =
        |name: &str, text: &str| (secret_words::is_secret(name) || declared.contains_key(name)) && !harmless(text);
    if !scene.has_plain(wrong) {
        return;
    }
    for environment in scene.plan.environments.iter().filter(|e| walk::is_lived_in(scene.plan, e)) {
        for variable in environment.services.iter().flat_map(|s| &s.variables) {
            let Value::Plain(text) = &variable.value else { continue };
            if !wrong(&variable.name, text) {
                continue;
            }
            let declared = declared.get(variable.name.as_str());
            let name = &variable.name;
            let report = Diagnostic::found(
                codes::PLAIN_SECRET,
                variable.span,
                format!("whoever can read the repository knows `{name}` of `{}`", environment.name),
            )
            .here("a plain value")
            .about(environment.set.name.span);
            found.push(match declared {
                Some(secret) => report
                    .also(*secret, "a secret of this name")
                    .help(format!("write `{name} secret=\"{name}\"`")),
                None => report.help(format!(
                    "declare it, `secrets {{ {name} }}`, write `{name} secret=\"{name}\"`, and replace the value: it was public"
                )),
            });
        }
    }
}
