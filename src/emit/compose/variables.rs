//! Variables of a container: what a spec refers to becomes the name of a neighbour or a variable of the machine.

use super::text::{Text, percent_encoded};
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{Datastore, Engine, Environment, Reference, Service, Value, Variable, service_part};
use crate::schema::kinds::Part;
use std::borrow::Cow;

/// The variables of `service`, in the order of the spec.
pub fn of<'a>(service: &'a Service, environment: &'a Environment, out: &mut Emission) -> Vec<(&'a str, Text<'a>)> {
    let mut all = Vec::with_capacity(service.variables.len());
    for variable in &service.variables {
        all.extend(text(variable, environment, out).map(|text| (variable.name.as_str(), text)));
    }
    all
}

/// A secret that must be set on the machine.
pub fn required(name: &str, environment: &Environment) -> Text<'static> {
    Text::required(name, &["set ", name, if environment.local { " in .env" } else { "" }].concat())
}

/// The password of a database.
pub fn password(store: &Datastore, environment: &Environment) -> Text<'static> {
    required(&store.password_variable(), environment)
}

fn text<'a>(variable: &'a Variable, environment: &'a Environment, out: &mut Emission) -> Option<Text<'a>> {
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
fn stored<'a>(
    store: &'a Datastore,
    from: &Reference,
    variable: &Variable,
    environment: &Environment,
    out: &mut Emission,
) -> Option<Text<'a>> {
    let (name, port) = (store.name.as_str(), store.port().to_string());
    let scheme = from.scheme.as_deref().unwrap_or(store.scheme());
    let suffix = from.suffix.as_deref().unwrap_or_default();
    let plain: Cow<'_, str> = match from.part {
        Part::Host => name.into(),
        Part::Port => port.into(),
        Part::HostPort => [name, ":", &port].concat().into(),
        _ => match (&store.engine, from.part) {
            (Engine::Database { user, database, .. }, Part::Url) => {
                let address = Text::literal([scheme, "://", &percent_encoded(user), ":"].concat());
                let rest = ["@", name, ":", &port, "/", &percent_encoded(database), suffix].concat();
                return Some(address.then(&password(store, environment)).and(rest));
            }
            (Engine::Database { .. }, Part::Password) => return Some(password(store, environment)),
            (Engine::Database { user, .. }, Part::User) => user.into(),
            (Engine::Database { database, .. }, Part::Database) => database.into(),
            (Engine::Cache { .. }, Part::Url) => [scheme, "://", name, ":", &port, suffix].concat().into(),
            // Only its neighbours reach a cache here, so it asks nobody who they are.
            _ => {
                let message = format!("`{name}` has no {} on Compose", from.part);
                let instead = "refer to its `url`, which says all that there is";
                out.loss(environment, "cache-login", variable.span, message, instead);
                "".into()
            }
        },
    };
    Some(Text::literal(plain))
}

/// A part of a service, which is a neighbour of the same name.
fn served(
    from: &Reference,
    variable: &Variable,
    environment: &Environment,
    out: &mut Emission,
) -> Option<Text<'static>> {
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
