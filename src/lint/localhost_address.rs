//! An address that leads a container to itself.

use super::{Needs, Rule, Scene, address, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Service, Value};

/// Finds variables with `localhost` in them, in environments that are not the developer's own machine.
pub const RULE: Rule = Rule { code: codes::LOCALHOST_ADDRESS, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    if !scene.has_plain(names_home) {
        return;
    }
    for environment in scene.plan.environments.iter().filter(|e| walk::is_lived_in(scene.plan, e)) {
        for service in &environment.services {
            for variable in &service.variables {
                let Value::Plain(text) = &variable.value else { continue };
                if !leads_home(&variable.name, text, service) {
                    continue;
                }
                let name = &variable.name;
                found.push(
                    Diagnostic::found(
                        codes::LOCALHOST_ADDRESS,
                        variable.span,
                        format!("in `{}`, `{name}` leads `{}` to its own container", environment.name, service.name),
                    )
                    .here("leads back to where it is asked from")
                    .about(environment.set.name.span)
                    .about(service.set.name.span)
                    .help(match nearest(environment, text) {
                        Some(other) => format!("write `{name} from=\"{other}\"`: it is right in every environment"),
                        None => format!(
                            "take it from what it means, `{name} from=\"NAME.url\"`, or set it for each environment"
                        ),
                    }),
                );
            }
        }
    }
}

/// Whether a value is one address, on this machine.
fn names_home(name: &str, text: &str) -> bool {
    match address::host(text) {
        Some(host) => address::is_here(&host) && host != "0.0.0.0" && !text.contains(','),
        None => (text == "localhost" || text == "127.0.0.1") && name.to_ascii_uppercase().ends_with("_HOST"),
    }
}

/// Whether a value is such an address, and not the service's own port. Lists of who may call are not.
fn leads_home(name: &str, text: &str, service: &Service) -> bool {
    // Few values get past this.
    if !names_home(name, text) {
        return false;
    }
    let name = name.to_ascii_uppercase();
    let callers =
        ["ORIGIN", "ALLOWED", "CORS", "LISTEN", "BIND", "TRUSTED", "PROXY"].iter().any(|word| name.contains(word));
    let own = service.port.is_some_and(|port| text.contains(&format!(":{port}")));
    !own && !callers
}

/// The datastore or service that listens on the port of an address, where only one does.
fn nearest(environment: &Environment, text: &str) -> Option<String> {
    let authority = text.split_once("://")?.1.split(['/', '?']).next()?;
    let port: u16 = authority.rsplit_once(':')?.1.parse().ok()?;
    let stores = environment.datastores.iter().filter(|d| d.port() == port).map(|d| d.name.as_str());
    let services = environment.services.iter().filter(|s| s.port == Some(port)).map(|s| s.name.as_str());
    match stores.chain(services).collect::<Vec<_>>()[..] {
        [one] => Some(format!("{one}.url")),
        _ => None,
    }
}
