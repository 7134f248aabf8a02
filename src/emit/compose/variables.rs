//! Variables of a container: what a spec refers to becomes the name of a neighbour or a variable of the machine.

use super::text::{Text, percent_encoded};
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{Datastore, Engine, Environment, Reference, Service, Value, Variable, service_part};
use crate::schema::kinds::Part;

/// So many texts are kept.
const KEPT: usize = 16;

/// The variables of an environment's containers. Secrets and parts of datastores read the same in every service, and
/// nearly every service has some: the text of the first few is made once.
pub struct Variables<'a> {
    environment: &'a Environment,
    kept: Vec<(&'a Value, Text<'a>)>,
}

impl<'a> Variables<'a> {
    /// For the services of `environment`.
    pub fn of(environment: &'a Environment) -> Self {
        Self { environment, kept: Vec::new() }
    }

    /// The variables of `service`, in the order of the spec.
    pub fn of_service(&mut self, service: &'a Service, out: &mut Emission) -> Vec<(&'a str, Text<'a>)> {
        let mut all = Vec::with_capacity(service.variables.len());
        for variable in &service.variables {
            all.extend(self.text(variable, out).map(|text| (variable.name.as_str(), text)));
        }
        all
    }

    fn text(&mut self, variable: &'a Variable, out: &mut Emission) -> Option<Text<'a>> {
        let value = &variable.value;
        if let Value::Plain(text) = value {
            return Some(Text::literal(text));
        }
        if let Some((_, text)) = self.kept.iter().find(|(own, _)| *own == value) {
            return Some(text.clone());
        }
        let environment = self.environment;
        let text = match value {
            Value::Plain(text) => Text::literal(text),
            Value::Secret { name, optional: true } => Text::optional(name),
            Value::Secret { name, optional: false } => required(name, environment),
            Value::From(from) => {
                let Some(store) = environment.datastore(&from.name) else {
                    return served(from, variable, environment, out);
                };
                let Some(text) = stored(store, from, environment) else {
                    // Only its neighbours reach a cache here, so it asks nobody who they are.
                    let message = format_args!("`{}` has no {} on Compose", store.name, from.part);
                    let instead = "refer to its `url`, which says all that there is";
                    out.loss(environment, "cache-login", variable.span, message, instead);
                    return Some(Text::literal(""));
                };
                text
            }
        };
        if self.kept.len() < KEPT {
            self.kept.push((value, text.clone()));
        }
        Some(text)
    }
}

/// A secret that must be set on the machine.
pub fn required(name: &str, environment: &Environment) -> Text<'static> {
    Text::required(name, &["set ", name, if environment.local { " in .env" } else { "" }].concat())
}

/// The password of a database.
pub fn password(store: &Datastore, environment: &Environment) -> Text<'static> {
    required(&store.password_variable(), environment)
}

/// A part of a datastore, which is a neighbour of the same name; none where it has no such part.
fn stored<'a>(store: &'a Datastore, from: &Reference, environment: &Environment) -> Option<Text<'a>> {
    let (name, port) = (store.name.as_str(), store.port());
    let scheme = from.scheme.as_deref().unwrap_or(store.scheme());
    let suffix = from.suffix.as_deref().unwrap_or_default();
    Some(match (&store.engine, from.part) {
        (_, Part::Host) => Text::literal(name),
        (_, Part::Port) => Text::literal(port.to_string()),
        (_, Part::HostPort) => Text::literal(format!("{name}:{port}")),
        (Engine::Database { user, database, .. }, Part::Url) => {
            let address = Text::literal(format!("{scheme}://{}:", percent_encoded(user)));
            let rest = format!("@{name}:{port}/{}{suffix}", percent_encoded(database));
            address.then(&password(store, environment)).and(rest)
        }
        (Engine::Database { .. }, Part::Password) => password(store, environment),
        (Engine::Database { user, .. }, Part::User) => Text::literal(user),
        (Engine::Database { database, .. }, Part::Database) => Text::literal(database),
        (Engine::Cache { .. }, Part::Url) => Text::literal(format!("{scheme}://{name}:{port}{suffix}")),
        _ => return None,
    })
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
