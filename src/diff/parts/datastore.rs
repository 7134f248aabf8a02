//! Databases and caches.

use crate::diff::Kind;
use crate::diff::part::Part;
use crate::plan::{Datastore, Engine};
use crate::schema::Union;

/// A datastore of an environment.
pub fn part(store: &Datastore) -> Part {
    let mut part = Part::thing(Kind::Datastore, &store.name, &store.set.outline());
    part.resolved("version", Some(store.version.as_str()));
    match &store.engine {
        Engine::Database { kind, database, user, high_availability, .. } => {
            part.resolved("engine", Some(kind.as_str()));
            part.resolved("database", Some(database.as_str()));
            part.resolved("user", Some(user.as_str()));
            part.resolved("high-availability", high_availability.then_some("true"));
        }
        Engine::Cache { kind, eviction } => {
            part.resolved("engine", Some(kind.as_str()));
            part.resolved("eviction", Some(eviction.as_str()));
        }
    }
    let fact = |field: &str| part.facts.get(field).map(|fact| fact.text.as_str()).unwrap_or_default();
    let brief = [fact("engine"), fact("version"), fact("plan"), fact("disk")];
    part.brief = Some(brief.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
    part
}
