//! Questions that a fresh deploy must answer.

use super::super::expr::shell_word;
use super::super::model::Step;
use crate::plan::Environment;
use crate::schema::kinds::Duration;

/// How long the answers may take where nothing is said.
const SMOKE: Duration = Duration::seconds(300);

/// How long the questions may take.
pub fn timeout(environment: &Environment) -> Duration {
    match &environment.set.smoke {
        Some(smoke) => smoke.timeout.as_ref().map_or(SMOKE, |t| t.value),
        None => Duration::seconds(0),
    }
}

/// The step that asks them, each address with all of its questions.
pub fn smoke(environment: &Environment) -> Option<Step> {
    let smoke = environment.set.smoke.as_ref()?;
    let mut bases: Vec<(&str, Vec<String>)> = Vec::new();
    for get in &smoke.gets {
        let base = match &get.service {
            Some(name) => environment.service(&name.value.0).and_then(|s| s.public_url.as_deref()),
            None => environment.url.as_deref(),
        };
        // Without an address the question has been reported.
        let Some(base) = base else { continue };
        let mut words = format!("--get {}", shell_word(&get.path.value.0));
        if let Some(status) = &get.status {
            words += &format!(" --status {}", status.value.0);
        }
        if let Some(text) = &get.contains {
            words += &format!(" --contains {}", shell_word(&text.value));
        }
        match bases.iter_mut().find(|(own, _)| *own == base) {
            Some((_, gets)) => gets.push(words),
            None => bases.push((base, vec![words])),
        }
    }
    if bases.is_empty() {
        return None;
    }
    // One deadline for all: addresses are asked one after the other, and what is well answers at once.
    let seconds = timeout(environment).as_seconds().max(1);
    let lines = bases.into_iter().flat_map(|(base, gets)| {
        let first = format!("deploy/bin/smoke.sh --base {} --timeout {seconds}", shell_word(base));
        let last = gets.len();
        let mut lines = vec![first + " \\"];
        lines.extend(
            gets.into_iter()
                .enumerate()
                .map(|(index, get)| format!("  {get}{}", if index + 1 == last { "" } else { " \\" })),
        );
        lines
    });
    Some(Step::lines(lines).named(format!("Ask {} the smoke questions", environment.name)))
}
