//! Containers that are databases and key-value stores.

use super::compose;
use super::interpolation::Text;
use super::model::{Notes, Store, Topic};
use super::words::is;
use crate::schema::kinds::Semver;

/// The images of engines that the language knows: the last parts of their names, the engine, and a version for an image
/// that names none. The ones behind the first of an engine hold more than the engine alone.
const ENGINES: &[(&str, &str, &str)] = &[
    ("postgres", "postgres", "17"),
    ("postgis/postgis", "postgres", "17"),
    ("timescale/timescaledb", "postgres", "17"),
    ("pgvector/pgvector", "postgres", "17"),
    ("mysql", "mysql", "8.4"),
    ("redis", "redis", "7.4"),
    ("redis/redis-stack-server", "redis", "7.4"),
    ("valkey/valkey", "valkey", "8"),
];

/// The datastore that a container is, if it is one.
pub fn store(service: &compose::Service, name: &str, notes: &mut Notes) -> Option<Store> {
    if service.build.is_some() {
        return None;
    }
    let image = service.image.as_ref()?.whole()?;
    let bare = image.strip_prefix("docker.io/").unwrap_or(image);
    let bare = bare.strip_prefix("library/").unwrap_or(bare);
    let (repository, tag) = bare.split('@').next().unwrap_or(bare).rsplit_once(':').unwrap_or((bare, ""));
    let (own, engine, usual) = ENGINES.iter().find(|(own, _, _)| *own == repository)?;
    let version = version(engine, tag);
    if version.is_none() {
        notes.add(Topic::Decide, name, format!("{engine} {usual}: its image does not say a version"));
    }
    let value = |names: &[&str]| {
        let all = service.environment.iter().filter(|(n, _)| names.contains(&n.as_str()));
        let mut texts = all.filter_map(|(_, text)| text.as_ref()?.whole().map(str::to_owned));
        texts.next().filter(|text| good(text))
    };
    let words: Vec<&str> = service.command.iter().map(|w: &Text| w.text.as_str()).collect();
    let extra = own.contains('/') && *engine != "valkey";
    if extra {
        notes.add(Topic::Decide, name, format!("production has plain {engine}, without what {repository} adds to it"));
    }
    Some(Store {
        key: service.name.clone(),
        name: name.to_owned(),
        engine,
        version: version.unwrap_or_else(|| (*usual).to_owned()),
        database: value(&["POSTGRES_DB", "MYSQL_DATABASE"]),
        user: value(&["POSTGRES_USER", "MYSQL_USER"]),
        publish: service.ports.iter().find_map(|(publish, _)| *publish),
        eviction: eviction(&words),
        image: extra.then(|| image.to_owned()),
    })
}

/// `16-alpine` is 16, `pg16` is 16; a platform chooses the minor version of PostgreSQL by itself.
fn version(engine: &str, tag: &str) -> Option<String> {
    let tag = tag.trim_start_matches("latest-").trim_start_matches("pg").trim_start_matches('v');
    let number: String = tag.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = number.trim_end_matches('.');
    let parts: Vec<&str> = number.split('.').collect();
    let kept = match engine {
        "postgres" | "valkey" => 1,
        _ => 2,
    };
    let version = parts[..parts.len().min(kept)].join(".");
    (!version.is_empty() && is::<Semver>(&version)).then_some(version)
}

fn good(text: &str) -> bool {
    (1..=60).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn eviction(words: &[&str]) -> Option<&'static str> {
    let line = words.join(" ");
    let policy = line.split("maxmemory-policy").nth(1)?.trim_start_matches([' ', '=']).split(' ').next()?;
    ["allkeys-lru", "allkeys-lfu", "volatile-lru"].into_iter().find(|own| *own == policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_tags() {
        for (engine, tag, expected) in [
            ("postgres", "16.3-alpine", Some("16")),
            ("postgres", "pg16", Some("16")),
            ("redis", "7.4.1-bookworm", Some("7.4")),
            ("mysql", "8", Some("8")),
            ("postgres", "alpine", None),
            ("redis", "latest", None),
            ("redis", "", None),
        ] {
            assert_eq!(version(engine, tag).as_deref(), expected, "{engine}:{tag}");
        }
        assert_eq!(eviction(&["redis-server", "--maxmemory-policy", "allkeys-lru"]), Some("allkeys-lru"));
    }
}
