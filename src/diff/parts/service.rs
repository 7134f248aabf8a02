//! Services, as they are in one environment.

use super::variables;
use crate::diff::Kind;
use crate::diff::part::{Fact, Part};
use crate::plan::{Check, Environment, ImageUse, Plan, Scale, Service, ServiceKind};
use crate::schema::Node;

/// A service of an environment.
pub fn part(plan: &Plan, environment: &Environment, service: &Service) -> Part {
    let mut part = Part::thing(Kind::Service, &service.name, &service.set.outline());
    // Copied settings are here; where it is, the environments show.
    part.resolved("like", None::<String>);
    part.resolved("only", None::<String>);
    part.take("env");
    variables::add(&mut part, service.variables.iter());
    let command = (!service.command.is_empty()).then(|| service.command.join(" "));
    part.resolved("command", command);
    part.resolved("drain", Some(service.drain.to_string()));
    part.resolved("domain", service.domain.as_deref());
    part.resolved("singleton", service.singleton.then_some("true"));
    part.resolved("routes", service.public.then(|| service.routes.join(", ")));
    let kind = match service.kind {
        ServiceKind::Web => "web service",
        ServiceKind::Worker => "worker",
        ServiceKind::Cron => "scheduled job",
    };
    part.resolved("type", Some(kind));
    port(&mut part, service);
    scale(&mut part, service);
    health(&mut part, service);
    image(&mut part, plan, environment, service);
    part.brief = Some(brief(&part, service));
    if service.migrate.is_none() {
        part.take("migrate");
    }
    if let Some(migrate) = &service.migrate {
        part.child("migrate").resolved("timeout", Some(migrate.timeout.to_string()));
    }
    for inner in part.parts.iter_mut() {
        inner.kind = match inner.element.as_str() {
            "health" => Some(Kind::Check),
            "schedule" => Some(Kind::Schedule),
            "build" => Some(Kind::Image),
            _ => None,
        };
    }
    part
}

fn port(part: &mut Part, service: &Service) {
    match service.port {
        None => _ = part.take("port"),
        Some(number) => {
            let port = part.child("port");
            port.resolved("number", Some(number.to_string()));
            port.resolved("public", service.public.then_some("true"));
        }
    }
}

/// How many run is one thing to say, however it is written.
fn scale(part: &mut Part, service: &Service) {
    let said = part.parts.iter().find(|inner| inner.element == "scale").and_then(|inner| inner.span);
    let text = match service.scale {
        Scale::Fixed(count) => count.to_string(),
        Scale::Auto { min, max, cpu, memory } => {
            let at = |what: &str, percent: Option<u32>| {
                percent.map(|percent| format!(", {what} {percent}%")).unwrap_or_default()
            };
            format!("{min} to {max}{}{}", at("cpu", cpu), at("memory", memory))
        }
    };
    absorb(part, "scale", &["count", "min", "max", "cpu", "memory"]);
    part.facts.insert("replicas".to_owned(), Fact::new(text, said.or(part.span)));
}

fn health(part: &mut Part, service: &Service) {
    let Some(health) = &service.health else {
        part.take("health");
        return;
    };
    let (path, command) = match &health.check {
        Check::Http(path) => (Some(path.clone()), None),
        Check::Command(words) => (None, Some(words.join(" "))),
    };
    let part = part.child("health");
    part.resolved("path", path);
    part.resolved("command", command);
    part.resolved("interval", Some(health.interval.to_string()));
    part.resolved("timeout", Some(health.timeout.to_string()));
    part.resolved("start", Some(health.start.to_string()));
}

fn image(part: &mut Part, plan: &Plan, environment: &Environment, service: &Service) {
    let text = match &service.image {
        ImageUse::External(image) => Some(image.clone()),
        ImageUse::Built(_) => plan.image(service).map(|image| image.repository.clone()),
        ImageUse::Local if environment.builds_itself() => Some("built by the platform".to_owned()),
        ImageUse::Local => Some("built where it runs".to_owned()),
    };
    part.resolved("image", text);
    part.mark("image", Kind::Image);
    let Some(set) = &service.build else { return };
    let build = part.child("build");
    let said: Vec<Part> = build.take("arg");
    build.resolved("dockerfile", Some(set.dockerfile.as_str()));
    build.resolved("context", Some(set.context.as_str()));
    build.resolved("target", set.target.as_deref());
    for (name, value) in &set.args {
        let span = said.iter().find(|arg| arg.key.as_ref() == Some(name)).and_then(|arg| arg.span);
        let args = build.list("arg");
        args.facts.insert(name.clone(), Fact::new(value.clone(), span));
    }
}

/// Takes fields out of a part that another fact tells of; what is left there stays.
pub fn absorb(part: &mut Part, element: &str, fields: &[&str]) {
    let Some(at) = part.parts.iter().position(|inner| inner.element == element) else { return };
    fields.iter().for_each(|field| _ = part.parts[at].facts.remove(*field));
    if part.parts[at].facts.is_empty() && part.parts[at].parts.is_empty() {
        part.parts.remove(at);
    }
}

/// What a reader wants to know of a service that comes or goes.
fn brief(part: &Part, service: &Service) -> String {
    let fact = |field: &str| part.facts.get(field).map(|fact| fact.text.clone());
    let port = service.port.map(|port| format!("on {port}{}", if service.public { ", public" } else { "" }));
    let count = fact("replicas").map(|count| format!("{count} of it"));
    let all = [fact("type"), port, fact("plan"), count, fact("image"), fact("domain")];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
