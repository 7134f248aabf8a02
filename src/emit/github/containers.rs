//! Datastores of the spec as live containers beside a job, and the variables that lead to them.

use crate::diag::{Diagnostic, codes};
use crate::plan::{CacheEngine, DatabaseEngine, Datastore, Engine, Reference};
use crate::schema::kinds::Part;
use crate::source::Span;
use crate::yaml::{Map, Yaml};

static PINS: &str = include_str!("containers.tsv");

/// Containers of one job: each datastore with its port on the runner.
#[derive(Default)]
pub struct Containers<'a> {
    running: Vec<(&'a Datastore, u16)>,
}

impl<'a> Containers<'a> {
    /// Adds a datastore; two of one engine get ports one after the other.
    pub fn add(&mut self, store: &'a Datastore) {
        if self.running.iter().any(|(own, _)| own.name == store.name) {
            return;
        }
        let mut port = store.port();
        while self.running.iter().any(|(_, own)| *own == port) {
            port += 1;
        }
        self.running.push((store, port));
    }

    /// `services` of the job.
    pub fn to_yaml(&self, span: Span, say: &mut Vec<Diagnostic>) -> Map {
        self.running.iter().map(|(store, port)| (store.name.clone(), container(store, *port, span, say))).collect()
    }

    /// What a reference to one of these datastores stands for; none where it does not run here.
    pub fn value(&self, reference: &Reference) -> Option<String> {
        let (store, port) = self.running.iter().find(|(store, _)| store.name == reference.name)?;
        let (user, database) = account(store);
        let text = match reference.part {
            Part::Host => "localhost".to_owned(),
            Part::Port => port.to_string(),
            Part::HostPort => format!("localhost:{port}"),
            Part::User => user,
            // The containers trust everybody on this machine, which is thrown away with them.
            Part::Password => String::new(),
            Part::Database => database,
            Part::Url | Part::PublicUrl => {
                let scheme = reference.scheme.as_deref().unwrap_or(store.scheme());
                match &store.engine {
                    Engine::Database { .. } => format!("{scheme}://{user}@localhost:{port}/{database}"),
                    Engine::Cache { .. } => format!("{scheme}://localhost:{port}"),
                }
            }
        };
        Some(text + reference.suffix.as_deref().unwrap_or_default())
    }
}

/// User and database of a container.
fn account(store: &Datastore) -> (String, String) {
    match &store.engine {
        // MySQL makes no user without a password: the throwaway server is used as root.
        Engine::Database { kind: DatabaseEngine::Mysql, database, .. } => ("root".to_owned(), database.clone()),
        Engine::Database { user, database, .. } => (user.clone(), database.clone()),
        Engine::Cache { .. } => (String::new(), "0".to_owned()),
    }
}

fn container(store: &Datastore, port: u16, span: Span, say: &mut Vec<Diagnostic>) -> Map {
    let engine = match &store.engine {
        Engine::Database { kind, .. } => kind.as_str(),
        Engine::Cache { kind, .. } => kind.as_str(),
    };
    let mut map = Map::new();
    match pin(engine, &store.version) {
        Some((image, exact)) => {
            map.set("image", image);
            if exact != store.version {
                map.eol("image", exact);
            }
        }
        None => {
            let repository = if engine == "valkey" { "valkey/valkey" } else { engine };
            map.set("image", format!("{repository}:{}", store.version));
            let known: Vec<&str> = pins().filter(|pin| pin.0 == engine).map(|pin| pin.1).collect();
            let message = format!("the container of `{}` is not pinned to a digest", store.name);
            say.push(
                Diagnostic::warning(codes::UNPINNED, store.span, message)
                    .here(format!("dbgen knows no digest of {engine} {}", store.version))
                    .also(span, "runs it as a container")
                    .help(format!(
                        "digests are known of {engine} {}; another goes into the job by `raw \"github\" {{ services {{ \
                         {} {{ image \"...@sha256:...\"; }}; }}; }}`",
                        known.join(", "),
                        store.name
                    )),
            );
        }
    }
    let (user, database) = account(store);
    let (env, health): (Vec<(&str, &str)>, String) = match &store.engine {
        Engine::Database { kind: DatabaseEngine::Postgres, .. } => (
            vec![
                ("POSTGRES_DB", database.as_str()),
                ("POSTGRES_USER", user.as_str()),
                ("POSTGRES_HOST_AUTH_METHOD", "trust"),
            ],
            format!("pg_isready --username {user} --dbname {database}"),
        ),
        Engine::Database { kind: DatabaseEngine::Mysql, .. } => (
            vec![("MYSQL_DATABASE", database.as_str()), ("MYSQL_ALLOW_EMPTY_PASSWORD", "yes")],
            "mysqladmin ping --host 127.0.0.1 --silent".to_owned(),
        ),
        Engine::Cache { kind: CacheEngine::Redis, .. } => (Vec::new(), "redis-cli ping".to_owned()),
        Engine::Cache { kind: CacheEngine::Valkey, .. } => (Vec::new(), "valkey-cli ping".to_owned()),
    };
    map.filled("env", env.into_iter().collect::<Map>());
    map.set("ports", Yaml::seq([Yaml::quoted(format!("{port}:{}", store.port()))]));
    map.set(
        "options",
        format!("--health-cmd \"{health}\" --health-interval 5s --health-timeout 5s --health-retries 12"),
    );
    map
}

/// The image of an engine's version with its digest, and the exact version behind it.
fn pin(engine: &str, version: &str) -> Option<(String, &'static str)> {
    let (_, tag, repository, digest, exact) = pins().find(|pin| pin.0 == engine && pin.1 == version)?;
    Some((format!("{repository}:{tag}@{digest}"), exact))
}

/// The versions of an engine whose images are known, the newest first.
pub fn versions(engine: &str) -> Vec<&'static str> {
    let mut versions: Vec<&str> = pins().filter(|pin| pin.0 == engine).map(|pin| pin.1).collect();
    versions.reverse();
    versions
}

/// An image of a datastore with the digest that is known of its tag.
pub fn pinned(image: &str) -> Option<String> {
    let (repository, tag) = image.split_once(':')?;
    let (.., digest, exact) = pins().find(|pin| (pin.2, pin.1) == (repository, tag))?;
    Some(format!("{repository}:{exact}@{digest}"))
}

type Pin = (&'static str, &'static str, &'static str, &'static str, &'static str);

fn pins() -> impl Iterator<Item = Pin> {
    PINS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pins_are_digests() {
        assert!(pins().count() > 5);
        for (engine, version, _, digest, _) in pins() {
            let hex = digest.strip_prefix("sha256:").unwrap();
            assert!(hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit()), "{engine} {version}");
        }
        assert!(pin("postgres", "16").unwrap().0.starts_with("postgres:16@sha256:"));
        assert_eq!(pin("postgres", "9"), None);
    }
}
