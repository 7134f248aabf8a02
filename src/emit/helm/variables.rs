//! Variables: plain ones as they are, secrets and datastores by reference, services by link.

use std::collections::BTreeMap;

use super::model::{SecretRef, Service, ServiceLink, ServiceName, VariableName};
use crate::plan::{Environment, Reference, Value};
use crate::schema::kinds::Part;

/// What the keys of the environment's Secret hold. Datastores stand outside the cluster, so a part of one is a secret.
#[derive(Debug, Default)]
pub struct Keys {
    /// Key, and what it holds: a declared secret of that name, or a part of a datastore.
    held: BTreeMap<String, Option<Reference>>,
}

impl Keys {
    /// The keys of all services of an environment: each variable's own name, unless that holds something else.
    pub fn of(environment: &Environment) -> Self {
        let mut keys = Self::default();
        let variables = || environment.services.iter().flat_map(|s| s.variables.iter().map(move |v| (s, v)));
        for (_, variable) in variables() {
            if let Value::Secret { name, .. } = &variable.value {
                keys.held.insert(name.clone(), None);
            }
        }
        for (service, variable) in variables() {
            if let Value::From(from) = &variable.value
                && from.datastore
                && keys.find(&service.name, &variable.name, from).is_none()
            {
                let key = match keys.held.contains_key(&variable.name) {
                    true => own_key(&service.name, &variable.name),
                    false => variable.name.clone(),
                };
                keys.held.insert(key, Some(from.clone()));
            }
        }
        keys
    }

    /// The keys, sorted, each with the part of a datastore that it holds, if it is one.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&Reference>)> {
        self.held.iter().map(|(key, held)| (key.as_str(), held.as_ref()))
    }

    fn find(&self, service: &str, variable: &str, from: &Reference) -> Option<String> {
        [variable.to_owned(), own_key(service, variable)]
            .into_iter()
            .find(|key| self.held.get(key).is_some_and(|held| held.as_ref() == Some(from)))
    }
}

fn own_key(service: &str, variable: &str) -> String {
    format!("{}_{variable}", service.to_uppercase().replace('-', "_"))
}

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
    keys: &Keys,
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
                let url = environment.service(&from.name).and_then(|target| target.public_url.clone());
                into.env.insert(name, url.unwrap_or_default() + from.suffix.as_deref().unwrap_or_default());
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
