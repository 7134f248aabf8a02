//! What the keys of the environment's Secret have to hold, in words: the comment over `secretName`.

use super::names;
use super::variables::Keys;
use crate::plan::{Datastore, Engine, Environment, Plan, Reference, Value};
use crate::schema::kinds::Part;

/// The keys and what each holds, and how the Secret is made. Values are never known here.
pub fn words(plan: &Plan, environment: &Environment, keys: &Keys) -> String {
    let width = keys.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
    let mut lines =
        vec!["Name of the Secret that holds the services' secrets. It has to exist, with these keys:".to_owned()];
    for (key, held) in keys.iter() {
        let about = match held {
            Some(from) => environment.datastore(&from.name).map(|store| part(store, from)).unwrap_or_default(),
            None => declared(plan, environment, key),
        };
        lines.push(format!("  {key:width$}  {about}").trim_end().to_owned());
    }
    let (name, namespace) = (names::secret_name(plan, environment), names::namespace(plan, environment));
    lines.push(format!("For example: kubectl -n {namespace} create secret generic {name} --from-env-file=FILE"));
    lines.join("\n")
}

fn declared(plan: &Plan, environment: &Environment, key: &str) -> String {
    let about = plan.secret(key).and_then(|secret| secret.about.as_ref()).map(|about| about.value.clone());
    let mut uses = environment.services.iter().flat_map(|service| &service.variables).filter_map(|v| match &v.value {
        Value::Secret { name, optional } if name == key => Some(*optional),
        _ => None,
    });
    let optional = uses.all(|optional| optional).then(|| "may be missing".to_owned());
    about.into_iter().chain(optional).collect::<Vec<_>>().join("; ")
}

fn part(store: &Datastore, from: &Reference) -> String {
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
