//! `render.yaml`: Render's blueprint, one file for all environments that run there.

use crate::diag::{Diagnostic, codes};
use crate::emit::{Emission, HEADER, Target, raw};
use crate::plan::{self, Environment, ImageUse, Plan, Platform, RawTarget, ServiceKind, Value};
use crate::source::Span;
use crate::yaml::{Document, Item, Map};
use std::collections::BTreeMap;

mod datastore;
mod known;
mod losses;
mod model;
mod service;
mod variables;

pub use known::{DATABASE_PLANS, REGIONS, SERVICE_PLANS};
pub use model::IMMUTABLE;
use model::{Blueprint, ServiceType};

/// The target `render`.
pub struct Render;

impl Target for Render {
    fn name(&self) -> &'static str {
        "render"
    }

    fn emit(&self, plan: &Plan, out: &mut Emission) {
        let here: Vec<_> = plan.on(Platform::Render).collect();
        if here.is_empty() {
            return;
        }
        let blueprint = Blueprint {
            previews: previews(&here, out),
            project: plan.project.name.clone(),
            environments: here.iter().map(|e| environment(plan, e, out)).collect(),
        };
        let mut document = Document::new(Map::from(blueprint)).header(HEADER);
        for line in header(plan, &here) {
            document = document.header(line);
        }
        out.file(self, "render.yaml", document.print());
    }
}

/// What a service is to Render.
fn service_type(service: &plan::Service) -> ServiceType {
    match service.kind {
        ServiceKind::Web if service.public => ServiceType::Web,
        ServiceKind::Web => ServiceType::Private,
        ServiceKind::Worker => ServiceType::Worker,
        ServiceKind::Cron => ServiceType::Cron,
    }
}

fn environment(plan: &Plan, environment: &Environment, out: &mut Emission) -> Item {
    losses::environment(environment, out);
    if let Some(region) = &environment.set.region {
        known::region(region, out);
    }
    let group = variables::Group::of(plan, environment);
    let mut domains = domains(environment, out);
    let mut services: Vec<Map> = Vec::new();
    for (index, service) in environment.services.iter().enumerate() {
        let domains = std::mem::take(&mut domains[index]);
        services.push(service::entry(plan, environment, service, domains, group.as_ref(), out));
    }
    let stores = &environment.datastores;
    services.extend(stores.iter().filter_map(|s| datastore::key_value(plan, environment, s, out)));
    let mut map = model::Environment {
        name: environment.name.clone(),
        protected: environment.set.approval.is_some(),
        groups: group.iter().map(variables::Group::entry).collect(),
        services,
        databases: stores.iter().filter_map(|s| datastore::database(plan, environment, s, out)).collect(),
    }
    .into();
    raw::overlay(&mut map, &environment.set.raw, RawTarget::Render);
    Item::new(map).comment(accepted(environment)).blank_before()
}

/// The accepted losses: who reads the file sees what is missing from it, and why.
fn accepted(environment: &Environment) -> String {
    let losses = environment.accepted_losses();
    if losses.is_empty() {
        return String::new();
    }
    let mut lines = vec!["What Render cannot do here, and why that is accepted:".to_owned()];
    lines.extend(losses.iter().map(|loss| format!("  {loss}")));
    lines.join("\n")
}

/// The host names of each service: its own, or that of the environment's address.
fn domains(environment: &Environment, out: &mut Emission) -> Vec<Vec<String>> {
    let mut taken: BTreeMap<String, Taken<'_>> = BTreeMap::new();
    let mut all = Vec::new();
    for service in &environment.services {
        let own = (service_type(service) == ServiceType::Web).then(|| host(environment, service)).flatten();
        all.push(match own {
            // Render's own host names are there without being asked for.
            Some((host, _)) if host.ends_with(".onrender.com") => Vec::new(),
            Some((host, span)) => match taken.get_mut(&host) {
                None => {
                    taken.insert(host.clone(), Taken { by: &service.name, wanted: Vec::new(), places: Vec::new() });
                    vec![host]
                }
                Some(taken) => {
                    taken.wanted.push(&service.name);
                    taken.places.push(span);
                    Vec::new()
                }
            },
            None => Vec::new(),
        });
    }
    for (host, Taken { by, wanted, places }) in taken {
        let message = format!("Render gives a host name to one service: `{host}` is that of `{by}`");
        let instead = match wanted.as_slice() {
            [first, others @ ..] if !others.is_empty() => {
                format!("give `{first}` and {} more a `domain` of their own", others.len())
            }
            _ => format!("give `{}` a `domain` of its own", wanted.concat()),
        };
        out.loss_of(environment, "routes", &places, message, &instead);
    }
    all
}

/// A host name: the service that has it, and those that want it, too.
struct Taken<'a> {
    by: &'a str,
    wanted: Vec<&'a str>,
    places: Vec<Span>,
}

fn host(environment: &Environment, service: &plan::Service) -> Option<(String, Span)> {
    if let (Some(domain), Some(set)) = (&service.domain, &service.set.domain) {
        return Some((domain.clone(), set.span));
    }
    let url = environment.set.url.as_ref()?;
    let host = url.value.0.split("://").nth(1)?.split(['/', ':']).next()?;
    Some((host.to_owned(), service.set.port.as_ref().map_or(url.span, |p| p.name_span)))
}

/// A blueprint says once for all its environments whether there are previews.
fn previews(here: &[&Environment], out: &mut Emission) -> Option<(&'static str, Option<u64>)> {
    let mut said =
        here.iter().filter_map(|e| Some((e, e.set.previews.as_ref()?))).filter(|(e, _)| service::previews(e));
    let (_, first) = said.next()?;
    let setting =
        |p: &plan::Previews| (p.generation.value.as_str(), p.expire.as_ref().map(|d| d.value.as_days().max(1)));
    for (environment, other) in said.filter(|(_, other)| setting(other) != setting(first)) {
        let message = format!("`{}` asks for other previews than the environment before it", environment.name);
        out.diagnostics.push(
            Diagnostic::error(codes::CONFLICT, other.name_span, message)
                .also(first.name_span, "said here first")
                .help("say the same in both: a blueprint has one setting for all its environments"),
        );
    }
    Some(setting(first))
}

/// What a reader must know before they touch the file.
fn header(plan: &Plan, here: &[&Environment]) -> Vec<String> {
    let services = || here.iter().flat_map(|e| &e.services);
    let mut lines: Vec<String> = vec![String::new()];
    let mut say = |text: &str| lines.extend(text.lines().map(str::to_owned));
    say(&format!("The Render blueprint of {}. Check it with `render blueprints validate`.", plan.project.name));
    if services().any(|s| matches!(s.image, ImageUse::Built(_))) {
        say(
            "\nServices run images. The pipeline deploys each by its digest and moves the tag that stands here once the \
             deploy is\nlive; let it push the images before the blueprint is applied for the first time.",
        );
    }
    if services().flat_map(|s| &s.variables).any(|v| matches!(v.value, Value::Secret { .. })) {
        say(
            "\nRender asks for the value of each `sync: false` once, when it applies the blueprint for the first time. One \
             that is\nadded later is set in the dashboard; previews get none.",
        );
    }
    say("\nRender cannot change these afterwards; another value means a new, empty one:");
    for (what, fields) in IMMUTABLE {
        say(&format!("  {what}: {}", fields.join(", ")));
    }
    lines
}
