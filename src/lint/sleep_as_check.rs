//! `sleep 30`: waiting instead of looking.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::Check;

/// Finds pauses that stand in for a question.
pub const RULE: Rule = Rule { code: codes::SLEEP_AS_CHECK, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for command in walk::commands(scene.plan).filter(|c| sleeps(&c.value)) {
        found.push(
            Diagnostic::found(
                codes::SLEEP_AS_CHECK,
                command.span,
                "a pause proves nothing: it is too short on a bad day and too long on others",
            )
            .here("sleeps")
            .help("ask for what you wait for, with a deadline: `stack` waits for health checks, `smoke` for answers"),
        );
    }
    let services = scene.plan.environments.iter().flat_map(|e| e.services.iter().map(move |service| (e, service)));
    for (environment, service) in services {
        let Some(health) = &service.health else { continue };
        if let (Check::Command(words), Some(node)) = (&health.check, &service.set.health)
            && words.first().is_some_and(|w| w == "sleep" || w == "true")
        {
            found.push(
                Diagnostic::found(
                    codes::SLEEP_AS_CHECK,
                    node.span,
                    format!("the health check of `{}` asks nothing", service.name),
                )
                .help("ask the process: `health \"/health\"`, or a command that fails when it is not well")
                .about(service.set.name.span)
                .about(environment.set.name.span),
            );
        }
    }
}

/// Whether a line of the command is a pause of its own: one inside a loop that asks is not.
fn sleeps(command: &str) -> bool {
    let asks = ["while", "until", "for "].iter().any(|word| command.contains(word));
    !asks && command.split(['\n', ';', '&', '|']).any(|part| part.trim_start().starts_with("sleep "))
}

#[cfg(test)]
mod tests {
    use super::sleeps;

    #[test]
    fn a_pause_in_a_loop_that_asks_is_no_pause() {
        assert!(sleeps("sleep 30") && sleeps("curl x && sleep 5"));
        assert!(!sleeps("until curl x; do sleep 1; done") && !sleeps("echo sleepy") && !sleeps("pytest -k sleep"));
    }
}
