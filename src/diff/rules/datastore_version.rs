//! The rule `datastore-version`.

use super::Scene;
use super::read::{after, before, earlier};
use crate::diff::{Change, Kind};
use crate::plan::{Engine, Platform};

super::rule!(DATASTORE_VERSION, check, both_ways, local);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Datastore || change.at() != ["version"] {
        return None;
    }
    let (from, to) = (before(change), after(change));
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    let name = &change.subject.name;
    let cache = is_cache(scene, change);
    match scene.platform(change)? {
        Platform::Render if !cache && major(from) != major(to) => Some(format!(
            "Render cannot change the version of `{name}`: make a database of version {to}, copy the data, then change this"
        )),
        Platform::Compose if !cache && major(from) != major(to) => Some(format!(
            "version {to} does not start on the files of {from}: dump `{name}` before, and read it back after"
        )),
        Platform::Compose if cache && earlier(to, from)? => {
            Some(format!("{to} may not read what {from} has kept on disk"))
        }
        _ => None,
    }
}

fn is_cache(scene: &Scene<'_>, change: &Change) -> bool {
    let store = scene.environment(change).and_then(|environment| environment.datastore(&change.subject.name));
    store.is_some_and(|store| matches!(store.engine, Engine::Cache { .. }))
}
