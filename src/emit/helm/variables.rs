//! Variables: plain ones as they are, secrets and datastores by reference, services by link.

use std::borrow::Cow;

use super::model::{SecretRef, Service, ServiceLink, ServiceName, Sorted, VariableName};
use super::service::Maker;
use crate::plan::{Environment, Reference, Value};
use crate::schema::kinds::Part;

/// Plain variables.
pub type Plain<'a> = Sorted<VariableName<'a>, Cow<'a, str>>;

/// The plain variables that stand at the top: those of the project and the environment, if any service has them all.
pub fn shared(environment: &Environment) -> Plain<'_> {
    let plain = environment.shared.iter().filter_map(|variable| match &variable.value {
        Value::Plain(text) => Some((VariableName(variable.name.as_str().into()), text.into())),
        _ => None,
    });
    let all: Plain<'_> = plain.collect();
    if environment.services.iter().any(|service| takes(service, &all)) { all } else { Plain::default() }
}

/// Whether a service has all of the shared variables, whatever their values.
fn takes(service: &crate::plan::Service, shared: &Plain<'_>) -> bool {
    shared.iter().all(|(name, _)| service.variables.iter().any(|variable| variable.name == name.0))
}

/// Fills `into` with the variables of `service`.
pub fn fill<'a>(into: &mut Service<'a>, service: &'a crate::plan::Service, maker: &Maker<'a>) {
    into.only_own_env = !takes(service, &maker.shared);
    let room = service.variables.len();
    let (mut env, mut links, mut secrets) = (Vec::with_capacity(room), Vec::new(), Vec::new());
    for variable in &service.variables {
        let name = VariableName(variable.name.as_str().into());
        match &variable.value {
            Value::Plain(text) if !into.only_own_env && maker.shared.get(&name).is_some_and(|own| own == text) => {}
            Value::Plain(text) => {
                env.push((name, text.into()));
            }
            Value::Secret { name: key, optional } => {
                let key = (*key != variable.name).then(|| key.into());
                secrets.push((name, SecretRef { key, optional: *optional, secret: None }));
            }
            Value::From(from) if from.datastore => {
                let key = maker.keys.find(&service.name, &variable.name, from).filter(|key| *key != variable.name);
                secrets.push((name, SecretRef { key, ..SecretRef::default() }));
            }
            Value::From(from) if from.part == Part::PublicUrl => {
                // Where there is none, `losses` has said so.
                let target = maker.environment.service(&from.name);
                if let Some(url) = target.and_then(|target| target.public_url.as_ref()) {
                    env.push((name, from.asked(url).into()));
                }
            }
            Value::From(from) => {
                links.push((name, link(from)));
            }
        }
    }
    (into.env, into.links, into.secrets) = (env.into(), links.into(), secrets.into());
}

fn link(from: &Reference) -> ServiceLink<'_> {
    let suffix = from.suffix.as_deref().unwrap_or_default();
    let value = match from.part {
        Part::Host => ["{host}", suffix].concat(),
        Part::Port => ["{port}", suffix].concat(),
        Part::HostPort => ["{host}:{port}", suffix].concat(),
        _ => [from.scheme.as_deref().unwrap_or("http"), "://{host}:{port}", suffix].concat(),
    };
    ServiceLink { service: ServiceName(from.name.as_str().into()), value: value.into() }
}
