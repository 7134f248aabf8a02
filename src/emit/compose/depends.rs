//! What a container waits for, and whether that can ever come.

use super::model::Condition;
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{Engine, Environment, Service, ServiceKind, Value};
use crate::source::Span;
use std::borrow::Cow;

/// The profile of jobs that are run by hand.
const JOBS: &str = "jobs";

/// A container that another one waits for, and what it must have come to.
type Needs<'a> = (Cow<'a, str>, Condition);

/// The name of the container that migrates for a service.
pub fn migration_name(service: &str) -> String {
    format!("{service}-migrate")
}

/// The profile that a service starts with; `None` for one that always starts.
pub fn profile<'a>(service: &'a Service, environment: &Environment) -> Option<&'a str> {
    let own = service.set.profile.as_ref().filter(|_| environment.local).map(|p| p.value.0.as_str());
    own.or((service.kind == ServiceKind::Cron).then_some(JOBS))
}

/// What `service` waits for: what it refers to, and the migration of a database that it uses.
pub fn of<'a>(service: &'a Service, environment: &Environment, out: &mut Emission) -> Vec<Needs<'a>> {
    let mut all = neighbours(service, environment, out);
    if let Some((migrating, _)) = environment.migration()
        && (migrating.name == service.name || shares_database(migrating, service, environment))
    {
        check_active(service, migrating, environment, out);
        all.push((migration_name(&migrating.name).into(), Condition::Completed));
    }
    all
}

/// What the migration of `service` waits for: the datastores alone, for nothing else may run before it.
pub fn of_migration<'a>(service: &'a Service, environment: &Environment) -> Vec<Needs<'a>> {
    let stores = service.depends.iter().filter(|name| environment.datastore(name).is_some());
    stores.map(|name| (name.into(), Condition::Healthy)).collect()
}

fn neighbours<'a>(service: &'a Service, environment: &Environment, out: &mut Emission) -> Vec<Needs<'a>> {
    let mut all = Vec::with_capacity(service.depends.len() + 1);
    for name in &service.depends {
        let condition = match environment.service(name) {
            None => Condition::Healthy,
            Some(other) => {
                check_active(service, other, environment, out);
                match other.health {
                    Some(_) => Condition::Healthy,
                    None => Condition::Started,
                }
            }
        };
        all.push((name.into(), condition));
    }
    all
}

fn shares_database(one: &Service, other: &Service, environment: &Environment) -> bool {
    let database = |name: &String| {
        environment.datastore(name).is_some_and(|store| matches!(store.engine, Engine::Database { .. }))
    };
    one.depends.iter().filter(|name| database(name)).any(|name| other.depends.contains(name))
}

/// A model in which a service waits for one that does not start is refused by Compose (compose-spec, "15-profiles").
fn check_active(service: &Service, other: &Service, environment: &Environment, out: &mut Emission) {
    let Some(needed) = profile(other, environment) else { return };
    if profile(service, environment) == Some(needed) {
        return;
    }
    let (name, there) = (&service.name, &other.name);
    let place = other.set.profile.as_ref().map(|p| p.span).or(other.set.schedule.as_ref().map(|s| s.span));
    let (starts, help) = match other.kind {
        ServiceKind::Cron => ("runs at its times only", format!("let `{name}` not wait for `{there}`")),
        _ => (
            "starts when it is asked for only",
            format!("give `{name}` the same `profile \"{needed}\"`, or take it from `{there}`"),
        ),
    };
    out.diagnostics.push(
        Diagnostic::error(
            codes::INACTIVE_DEPENDENCY,
            mention(service, there),
            format!("`{name}` waits for `{there}`, which {starts}"),
        )
        .here("always starts, and waits")
        .also(place.unwrap_or(other.set.name.span), format!("`{there}` {starts}"))
        .help(help),
    );
}

/// Where `service` says that it needs `other`.
fn mention(service: &Service, other: &str) -> Span {
    let after = service.set.after.iter().find(|a| a.value.0 == other).map(|a| a.span);
    let variable = service.variables.iter().find(|v| matches!(&v.value, Value::From(from) if from.name == other));
    after.or(variable.map(|v| v.span)).unwrap_or(service.set.name.span)
}
