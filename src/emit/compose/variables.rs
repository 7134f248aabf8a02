//! Variables of a container: what a spec refers to becomes the name of a neighbour or a variable of the machine.

use super::text::{Text, percent_encoded};
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{Datastore, Engine, Environment, Reference, Service, Value, Variable, service_part};
use crate::schema::kinds::Part;
use std::sync::Arc;

/// The variables of `service`, in the order of the spec.
pub fn of(service: &Service, environment: &Environment, out: &mut Emission) -> Vec<(String, Text)> {
    let value = |variable: &Arc<Variable>| Some((variable.name.clone(), text(variable, environment, out)?));
    service.variables.iter().filter_map(value).collect()
}

/// A secret that must be set on the machine.
pub fn required(name: &str, environment: &Environment) -> Text {
    match environment.local {
        true => Text::required(name, &format!("set {name} in .env")),
        false => Text::required(name, &format!("set {name}")),
    }
}

/// The password of a database.
pub fn password(store: &Datastore, environment: &Environment) -> Text {
    required(&store.password_variable(), environment)
}

fn text(variable: &Variable, environment: &Environment, out: &mut Emission) -> Option<Text> {
    match &variable.value {
        Value::Plain(text) => Some(Text::literal(text)),
        Value::Secret { name, optional: true } => Some(Text::optional(name)),
        Value::Secret { name, optional: false } => Some(required(name, environment)),
        Value::From(from) => match environment.datastore(&from.name) {
            Some(store) => stored(store, from, variable, environment, out),
            None => served(from, variable, environment, out),
        },
    }
}

/// A part of a datastore, which is a neighbour of the same name.
fn stored(
    store: &Datastore,
    from: &Reference,
    variable: &Variable,
    environment: &Environment,
    out: &mut Emission,
) -> Option<Text> {
    let (name, port) = (&store.name, store.port());
    let scheme = from.scheme.as_deref().unwrap_or(store.scheme());
    let suffix = from.suffix.as_deref().unwrap_or_default();
    let plain = match from.part {
        Part::Host => name.clone(),
        Part::Port => port.to_string(),
        Part::HostPort => format!("{name}:{port}"),
        _ => match (&store.engine, from.part) {
            (Engine::Database { user, database, .. }, Part::Url) => {
                let address = Text::literal(format!("{scheme}://{}:", percent_encoded(user)));
                let rest = format!("@{name}:{port}/{}{suffix}", percent_encoded(database));
                return Some(address.then(&password(store, environment)).and(rest));
            }
            (Engine::Database { .. }, Part::Password) => return Some(password(store, environment)),
            (Engine::Database { user, .. }, Part::User) => user.clone(),
            (Engine::Database { database, .. }, Part::Database) => database.clone(),
            (Engine::Cache { .. }, Part::Url) => format!("{scheme}://{name}:{port}{suffix}"),
            // Only its neighbours reach a cache here, so it asks nobody who they are.
            _ => {
                let message = format!("`{name}` has no {} on Compose", from.part);
                let instead = "refer to its `url`, which says all that there is";
                out.loss(environment, "cache-login", variable.span, message, instead);
                String::new()
            }
        },
    };
    Some(Text::literal(plain))
}

/// A part of a service, which is a neighbour of the same name.
fn served(from: &Reference, variable: &Variable, environment: &Environment, out: &mut Emission) -> Option<Text> {
    let service = environment.service(&from.name)?;
    let Some(text) = service_part(service, from.part, &service.name) else {
        let (lacks, help) = match from.part {
            Part::PublicUrl => ("is not reached from outside", "give it `publish 8000`, or the environment a `url`"),
            _ => ("listens on no port", "give it a `port`"),
        };
        let message =
            format!("`{}` needs an address, but `{}` {lacks} in `{}`", variable.name, from.name, environment.name);
        let report = Diagnostic::error(codes::NO_ADDRESS, variable.span, message);
        out.diagnostics.push(report.also(service.set.name.span, "declared here").help(help));
        return None;
    };
    Some(Text::literal(from.asked(&text)))
}
