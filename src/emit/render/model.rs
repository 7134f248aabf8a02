//! Render's blueprint as types: the parts of it that dbgen writes (Render docs, "Blueprint YAML Reference", and the
//! JSON Schema that it links to).

use crate::yaml::{Item, Map, Yaml};
use std::borrow::Cow;

/// What Render never changes on a thing that exists (Blueprint reference: "can't modify this value after creation").
/// Another value means another thing: a new service with its own address, a new and empty database.
pub const IMMUTABLE: &[(&str, &[&str])] = &[
    ("service", &["type", "runtime", "region"]),
    ("key-value store", &["region"]),
    ("database", &["region", "postgresMajorVersion", "databaseName", "user"]),
];

/// The whole file: one project with all its environments.
pub struct Blueprint {
    /// Copies for pull requests: when they are made, and how many days they are kept without a change.
    pub previews: Option<(&'static str, Option<u64>)>,
    /// The project's name.
    pub project: String,
    /// Its environments.
    pub environments: Vec<Item>,
}

impl From<Blueprint> for Map {
    fn from(own: Blueprint) -> Self {
        let previews =
            own.previews.map(|(when, days)| Map::new().with("generation", when).with_opt("expireAfterDays", days));
        let project = Map::new().with("name", own.project).with("environments", own.environments);
        Map::new().with_opt("previews", previews).with("projects", vec![project]).with_blank_before("projects")
    }
}

/// A place where things run.
pub struct Environment {
    /// Its name.
    pub name: String,
    /// Whether only admins of the workspace may change it.
    pub protected: bool,
    /// Variables that several services share.
    pub groups: Vec<Map>,
    /// Services and key-value stores.
    pub services: Vec<Map>,
    /// Databases.
    pub databases: Vec<Map>,
}

impl From<Environment> for Map {
    fn from(own: Environment) -> Self {
        let protection = own.protected.then(|| Map::new().with("protection", "enabled"));
        let mut map = Map::new().with("name", own.name).with_opt("permissions", protection);
        for (key, entries) in [("envVarGroups", own.groups), ("services", own.services), ("databases", own.databases)] {
            let entries = entries.into_iter().map(|entry| Item::new(entry).blank_before());
            map.filled(key, Yaml::seq(entries)).blank_before(key);
        }
        map
    }
}

/// What a service is to Render.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceType {
    /// The world reaches it.
    Web,
    /// Only its neighbours reach it.
    Private,
    /// It works without being asked.
    Worker,
    /// It runs at certain times.
    Cron,
}

impl ServiceType {
    /// As the blueprint names it.
    pub fn as_str(self) -> &'static str {
        match self {
            ServiceType::Web => "web",
            ServiceType::Private => "pserv",
            ServiceType::Worker => "worker",
            ServiceType::Cron => "cron",
        }
    }
}

/// Where the code of a service comes from.
pub enum Runtime<'a> {
    /// An image from a registry.
    Image {
        /// With its tag or digest.
        url: Cow<'a, str>,
        /// The workspace's credential for the registry, where it is private.
        credentials: Option<&'a str>,
    },
    /// Built by Render from a Dockerfile of this repository.
    Docker {
        /// The Dockerfile.
        file: String,
        /// The folder that the build sees.
        context: String,
        /// The branch, where it is not the repository's default one.
        branch: Option<&'a str>,
        /// The folder that paths are relative to.
        root: Option<&'a str>,
        /// The files whose changes concern it.
        paths: Vec<&'a str>,
        /// What starts a deploy: `off`, `commit` or `checksPass`.
        trigger: &'static str,
        /// The workspace's credential for base images, where they are private.
        credentials: Option<&'a str>,
    },
}

/// How many of a service run.
pub enum Instances {
    /// So many.
    Fixed(u32),
    /// By load.
    Scaling {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
        /// The use of processor, in percent.
        cpu: Option<u32>,
        /// The use of memory, in percent.
        memory: Option<u32>,
    },
}

/// A web service, private service, worker or scheduled job.
pub struct Service<'a> {
    /// What it is.
    pub kind: ServiceType,
    /// Its name.
    pub name: String,
    /// Where its code comes from.
    pub runtime: Runtime<'a>,
    /// Where in the world it runs.
    pub region: Option<&'a str>,
    /// How large it is.
    pub plan: Option<&'a str>,
    /// When it runs; scheduled jobs only, and always there.
    pub schedule: Option<&'a str>,
    /// What runs, in place of the image's own command.
    pub command: Option<String>,
    /// What runs once before each deploy.
    pub before_deploy: Option<&'a str>,
    /// The path that answers 200 when it is well.
    pub health: Option<&'a str>,
    /// How many run.
    pub instances: Option<Instances>,
    /// How many seconds it may take to stop.
    pub shutdown: Option<u64>,
    /// Its own host names.
    pub domains: Vec<String>,
    /// A folder that is kept: name, path, size in GB.
    pub disk: Option<(&'a str, &'a str, Option<u64>)>,
    /// Whether pull requests get no copy of it although the blueprint makes them.
    pub no_previews: bool,
    /// Its variables.
    pub variables: Vec<Variable<'a>>,
}

impl From<Service<'_>> for Map {
    fn from(own: Service<'_>) -> Self {
        let mut map = Map::with_room(12).with("type", own.kind.as_str()).with("name", own.name);
        let mut build = Map::new();
        match own.runtime {
            Runtime::Image { url, credentials } => {
                let image = Map::with_room(2)
                    .with("url", url.into_owned())
                    .with_opt("creds", credentials.map(from_credentials));
                map.set("runtime", "image").set("image", image);
            }
            Runtime::Docker { file, context, branch, root, paths, trigger, credentials } => {
                map.set("runtime", "docker").opt("branch", branch).opt("rootDir", root);
                map.set("dockerfilePath", file).set("dockerContext", context);
                map.opt("registryCredential", credentials.map(from_credentials));
                build.set("autoDeployTrigger", trigger);
                if !paths.is_empty() {
                    build.set("buildFilter", Map::new().with("paths", Yaml::seq(paths)));
                }
            }
        }
        map.opt("region", own.region).opt("plan", own.plan).opt("schedule", own.schedule);
        map.opt("dockerCommand", own.command).opt("preDeployCommand", own.before_deploy);
        map.opt("healthCheckPath", own.health);
        match own.instances {
            Some(Instances::Fixed(count)) => _ = map.set("numInstances", count),
            Some(Instances::Scaling { min, max, cpu, memory }) => {
                let scaling = Map::new().with("minInstances", min).with("maxInstances", max);
                map.set("scaling", scaling.with_opt("targetCPUPercent", cpu).with_opt("targetMemoryPercent", memory));
            }
            None => {}
        }
        map.opt("maxShutdownDelaySeconds", own.shutdown).filled("domains", Yaml::seq(own.domains));
        if let Some((name, path, size)) = own.disk {
            map.set("disk", Map::new().with("name", name).with("mountPath", path).with_opt("sizeGB", size));
        }
        map.extend(build.into_iter().map(|entry| (entry.key, entry.value)));
        map.opt("previews", own.no_previews.then(|| Map::new().with("generation", "off")));
        map.filled("envVars", Yaml::seq(own.variables));
        map
    }
}

fn from_credentials(name: &str) -> Map {
    Map::new().with("fromRegistryCreds", Map::new().with("name", name))
}

/// A variable of a service.
pub struct Variable<'a> {
    /// Its name.
    pub key: &'a str,
    /// Where its value comes from.
    pub source: Source<'a>,
    /// A few words for the reader; empty for none.
    pub comment: &'static str,
}

/// Where the value of a variable comes from.
pub enum Source<'a> {
    /// It stands here.
    Value(Cow<'a, str>),
    /// Render makes it up.
    Generated,
    /// Render asks for it.
    Asked,
    /// A property of a database.
    Database {
        /// The database.
        name: String,
        /// The property.
        property: &'static str,
    },
    /// A property of a service or key-value store.
    Service {
        /// The service.
        name: String,
        /// Its type.
        kind: &'static str,
        /// The property.
        property: &'static str,
    },
    /// A variable of a service.
    Variable {
        /// The service.
        name: String,
        /// Its type.
        kind: &'static str,
        /// Its variable.
        key: &'a str,
    },
    /// All variables of a group, which has no key of its own.
    Group(&'a str),
}

impl From<Variable<'_>> for Item {
    fn from(own: Variable<'_>) -> Self {
        let keyed = |field: &'static str, value: Yaml| pairs([("key", own.key.into()), (field, value)]);
        let entry = match own.source {
            // Text, whatever it looks like: `false` and `3000` are quoted, since the schema refuses a boolean and every
            // process sees text anyway.
            Source::Value(text) => keyed("value", text.into_owned().into()),
            Source::Generated => keyed("generateValue", true.into()),
            Source::Asked => keyed("sync", false.into()),
            Source::Database { name, property } => {
                keyed("fromDatabase", pairs([("name", name.into()), ("property", property.into())]).into())
            }
            Source::Service { name, kind, property } => keyed(
                "fromService",
                pairs([("type", kind.into()), ("name", name.into()), ("property", property.into())]).into(),
            ),
            Source::Variable { name, kind, key } => keyed(
                "fromService",
                pairs([("type", kind.into()), ("name", name.into()), ("envVarKey", key.into())]).into(),
            ),
            Source::Group(name) => pairs([("fromGroup", name.into())]),
        };
        let item = Item::new(entry);
        if own.comment.is_empty() { item } else { item.comment(own.comment) }
    }
}

/// A map of these keys, no two of which are the same. There are thousands of variables.
fn pairs<const N: usize>(pairs: [(&'static str, Yaml); N]) -> Map {
    let mut map = Map::with_room(N);
    pairs.into_iter().for_each(|(key, value)| map.append(key, value));
    map
}

/// A database.
pub struct Database {
    /// Its name.
    pub name: String,
    /// Its major version.
    pub version: String,
    /// Where in the world it runs.
    pub region: Option<String>,
    /// How large it is.
    pub plan: Option<String>,
    /// How large its disk is: 1, or a multiple of 5.
    pub disk: Option<u64>,
    /// Whether a second machine stands by.
    pub high_availability: bool,
    /// The name of the database on its server.
    pub database: String,
    /// The user that owns it.
    pub user: String,
}

impl From<Database> for Map {
    fn from(own: Database) -> Self {
        let available = own.high_availability.then(|| Map::new().with("enabled", true));
        Map::new()
            .with("name", own.name)
            .with("postgresMajorVersion", Yaml::quoted(own.version))
            .with_opt("region", own.region)
            .with_opt("plan", own.plan)
            .with_opt("diskSizeGB", own.disk)
            .with_opt("highAvailability", available)
            .with("databaseName", own.database)
            .with("user", own.user)
            .with("ipAllowList", Yaml::Seq(Vec::new()))
            .with_eol("ipAllowList", "reached from inside Render only")
    }
}

/// A key-value store.
pub struct KeyValue {
    /// Its name.
    pub name: String,
    /// Where in the world it runs.
    pub region: Option<String>,
    /// How large it is.
    pub plan: Option<String>,
    /// What it does when it is full.
    pub eviction: &'static str,
    /// How it is kept on disk.
    pub persistence: Option<&'static str>,
}

impl From<KeyValue> for Map {
    fn from(own: KeyValue) -> Self {
        Map::new()
            .with("type", "keyvalue")
            .with("name", own.name)
            .with_opt("region", own.region)
            .with_opt("plan", own.plan)
            .with("maxmemoryPolicy", own.eviction)
            .with_opt("persistenceMode", own.persistence)
            .with("ipAllowList", Yaml::Seq(Vec::new()))
            .with_eol("ipAllowList", "reached from inside Render only")
    }
}
