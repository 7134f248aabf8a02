//! Two services behind one address.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Platform, Service};
use crate::source::Span;
use std::collections::BTreeMap;

/// Finds services that claim the same host name and path.
pub const RULE: Rule = Rule { code: codes::DOMAIN_CLASH, needs: Needs::Plan, check };

/// Who claimed an address first.
struct Claim<'a> {
    environment: &'a Environment,
    service: &'a Service,
    place: Span,
}

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let mut claims: BTreeMap<(String, &str), Claim<'_>> = BTreeMap::new();
    // What runs on Compose is reached by its port.
    for environment in scene.plan.environments.iter().filter(|e| e.platform != Platform::Compose) {
        for service in environment.services.iter().filter(|service| service.public) {
            let Some((host, place)) = host(environment, service) else { continue };
            // Render tells services apart by host alone; an Ingress by path, too.
            let routes = match environment.platform {
                Platform::Kubernetes => service.routes.iter().map(String::as_str).collect(),
                _ => vec!["/"],
            };
            for route in routes {
                let claim = Claim { environment, service, place };
                match claims.get(&(host.clone(), route)) {
                    // A path that one service says twice is said once.
                    Some(first) if std::ptr::eq(first.service, service) => {}
                    Some(first) => {
                        found.push(report(first, &claim, &host, route));
                        break;
                    }
                    None => _ = claims.insert((host.clone(), route), claim),
                }
            }
        }
    }
}

/// The host name that reaches a service, and where it is said.
fn host(environment: &Environment, service: &Service) -> Option<(String, Span)> {
    if let (Some(host), Some(written)) = (&service.domain, &service.set.domain) {
        return Some((host.clone(), written.span));
    }
    // Where a service has no `domain`, an Ingress takes that of the environment; Render makes one up.
    let url = environment.set.url.as_ref().filter(|_| environment.platform == Platform::Kubernetes)?;
    let rest = url.value.0.split_once("://").map_or(url.value.0.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    Some((host.to_owned(), service.set.name.span))
}

fn report(first: &Claim<'_>, second: &Claim<'_>, host: &str, route: &str) -> Diagnostic {
    let path = if route == "/" { "" } else { route };
    let here = second.environment.name == first.environment.name;
    let of = |claim: &Claim<'_>| match here {
        true => format!("`{}`", claim.service.name),
        false => format!("`{}` in `{}`", claim.service.name, claim.environment.name),
    };
    let message = format!("{} and {} are both reached under {host}{path}", of(first), of(second));
    let mut report = Diagnostic::found(codes::DOMAIN_CLASH, second.place, message).here("claimed again");
    if first.place != second.place {
        report = report.also(first.place, "claimed first");
    }
    report
        .help(match here {
            true => "give each a `domain`, or `routes` of its own where one host serves both",
            false => "give each environment its own: `domain \"{environment}.example.com\"`, or a `domain` in the environment",
        })
        .about(second.environment.set.name.span)
        .about(second.service.set.name.span)
        .because(format!("{host}{route}"))
}
