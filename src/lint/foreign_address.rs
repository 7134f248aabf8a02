//! Staging that speaks to production, or the other way round.

use super::{Needs, Rule, Scene, address, production};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Value};

/// Finds variables that hold the address of an environment on the other side of the line that production draws.
pub const RULE: Rule = Rule { code: codes::FOREIGN_ADDRESS, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let all = &scene.plan.environments;
    let theirs: Vec<_> = all.iter().map(address::of).collect();
    // Most values are no address: a look at one letter is cheaper than a search for words.
    let leads = |text: &str| text.as_bytes().contains(&b'.') && theirs.iter().any(|of| address::names(text, of));
    if !scene.has_plain(|_, text| leads(text)) {
        return;
    }
    for (environment, own) in all.iter().zip(&theirs) {
        let addresses = environment.services.iter().flat_map(|s| &s.variables).filter_map(|variable| {
            let Value::Plain(text) = &variable.value else { return None };
            leads(text).then(|| (variable, address::hosts(text)))
        });
        let addresses: Vec<_> = addresses.filter(|(_, hosts)| !hosts.is_empty()).collect();
        let across = |(other, _): &(&Environment, _)| {
            production::is(scene.plan, other) != production::is(scene.plan, environment) && !other.local
        };
        for (other, theirs) in all.iter().zip(&theirs).filter(|_| !addresses.is_empty()).filter(across) {
            for (variable, named) in &addresses {
                let Some(host) = named.iter().find(|host| theirs.contains(*host) && !own.contains(*host)) else {
                    continue;
                };
                found.push(
                    Diagnostic::found(
                        codes::FOREIGN_ADDRESS,
                        variable.span,
                        format!("`{}` of `{}` leads to `{}`", variable.name, environment.name, other.name),
                    )
                    .here(format!("`{host}`"))
                    .also(other.set.name.span, "whose address this is").about(environment.set.name.span)
                    .help(format!(
                        "set it for each environment, or take it from the service that it means: `{} from=\"NAME.public-url\"`",
                        variable.name
                    )),
                );
            }
        }
    }
}
