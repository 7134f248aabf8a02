//! Services that wait for each other: none of them would ever start.

use super::{Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Platform, Service};
use crate::source::Span;

/// Finds circles among what services wait for, where the platform starts them in that order.
pub const RULE: Rule = Rule { code: codes::CYCLE, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    // Compose alone starts services one after the other ("depends_on"); elsewhere they come up and try again.
    for environment in scene.plan.environments.iter().filter(|e| e.platform == Platform::Compose) {
        for (index, service) in environment.services.iter().enumerate() {
            let Some(circle) = circle(environment, service) else { continue };
            // Each member of a circle sees it; the first one written reports it.
            let place = |name: &str| environment.services.iter().position(|s| s.name == name);
            if circle.iter().any(|name| place(name) < Some(index)) {
                continue;
            }
            let names: Vec<_> = circle.iter().map(String::as_str).chain([service.name.as_str()]).collect();
            let next = circle.get(1).unwrap_or(&circle[0]);
            found.push(
                Diagnostic::error(
                    codes::CYCLE,
                    mention(service, next),
                    format!("services wait for each other: {}", names.join(" -> ")),
                )
                .here(format!("`{}` starts after `{next}`", service.name))
                .also(environment.set.name.span, "in this environment")
                .help("take one of the waits away: an `after`, or a variable `from=` the other"),
            );
        }
    }
}

/// The shortest way from a service over what it waits for back to itself, itself first.
fn circle(environment: &Environment, start: &Service) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.name.clone()]];
    let mut seen: Vec<&str> = Vec::new();
    let mut next = 0;
    while next < ways.len() {
        let way = ways[next].clone();
        next += 1;
        let Some(service) = way.last().and_then(|name| environment.service(name)) else { continue };
        for depends in &service.depends {
            if *depends == start.name {
                return Some(way);
            }
            if !seen.contains(&depends.as_str()) {
                seen.push(depends);
                ways.push(way.iter().chain([depends]).cloned().collect());
            }
        }
    }
    None
}

/// Where `service` says that it needs `other`.
fn mention(service: &Service, other: &str) -> Span {
    let after = service.set.after.iter().find(|a| a.value.0 == other).map(|a| a.span);
    after.unwrap_or(service.set.name.span)
}
