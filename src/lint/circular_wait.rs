//! Services that wait for each other: none of them would ever start.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Platform, Service};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Finds circles among what services wait for, where the platform starts them in that order.
pub const RULE: Rule = Rule { code: codes::CYCLE, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    // Compose alone starts services one after the other ("depends_on"); elsewhere they come up and try again.
    for environment in scene.plan.environments.iter().filter(|e| e.platform == Platform::Compose) {
        // A service of a circle that has been told needs no second report: once that is mended, the next one shows.
        let mut told: BTreeSet<String> = BTreeSet::new();
        let bound = bound(environment);
        for service in environment.services.iter().filter(|s| bound.contains(s.name.as_str())) {
            if told.contains(&service.name) {
                continue;
            }
            let Some(circle) = circle(environment, service, &bound) else { continue };
            told.extend(circle.iter().cloned());
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

/// The services that can be part of a circle: what waits for nothing is done, what waits only for that is, too.
fn bound(environment: &Environment) -> BTreeSet<&str> {
    // Most wait for no other service, and are done before they are counted.
    let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
    let mut waiting: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for service in &environment.services {
        let store = |name: &str| environment.datastore(name).is_some();
        for name in service.depends.iter().filter(|name| !store(name) && environment.service(name).is_some()) {
            *waits.entry(&service.name).or_default() += 1;
            waiting.entry(name).or_default().push(&service.name);
        }
    }
    let mut done: Vec<&str> = waiting.keys().filter(|name| !waits.contains_key(*name)).copied().collect();
    while let Some(name) = done.pop() {
        waits.remove(name);
        for other in waiting.get(name).into_iter().flatten() {
            if let Some(count) = waits.get_mut(other) {
                *count -= 1;
                if *count == 0 {
                    done.push(other);
                }
            }
        }
    }
    waits.into_keys().collect()
}

/// The shortest way from a service over what it waits for back to itself, itself first.
fn circle(environment: &Environment, start: &Service, bound: &BTreeSet<&str>) -> Option<Vec<String>> {
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start.name.as_str()]);
    while let Some(at) = queue.pop_front() {
        for depends in environment.service(at).iter().flat_map(|s| &s.depends) {
            if *depends == start.name {
                let back = std::iter::successors(Some(at), |name| from.get(name).copied());
                let mut way: Vec<String> = back.map(str::to_owned).collect();
                way.reverse();
                return Some(way);
            }
            if bound.contains(depends.as_str()) && !from.contains_key(depends.as_str()) {
                from.insert(depends, at);
                queue.push_back(depends);
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
