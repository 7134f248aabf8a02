//! Variables: what stands in the file, what Render fills in, what it makes up and what it asks for.

use super::model::{ServiceType, Source, Variable};
use super::service_type;
use crate::emit::Emission;
use crate::plan::{self, Engine, Environment, Plan, Reference, Service, Value, render_keeper, render_name};
use crate::schema::kinds::Part;
use crate::yaml::{Map, Yaml};
use std::fmt;

/// The variables that services of an environment share, as one group of it.
pub struct Group<'a> {
    /// Its name.
    pub name: String,
    variables: Vec<(&'a str, &'a str)>,
}

impl<'a> Group<'a> {
    /// The plain variables of the project and the environment, where at least two services have all of them.
    pub fn of(plan: &Plan, environment: &'a Environment) -> Option<Self> {
        // Render refuses references in a group, and ignores `sync: false` there.
        let plain = environment.shared.iter().filter_map(|v| match &v.value {
            Value::Plain(text) => Some((v.name.as_str(), text.as_str())),
            _ => None,
        });
        let group = Self { name: render_name(plan, environment, "shared"), variables: plain.collect() };
        let users = environment.services.iter().filter(|service| group.serves(service)).count();
        (users >= 2 && !group.variables.is_empty()).then_some(group)
    }

    /// Whether a service has all of the names. One that has taken a name away cannot use the group, one with a value
    /// of its own can: its own value wins (Render docs, "Environment Variables": precedence).
    fn serves(&self, service: &Service) -> bool {
        self.variables.iter().all(|(name, _)| service.variables.iter().any(|v| v.name == *name))
    }

    fn gives(&self, variable: &plan::Variable) -> bool {
        matches!(&variable.value, Value::Plain(text) if self.variables.contains(&(&variable.name, text)))
    }

    /// The entry of the blueprint.
    pub fn entry(&self) -> Map {
        let variables = self.variables.iter().map(|(key, value)| Variable {
            key,
            source: Source::Value((*value).into()),
            comment: "",
        });
        Map::new().with("name", self.name.clone()).with("envVars", Yaml::seq(variables))
    }
}

/// The variables of a service.
pub fn of_service<'a>(
    plan: &Plan,
    environment: &'a Environment,
    service: &'a Service,
    group: Option<&'a Group<'_>>,
    out: &mut Emission,
) -> Vec<Variable<'a>> {
    let group = group.filter(|group| group.serves(service));
    let mut all: Vec<Variable<'_>> = Vec::with_capacity(service.variables.len() + 2);
    if let Some(group) = group {
        all.push(Variable { key: "", source: Source::Group(&group.name), comment: "" });
    }
    let mut add = |key, source, comment| all.push(Variable { key, source, comment });
    // Render docs, "Web Services", port binding: PORT is 10000 unless it is set.
    if let Some(port) = service.port
        && !service.variables.iter().any(|v| v.name == "PORT")
    {
        add("PORT", Source::Value(port.to_string().into()), "");
    }
    for variable in &service.variables {
        let (source, comment) = match &variable.value {
            _ if group.is_some_and(|group| group.gives(variable)) => continue,
            Value::Plain(text) => (Source::Value(text.into()), ""),
            Value::Secret { name, optional } => {
                let comment = if *optional { "Optional: may be left empty." } else { "" };
                (secret(plan, environment, service, &variable.name, name), comment)
            }
            Value::From(from) => match reference(plan, environment, variable, from, out) {
                Some(source) => (source, ""),
                None => continue,
            },
        };
        add(&variable.name, source, comment);
    }
    // Render docs, "Docker on Render": every variable of the service is also an argument of its build.
    let arguments = service.build.iter().filter(|_| environment.builds_itself()).flat_map(|b| &b.args);
    for (key, value) in arguments.filter(|(key, _)| !service.variables.iter().any(|v| v.name == *key)) {
        add(key, Source::Value(value.into()), "For the build: Render hands it every variable as an argument.");
    }
    all
}

/// One value for all: the first service that has a made-up secret holds it, the others refer to it there.
fn secret<'a>(plan: &Plan, environment: &'a Environment, service: &Service, key: &str, secret: &str) -> Source<'a> {
    match render_keeper(plan, environment, secret) {
        Some((keeper, name)) if keeper.name == service.name && name == key => Source::Generated,
        Some((keeper, name)) => Source::Variable {
            name: render_name(plan, environment, &keeper.name),
            kind: service_type(keeper).as_str(),
            key: name,
        },
        None => Source::Asked,
    }
}

/// What Render fills in for a reference; `None` where it cannot, which has been reported then.
fn reference(
    plan: &Plan,
    environment: &Environment,
    variable: &plan::Variable,
    from: &Reference,
    out: &mut Emission,
) -> Option<Source<'static>> {
    let name = render_name(plan, environment, &from.name);
    if let Some(service) = (!from.datastore).then(|| environment.service(&from.name)).flatten() {
        let kind = service_type(service);
        if from.part == Part::PublicUrl {
            return match &service.public_url {
                Some(url) => Some(Source::Value(from.asked(url).into())),
                // Render docs, "Default Environment Variables": the address under onrender.com.
                None if kind == ServiceType::Web => {
                    if from.scheme.as_deref().is_some_and(|scheme| scheme != "https") {
                        scheme(
                            environment,
                            variable,
                            from,
                            format_args!("an address that starts with `https://`"),
                            out,
                        );
                    }
                    suffix(environment, variable, from, out);
                    Some(Source::Variable { name, kind: kind.as_str(), key: "RENDER_EXTERNAL_URL" })
                }
                None => no_reference(environment, variable, from, "has no public address", out),
            };
        }
        if !matches!(kind, ServiceType::Web | ServiceType::Private) {
            return no_reference(environment, variable, from, "does not listen on a port", out);
        }
        let property = match from.part {
            Part::Host => "host",
            Part::Port => "port",
            _ => "hostport",
        };
        if from.part == Part::Url || from.scheme.is_some() {
            scheme(environment, variable, from, format_args!("host and port without a scheme"), out);
        }
        suffix(environment, variable, from, out);
        return Some(Source::Service { name, kind: kind.as_str(), property });
    }
    let store = environment.datastore(&from.name)?;
    let whole = from.part == Part::Url;
    let source = match (&store.engine, from.part) {
        (Engine::Database { .. }, part) => {
            let property = match part {
                Part::Url => "connectionString",
                Part::Host => "host",
                Part::Port => "port",
                Part::User => "user",
                Part::Password => "password",
                Part::Database => "database",
                Part::HostPort | Part::PublicUrl => {
                    return no_reference(environment, variable, from, "gives host and port apart only", out);
                }
            };
            Source::Database { name, property }
        }
        (Engine::Cache { .. }, part) => {
            let property = match part {
                Part::Url => "connectionString",
                Part::Host => "host",
                Part::Port => "port",
                Part::HostPort => "hostport",
                Part::User | Part::Password | Part::Database | Part::PublicUrl => {
                    return no_reference(environment, variable, from, "has no such part", out);
                }
            };
            Source::Service { name, kind: "keyvalue", property }
        }
    };
    if from.scheme.as_deref().is_some_and(|scheme| !whole || scheme != store.scheme()) {
        let gives = format_args!("an address that starts with `{}://`", store.scheme());
        scheme(environment, variable, from, gives, out);
    }
    // A key-value store's first database is the one of an address that names none.
    let first = whole && matches!(store.engine, Engine::Cache { .. }) && from.suffix.as_deref() == Some("/0");
    if !first {
        suffix(environment, variable, from, out);
    }
    Some(source)
}

fn scheme(
    environment: &Environment,
    variable: &plan::Variable,
    from: &Reference,
    gives: fmt::Arguments<'_>,
    out: &mut Emission,
) {
    let wanted = from.scheme.as_deref().unwrap_or("http");
    let message = format_args!("Render fills in `{}` as {gives}: it cannot become `{wanted}://`", variable.name);
    out.loss(environment, "url-scheme", variable.span, message, "let the service put the scheme there");
}

fn suffix(environment: &Environment, variable: &plan::Variable, from: &Reference, out: &mut Emission) {
    if let Some(suffix) = &from.suffix {
        let message = format_args!("Render fills in `{}` as it is: `{suffix}` cannot stand behind it", variable.name);
        out.loss(environment, "url-suffix", variable.span, message, "let the service add it");
    }
}

fn no_reference(
    environment: &Environment,
    variable: &plan::Variable,
    from: &Reference,
    why: &str,
    out: &mut Emission,
) -> Option<Source<'static>> {
    let message =
        format_args!("`{}` cannot be `{}.{}`: `{}` {why} on Render", variable.name, from.name, from.part, from.name);
    out.loss(environment, "reference", variable.span, message, "give it a plain value or a secret here");
    None
}
