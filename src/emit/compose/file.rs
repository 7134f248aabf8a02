//! A whole Compose file: which containers it holds, in which order, and how a reader starts it.

use super::model::Service as Container;
use super::variables::Variables;
use super::{datastores, depends, services};
use crate::diag::{Diagnostic, codes};
use crate::emit::{Emission, HEADER, raw};
use crate::plan::{Datastore, Engine, Environment, ImageUse, Plan, Raw, RawTarget, Value};
use crate::schema::kinds::Part;
use crate::yaml::{Document, Map, Yaml};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Where the file of an environment lies. The developer's has the name that `docker compose` looks for.
pub fn path(environment: &Environment) -> String {
    match environment.local {
        true => "compose.yaml".to_owned(),
        false => format!("deploy/compose.{}.yaml", environment.name),
    }
}

/// The file of an environment.
pub fn document(plan: &Plan, environment: &Environment, out: &mut Emission) -> Document {
    let mut body = Map::new();
    // Two environments on one machine are two projects: their containers and volumes do not meet.
    let name = match environment.local {
        true => plan.project.name.clone(),
        false => format!("{}-{}", plan.project.name, environment.name),
    };
    body.set("name", name);
    let containers = containers(plan, environment, out);
    body.set("services", containers);
    let volumes = volumes(environment, out);
    if !volumes.is_empty() {
        body.set("volumes", volumes);
    }
    raw::overlay(&mut body, &environment.set.raw, RawTarget::Compose);
    let keys: Vec<_> = body.iter().map(|(key, _)| key.to_owned()).collect();
    keys.iter().for_each(|key| _ = body.blank_before(key));
    header(plan, environment).into_iter().fold(Document::new(body), Document::header)
}

/// What always runs, in the order of the spec; what they need; then what is asked for.
fn containers(plan: &Plan, environment: &Environment, out: &mut Emission) -> Map {
    let mut all = Map::new();
    let mut variables = Variables::of(environment);
    let asked = |service: &&crate::plan::Service| depends::profile(service, environment).is_some();
    for service in environment.services.iter().filter(|s| !asked(s)) {
        let container = services::service(service, plan, environment, &mut variables, out);
        put(&mut all, &service.name, container, &service.set.raw);
    }
    if let Some((service, migrate)) = environment.migration() {
        let name = depends::migration_name(&service.name);
        if let Some(taken) = environment.service(&name) {
            let message = format!("`{name}` is the container that migrates for `{}`", service.name);
            let report = Diagnostic::error(codes::DUPLICATE, taken.set.name.span, message);
            let report = report.also(migrate_span(service), "this migration");
            out.diagnostics.push(report.here("has its name").help("give this service another name"));
        }
        let container = services::migration(service, migrate, plan, environment, &mut variables, out);
        put(&mut all, &name, container, &[]);
    }
    for store in &environment.datastores {
        put(&mut all, &store.name, datastores::service(store, environment), &store.raw);
    }
    for service in environment.services.iter().filter(asked) {
        let container = services::service(service, plan, environment, &mut variables, out);
        put(&mut all, &service.name, container, &service.set.raw);
    }
    all.trivia_mut().for_each(|trivia| trivia.blank = true);
    all
}

fn migrate_span(service: &crate::plan::Service) -> crate::source::Span {
    service.set.migrate.as_ref().map_or(service.set.name.span, |m| m.span)
}

fn put(all: &mut Map, name: &str, mut container: Container<'_>, raw: &[Raw]) {
    let comment = std::mem::take(&mut container.comment);
    let mut fields = Map::from(container);
    raw::overlay(&mut fields, raw, RawTarget::Compose);
    all.set(name.to_owned(), fields);
    if !comment.is_empty() {
        all.comment(name, comment);
    }
}

fn volumes(environment: &Environment, out: &mut Emission) -> Map {
    let mut all = Map::new();
    for name in environment.datastores.iter().filter_map(datastores::volume) {
        all.set(name, Yaml::Null);
    }
    let stores = all.clone();
    for volume in environment.services.iter().flat_map(|s| &s.set.volumes) {
        if stores.contains(&volume.name.value.0) {
            let message = format!("`{}` is the volume of a datastore", volume.name);
            let report = Diagnostic::error(codes::DUPLICATE, volume.name.span, message);
            out.diagnostics.push(report.help("give this volume another name"));
        }
        all.set(volume.name.value.0.clone(), Yaml::Null);
    }
    all
}

/// The lines above the file: where it comes from and how it is started.
fn header(plan: &Plan, environment: &Environment) -> Vec<String> {
    let mut lines = vec![HEADER.to_owned(), String::new()];
    lines.push(format!("What:   {}, the environment {}", plan.project.name, environment.name));
    let asks = required(plan, environment).next().is_some();
    if environment.local {
        let watched = environment.services.iter().any(|s| !s.set.watch.is_empty());
        let up = if watched { "up --watch" } else { "up" };
        if asks {
            lines.push("Once:   cp .env.example .env, and fill it in.".into());
        }
        lines.push(format!("Start:  docker compose {up}"));
        let profiles: BTreeSet<_> =
            environment.services.iter().filter_map(|s| s.set.profile.as_ref()).map(|p| &p.value.0).collect();
        for profile in profiles {
            lines.push(format!("        docker compose --profile {profile} {up}"));
        }
    } else {
        lines.push(format!("Start:  docker compose -f {} up --wait", path(environment)));
        if asks {
            let mut seen = BTreeSet::new();
            let names = required(plan, environment).filter(|name| seen.insert(name.clone()));
            lines.push(format!("Needs:  {}", names.collect::<Vec<_>>().join(", ")));
        }
    }
    match in_addresses(environment).as_slice() {
        [] => {}
        [one] => lines.push(format!("Note:   {one} stands in an address: letters and digits only.")),
        more => lines.push(format!("Note:   {} stand in addresses: letters and digits only.", more.join(" and "))),
    }
    lines.extend(environment.accepted_losses().iter().map(|loss| format!("Lost:   {loss}")));
    lines
}

/// The passwords that stand in the middle of an address, where an `@` or a `/` would end it.
fn in_addresses(environment: &Environment) -> Vec<String> {
    let variables = environment.services.iter().flat_map(|s| &s.variables);
    let named = variables.filter_map(|v| match &v.value {
        Value::From(from) if from.part == Part::Url => Some(from.name.as_str()),
        _ => None,
    });
    let named: BTreeSet<&str> = named.collect();
    let stores = environment.datastores.iter().filter(|d| has_password(d) && named.contains(d.name.as_str()));
    let mut names: Vec<_> = stores.map(Datastore::password_variable).collect();
    names.sort();
    names
}

fn has_password(store: &Datastore) -> bool {
    matches!(store.engine, Engine::Database { .. })
}

/// The variables that must be set before anything starts, some of them more than once.
fn required<'a>(plan: &'a Plan, environment: &'a Environment) -> impl Iterator<Item = Cow<'a, str>> {
    let images = environment.services.iter().filter(|s| matches!(s.image, ImageUse::Built(_)));
    let images = images.filter_map(|s| plan.image(s)).map(|image| Cow::from(&image.variable));
    let databases = environment.datastores.iter().filter(|d| has_password(d)).map(|d| d.password_variable().into());
    let variables = environment.services.iter().flat_map(|s| &s.variables);
    let secrets = variables.filter_map(|v| match &v.value {
        Value::Secret { name, optional: false } => Some(Cow::from(name)),
        _ => None,
    });
    images.chain(databases).chain(secrets)
}
