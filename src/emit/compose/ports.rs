//! Ports of one machine: each is published once.

use super::datastores;
use super::model::Port;
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{Environment, Service};
use crate::source::Span;

/// The published port of a service, if it has one.
///
/// The world reaches it only where the spec says so twice: its port is public, and it has an address in the world.
/// Docker opens such a port past the machine's firewall, so everything else is for the machine itself.
pub fn of(service: &Service, environment: &Environment) -> Option<Port> {
    let (published, target) = (service.set.publish.as_ref()?.value.0, service.port?);
    let address = environment.url.is_some() || service.domain.is_some();
    Some(Port { world: !environment.local && service.public && address, published, target })
}

/// Reports ports that two want, or that cannot be published.
pub fn check(environment: &Environment, out: &mut Emission) {
    let mut taken: Vec<(u16, &str, Span)> = Vec::new();
    let stores = environment.datastores.iter().filter_map(|store| {
        let port = datastores::published(store, environment)?;
        Some((port, store.name.as_str(), datastore_span(&store.name, environment).unwrap_or(store.span)))
    });
    let services = environment.services.iter().filter_map(|service| {
        Some((of(service, environment)?.published, service.name.as_str(), service.set.publish.as_ref()?.span))
    });
    for (port, name, span) in stores.chain(services) {
        match taken.iter().find(|(own, ..)| *own == port) {
            Some((_, first, place)) => out.diagnostics.push(
                Diagnostic::error(
                    codes::PORT_CLASH,
                    span,
                    format!("`{name}` and `{first}` are both published on port {port} of the machine"),
                )
                .here("wants it too")
                .also(*place, format!("taken by `{first}`"))
                .also(environment.set.name.span, "in this environment")
                .help(format!("publish `{name}` on another port")),
            ),
            None => taken.push((port, name, span)),
        }
    }
    for service in &environment.services {
        if let (Some(publish), None) = (&service.set.publish, service.port) {
            let message = format!("`{}` is published but listens on no port", service.name);
            out.diagnostics.push(
                Diagnostic::error(codes::CONFLICT, publish.span, message)
                    .help("say what it listens on: `port 8000`; or take the line away"),
            );
        }
    }
}

fn datastore_span(name: &str, environment: &Environment) -> Option<Span> {
    let set = &environment.set;
    let database = set.databases.iter().find(|d| d.name.value.0 == name).and_then(|d| d.publish.as_ref());
    let cache = set.caches.iter().find(|c| c.name.value.0 == name).and_then(|c| c.publish.as_ref());
    database.or(cache).map(|p| p.span)
}
