//! Where secrets are kept: what several targets, and the contract of the secrets, must agree on.

use super::questions::variable_name;
use super::{Datastore, Engine, Environment, Plan, Reference, Service, Value};
use crate::schema::kinds::Part;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the keys of the environment's Secret hold. Datastores stand outside the cluster, so a part of one is a secret.
#[derive(Debug, Default)]
pub struct SecretKeys {
    /// Key, and what it holds: a declared secret of that name, or a part of a datastore.
    held: BTreeMap<String, Option<Reference>>,
}

impl SecretKeys {
    /// The keys of all services of an environment: each variable's own name, unless that holds something else.
    pub fn of(environment: &Environment) -> Self {
        let mut keys = Self::default();
        let variables = || environment.services.iter().flat_map(|s| s.variables.iter().map(move |v| (s, v)));
        for (_, variable) in variables() {
            if let Value::Secret { name, .. } = &variable.value
                && !keys.held.contains_key(name)
            {
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

    /// The key that a variable of a service reads its part of a datastore from.
    pub fn find<'a>(&self, service: &str, variable: &'a str, from: &Reference) -> Option<Cow<'a, str>> {
        let holds = |key: &str| self.held.get(key).is_some_and(|held| held.as_ref() == Some(from));
        match holds(variable) {
            true => Some(variable.into()),
            false => Some(own_key(service, variable)).filter(|key| holds(key)).map(Cow::from),
        }
    }
}

fn own_key(service: &str, variable: &str) -> String {
    variable_name(service, "_") + variable
}

/// Who keeps a secret that Render makes up: the first service that has it, and the variable's name there; the others
/// refer to it. `None` where it is asked for, since under two names in one service there is no one variable to refer to.
pub fn render_keeper<'a>(plan: &Plan, environment: &'a Environment, secret: &str) -> Option<(&'a Service, &'a str)> {
    plan.secret(secret)?.generate.as_ref().filter(|generate| generate.value)?;
    let named = |service: &'a Service| {
        let holds = |value: &Value| matches!(value, Value::Secret { name, .. } if name == secret);
        service.variables.iter().filter(move |v| holds(&v.value)).map(|v| v.name.as_str())
    };
    let keeper = environment.services.iter().find(|service| named(service).next().is_some())?;
    match named(keeper).collect::<Vec<_>>()[..] {
        [name] => Some((keeper, name)),
        _ => None,
    }
}

/// What a key has to hold for a part of a datastore that stands outside, in words.
pub fn stored_part(store: &Datastore, from: &Reference) -> String {
    let suffix = from.suffix.as_deref().unwrap_or_default();
    let (name, kind) = (&store.name, kind(store));
    match from.part {
        Part::Url => {
            let scheme = from.scheme.as_deref().unwrap_or(store.scheme());
            let rest = match &store.engine {
                Engine::Database { database, user, .. } => format!("{user}:PASSWORD@HOST:{}/{database}", store.port()),
                Engine::Cache { .. } => format!(":PASSWORD@HOST:{}", store.port()),
            };
            format!("{kind} `{name}`: {scheme}://{rest}{suffix}")
        }
        Part::HostPort => format!("{kind} `{name}`: HOST:{}{suffix}", store.port()),
        other => format!(
            "{kind} `{name}`: its {other}{}",
            if suffix.is_empty() { String::new() } else { format!(" and {suffix}") }
        ),
    }
}

fn kind(store: &Datastore) -> String {
    match &store.engine {
        Engine::Database { kind, .. } => format!("{kind} {}", store.version),
        Engine::Cache { kind, .. } => format!("{kind} {}", store.version),
    }
}
