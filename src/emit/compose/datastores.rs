//! Datastores as containers of their publishers' own images.

use super::model::{Healthcheck, Mount, Port, Service, Test};
use super::text::Text;
use super::variables;
use crate::plan::{CacheEngine, DatabaseEngine, Datastore, Engine, Environment, Eviction};
use crate::schema::kinds::Duration;

/// The container of a datastore.
pub fn service<'a>(store: &'a Datastore, environment: &Environment) -> Service<'a> {
    let base = Service {
        ports: published(store, environment)
            .map(|published| Port { world: false, published, target: store.port() })
            .into_iter()
            .collect(),
        ..Service::default()
    };
    let local = environment.local;
    let base = Service {
        restart: (!local).then_some("unless-stopped"),
        // A database that is killed while it writes its last pages has to recover when it starts.
        stop_grace_period: (!local).then(|| Duration::seconds(60)),
        no_new_privileges: !local,
        rotated_log: !local,
        ..base
    };
    match &store.engine {
        Engine::Database { kind, database, user, .. } => match kind {
            DatabaseEngine::Postgres => postgres(store, environment, database, user, base),
            DatabaseEngine::Mysql => mysql(store, environment, database, user, base),
        },
        Engine::Cache { kind, eviction } => cache(store, *kind, *eviction, base),
    }
}

/// The port of the machine. What is published for a laptop is not published on a host: there the environment itself
/// must say it.
pub fn published(store: &Datastore, environment: &Environment) -> Option<u16> {
    let set = &environment.set;
    let here = set.databases.iter().any(|d| d.name.value.0 == store.name && d.publish.is_some())
        || set.caches.iter().any(|c| c.name.value.0 == store.name && c.publish.is_some());
    store.publish.filter(|_| environment.local || here)
}

/// The name of the volume that keeps its data, if it keeps any.
pub fn volume(store: &Datastore) -> Option<String> {
    match &store.engine {
        Engine::Cache { eviction, .. } if *eviction != Eviction::NoEviction => None,
        _ => Some(format!("{}-data", store.name)),
    }
}

fn data(store: &Datastore, at: &'static str) -> Vec<Mount<'static>> {
    volume(store).map(|name| Mount::Volume(name.into(), Text::literal(at))).into_iter().collect()
}

fn postgres<'a>(
    store: &Datastore,
    environment: &Environment,
    database: &'a str,
    user: &'a str,
    base: Service<'a>,
) -> Service<'a> {
    // From 18 on the image keeps each major version in a folder of its own below this one.
    let at = match major(store) {
        ..18 => "/var/lib/postgresql/data",
        _ => "/var/lib/postgresql",
    };
    // Asked by TCP: while the image fills a new database it listens on its socket alone, and is not there yet.
    let test = ["pg_isready", "-h", "127.0.0.1", "-U", user, "-d", database];
    Service {
        image: Some(Text::literal(format!("postgres:{}", store.version))),
        environment: vec![
            ("POSTGRES_DB", Text::literal(database)),
            ("POSTGRES_USER", Text::literal(user)),
            ("POSTGRES_PASSWORD", variables::password(store, environment)),
        ],
        volumes: data(store, at),
        healthcheck: Some(healthcheck(words(&test))),
        ..base
    }
}

fn mysql<'a>(
    store: &Datastore,
    environment: &Environment,
    database: &'a str,
    user: &'a str,
    base: Service<'a>,
) -> Service<'a> {
    let password = variables::password(store, environment);
    let mut variables = vec![("MYSQL_DATABASE", Text::literal(database))];
    match user {
        // The image refuses `root` as the name of a user.
        "root" => variables.push(("MYSQL_ROOT_PASSWORD", password)),
        user => variables.extend([
            ("MYSQL_USER", Text::literal(user)),
            ("MYSQL_PASSWORD", password),
            ("MYSQL_RANDOM_ROOT_PASSWORD", Text::literal("yes")),
        ]),
    }
    Service {
        image: Some(Text::literal(format!("mysql:{}", store.version))),
        environment: variables,
        volumes: data(store, "/var/lib/mysql"),
        // An answer is enough, also one that refuses the login. By TCP, which is closed while the image sets up.
        healthcheck: Some(healthcheck(words(&["mysqladmin", "ping", "-h", "127.0.0.1"]))),
        ..base
    }
}

/// What an evicting cache may hold: without a limit it would never evict.
const CACHE_MEMORY: &str = "256mb";

fn cache<'a>(store: &Datastore, kind: CacheEngine, eviction: Eviction, base: Service<'a>) -> Service<'a> {
    let (image, server, program) = match kind {
        CacheEngine::Redis => ("redis", "redis-server", "redis"),
        CacheEngine::Valkey => ("valkey/valkey", "valkey-server", "valkey"),
    };
    let mut command = vec![server, "--maxmemory-policy", eviction.as_str()];
    match eviction {
        // A queue outlives its process.
        Eviction::NoEviction => command.extend(["--appendonly", "yes"]),
        _ => command.extend(["--maxmemory", CACHE_MEMORY, "--save", ""]),
    }
    // Its client exits with 0 whatever the answer is.
    let test = format!("{program}-cli ping | grep -q PONG");
    Service {
        image: Some(Text::literal(format!("{image}:{}", store.version))),
        command: command.into_iter().map(Text::literal).collect(),
        volumes: data(store, "/data"),
        healthcheck: Some(healthcheck(Test::Shell(Text::literal(test)))),
        ..base
    }
}

fn words<'a>(words: &[&'a str]) -> Test<'a> {
    Test::Words(words.iter().copied().map(Text::literal).collect())
}

fn healthcheck(test: Test<'_>) -> Healthcheck<'_> {
    Healthcheck {
        test,
        interval: Duration::seconds(10),
        timeout: Duration::seconds(3),
        start_period: Duration::seconds(60),
    }
}

fn major(store: &Datastore) -> u32 {
    store.version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0)
}
