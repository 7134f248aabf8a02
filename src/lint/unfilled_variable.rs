//! Values that wait for a shell.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::Value;

/// Finds variables of services whose value names another variable, as shells and Compose files do.
pub const RULE: Rule = Rule { code: codes::UNFILLED_VARIABLE, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    if !scene.has_plain(|_, text| named(text).is_some()) {
        return;
    }
    let secret = |name: &str| scene.plan.secrets.iter().any(|secret| secret.name.value.0 == name);
    for environment in &scene.plan.environments {
        for service in &environment.services {
            for variable in &service.variables {
                let Value::Plain(text) = &variable.value else { continue };
                let Some((written, name)) = named(text) else { continue };
                let help = match name {
                    name if secret(name) => format!("write `{} secret=\"{name}\"`", variable.name),
                    _ => "write the value; where environments differ, in the `env` of each; what nobody may read is a \
                          secret: `NAME secret=\"NAME\"`"
                        .to_owned(),
                };
                found.push(
                    Diagnostic::found(
                        codes::UNFILLED_VARIABLE,
                        variable.span,
                        format!("nobody fills in `{written}`: `{}` is just these letters", variable.name),
                    )
                    .here("read by no shell")
                    .about(environment.set.name.span)
                    .about(service.set.name.span)
                    .help(help),
                );
            }
        }
    }
}

/// The first `${NAME}` of a value, or one that is `$NAME` and nothing else: as written, and the name. In capitals, as
/// variables of an environment are: frameworks have templates of their own for the rest.
pub fn named(text: &str) -> Option<(&str, &str)> {
    if !text.as_bytes().contains(&b'$') {
        return None;
    }
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let name_of = |text: &'_ str| text.len() - text.trim_start_matches(capital).len();
    if let Some(name) = text.strip_prefix('$').filter(|name| !name.is_empty() && name_of(name) == name.len()) {
        return name.starts_with(|c: char| !c.is_ascii_digit()).then_some((text, name));
    }
    let mut from = 0;
    while let Some(at) = text[from..].find("${").map(|at| from + at) {
        let inside = &text[at + 2..];
        let (name, behind) = inside.split_at(name_of(inside));
        let digit = name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit());
        // What stands behind the name is what Compose does where it has no value.
        if !digit && behind.starts_with(['}', ':', '-', '?', '+']) {
            let end = at + 2 + name.len() + behind.find('}')?;
            return Some((&text[at..=end], name));
        }
        from = at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn what_a_shell_would_fill_in() {
        assert_eq!(named("${LOG_LEVEL:-info}"), Some(("${LOG_LEVEL:-info}", "LOG_LEVEL")));
        assert_eq!(named("redis://${HOST}:6379"), Some(("${HOST}", "HOST")));
        assert_eq!(named("$API_KEY"), Some(("$API_KEY", "API_KEY")));
        for none in
            ["", "$", "$5", "${", "${}", "${1}", "${user}", "a $HOME", "$HOME/bin", "${A", "${A b}", "{A}", "$${"]
        {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
