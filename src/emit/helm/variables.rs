//! Variables: plain ones as they are, secrets and datastores by reference, services by link.

use std::collections::BTreeMap;

use super::model::{SecretRef, Service, ServiceLink, ServiceName, VariableName};
use crate::plan::{Environment, Reference, SecretKeys, Value};
use crate::schema::kinds::Part;

/// The plain variables that stand at the top: those of the project and the environment, if any service has them all.
pub fn shared(environment: &Environment) -> BTreeMap<VariableName, String> {
    let plain = environment.shared.iter().filter_map(|variable| match &variable.value {
        Value::Plain(text) => Some((VariableName(variable.name.clone()), text.clone())),
        _ => None,
    });
    let all: BTreeMap<_, _> = plain.collect();
    if environment.services.iter().any(|service| takes(service, &all)) { all } else { BTreeMap::new() }
}

/// Whether a service has all of the shared variables, whatever their values.
fn takes(service: &crate::plan::Service, shared: &BTreeMap<VariableName, String>) -> bool {
    shared.keys().all(|name| service.variables.iter().any(|variable| variable.name == name.0))
}

/// Fills `into` with the variables of `service`.
pub fn fill(
    into: &mut Service,
    service: &crate::plan::Service,
    environment: &Environment,
    keys: &SecretKeys,
    shared: &BTreeMap<VariableName, String>,
) {
    into.only_own_env = !takes(service, shared);
    for variable in &service.variables {
        let name = VariableName(variable.name.clone());
        match &variable.value {
            Value::Plain(text) if !into.only_own_env && shared.get(&name) == Some(text) => {}
            Value::Plain(text) => {
                into.env.insert(name, text.clone());
            }
            Value::Secret { name: key, optional } => {
                let reference =
                    SecretRef { key: (*key != variable.name).then(|| key.clone()), optional: *optional, secret: None };
                into.secrets.insert(name, reference);
            }
            Value::From(from) if from.datastore => {
                let key = keys.find(&service.name, &variable.name, from).filter(|key| *key != variable.name);
                into.secrets.insert(name, SecretRef { key, ..SecretRef::default() });
            }
            Value::From(from) if from.part == Part::PublicUrl => {
                // Where there is none, `losses` has said so.
                if let Some(url) = environment.service(&from.name).and_then(|target| target.public_url.as_ref()) {
                    into.env.insert(name, from.asked(url));
                }
            }
            Value::From(from) => {
                into.links.insert(name, link(from));
            }
        }
    }
}

fn link(from: &Reference) -> ServiceLink {
    let suffix = from.suffix.as_deref().unwrap_or_default();
    let value = match from.part {
        Part::Host => format!("{{host}}{suffix}"),
        Part::Port => format!("{{port}}{suffix}"),
        Part::HostPort => format!("{{host}}:{{port}}{suffix}"),
        _ => format!("{}://{{host}}:{{port}}{suffix}", from.scheme.as_deref().unwrap_or("http")),
    };
    ServiceLink { service: ServiceName(from.name.clone()), value }
}
