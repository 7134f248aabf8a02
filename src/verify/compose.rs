//! A Compose file: what services wait for, what they mount, what they are filled with.

use super::read::{circle, entries, items, names, text};
use super::{Findings, interpolation};
use crate::hash::HashMap;
use crate::yaml::{Value, What};
use memchr::memmem::Finder;

/// Checks a file.
pub fn check(file: Value<'_>, findings: &mut Findings<'_>) {
    let services = entries(file, "services");
    if services.is_empty() {
        findings.say("there are no services");
    }
    let by_name: HashMap<&str, Value<'_>> = services.iter().copied().collect();
    let volumes = names(file, "volumes");
    let networks = names(file, "networks");
    for &(name, service) in &services {
        if service.get("image").is_none() && service.get("build").is_none() {
            findings.say(format!("`{name}` has neither an image nor a build"));
        }
        for (other, how) in waits(service) {
            match by_name.get(other).copied() {
                None => findings.say(format!("`{name}` waits for `{other}`, which is not there")),
                Some(other) => wait(name, service, other, how, findings),
            }
        }
        for volume in items(service, "volumes") {
            let source = match volume.as_str() {
                Some(short) => short.split_once(':').map(|(source, _)| source),
                None if text(volume, "type") == Some("volume") => text(volume, "source"),
                None => None,
            };
            if let Some(source) = source.filter(|s| !s.starts_with(['.', '/', '~', '$']) && !volumes.contains(s)) {
                findings.say(format!("`{name}` mounts the volume `{source}`, which is not declared"));
            }
        }
        for network in names(service, "networks").into_iter().filter(|n| *n != "default" && !networks.contains(n)) {
            findings.say(format!("`{name}` joins the network `{network}`, which is not declared"));
        }
    }
    let waits: Vec<_> = services.iter().map(|&(name, service)| (name, names(service, "depends_on"))).collect();
    if let Some(name) = circle(&waits) {
        findings.say(format!("`{name}` waits for itself, in a circle"));
    }
    let dollar = Finder::new("$");
    let variables = file.texts(&dollar).filter(|(.., marked)| *marked);
    findings.found.extend(variables.filter_map(|(_, text, _)| interpolation::problem(text)));
}

/// What a service waits for, and until what.
fn waits<'a>(service: Value<'a>) -> Vec<(&'a str, &'a str)> {
    let until = |how| text(how, "condition").unwrap_or("service_started");
    match service.get("depends_on") {
        Some(object) if object.what() == What::Object => {
            object.fields().map(|(name, how)| (name, until(how))).collect()
        }
        _ => names(service, "depends_on").into_iter().map(|name| (name, "service_started")).collect(),
    }
}

fn wait(name: &str, service: Value<'_>, other: Value<'_>, how: &str, findings: &mut Findings<'_>) {
    let (own, needed) = (names(service, "profiles"), names(other, "profiles"));
    // Compose refuses a model in which a service waits for one that does not start with it (compose-spec, "15-profiles").
    let together = needed.is_empty() || !own.is_empty() && own.iter().all(|profile| needed.contains(profile));
    if !together {
        findings.say(format!("`{name}` waits for a service of the profile `{}`, which it lacks", needed.join("`, `")));
    }
    if how == "service_healthy" && other.get("healthcheck").is_none() {
        findings.say(format!("`{name}` waits for the health of a service that has no health check"));
    }
    if how == "service_completed_successfully" && !matches!(text(other, "restart"), None | Some("no" | "on-failure")) {
        findings.say(format!("`{name}` waits for the end of a service that is always started again"));
    }
}
