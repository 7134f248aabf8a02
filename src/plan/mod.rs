//! What a spec means: names are resolved, layers merged for each environment, defaults filled in.
//!
//! A [`Plan`] is all that the targets see. Where a setting needs no resolving it is handed on in the node that it
//! was written in (`set`), so that a new field of the language reaches every target without passing through here.

use crate::diag::Diagnostic;
pub use crate::schema::kinds::Duration;
use crate::schema::kinds::Part;
use crate::source::{S, Span};
use crate::spec;
use std::sync::Arc;

mod expression;
mod extent;
mod images;
mod layers;
mod names;
mod nothing;
mod placeholder;
mod platform_names;
mod questions;
mod references;
mod resolve;
mod secrets;
mod service;
mod vars;
mod words;
mod workflows;

pub use crate::spec::{
    Abort, AcceptLoss, ActionStep, Artifact, Axis, Builder, CacheEngine, Coverage, DatabaseEngine, Deploy, Drift,
    EnvBlock, Event, Eviction, Get, History, Holder, ImageTag, ImagesJobs, JOB_TIMEOUT, Job, Junit, Manager, NotifyOn,
    On, Platform, PreviewGeneration, Previews, Raw, RawTarget, Resources, Rollback, RunStep, Runtime, Sarif,
    ScanImages, Secret, Severity, Stack, Stage, StageJob, Step, StepWhen, Store, Strategy, Summary, Tool, ToolName,
    TrafficStep, Volume, Watch, WatchAction,
};
pub use expression::secrets_named;
pub use layers::NOT_COPIED;
pub use platform_names::{KUBERNETES_KEY, RENDER_KEY, kubernetes_namespace, kubernetes_secret, render_name};
pub use references::service_part;
pub use resolve::resolve;
pub use secrets::{SecretKeys, render_keeper, stored_part};
pub use words::split_words;

/// Everything that a spec says, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The project.
    pub project: Project,
    /// The secrets, in the order of writing.
    pub secrets: Vec<Secret>,
    /// The names of the services as they are declared, in the order of writing, also of those that run nowhere.
    pub services: Vec<S<String>>,
    /// The environments, in the order of writing.
    pub environments: Vec<Environment>,
    /// The images that pipelines build: one for services that are built alike, and one for each environment where a
    /// baked-in value differs.
    pub images: Vec<Image>,
    /// The workflows, in the order of writing.
    pub workflows: Vec<Workflow>,
}

/// The project.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// `owner/name` on GitHub.
    pub repository: Option<String>,
    /// The branch that is deployed from.
    pub branch: String,
    /// The node as written.
    pub set: spec::Project,
}

/// An environment with everything that runs in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// Its platform.
    pub platform: Platform,
    /// Whether it is the developer's own machine.
    pub local: bool,
    /// The address that the world reaches it under, without a slash at the end.
    pub url: Option<String>,
    /// Variables that every service here has that is built from the repository (project's and environment's).
    pub shared: Vec<Arc<Variable>>,
    /// The datastores here.
    pub datastores: Vec<Datastore>,
    /// The services here, in the order of writing.
    pub services: Vec<Service>,
    /// Where to find what passes ask for by name.
    index: questions::Index,
    /// The node as written.
    pub set: spec::Environment,
}

/// A database or key-value store in one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Datastore {
    /// Its name.
    pub name: String,
    /// Its engine and what only that has.
    pub engine: Engine,
    /// The engine's version, as written.
    pub version: String,
    /// The platform's name for its size.
    pub plan: Option<S<String>>,
    /// The port on the developer's machine.
    pub publish: Option<u16>,
    /// Fields of a platform.
    pub raw: Vec<Raw>,
    /// Where it was declared.
    pub span: Span,
    /// The node as written, all layers merged.
    pub set: Store,
}

/// The engine of a datastore.
#[derive(Debug, Clone, PartialEq)]
pub enum Engine {
    /// A relational database.
    Database {
        /// Which.
        kind: DatabaseEngine,
        /// The name of the database on its server.
        database: String,
        /// The user that owns it.
        user: String,
        /// How large its disk is, in GiB.
        disk_gib: Option<S<u64>>,
        /// Whether a second machine stands by.
        high_availability: bool,
    },
    /// A key-value store.
    Cache {
        /// Which.
        kind: CacheEngine,
        /// What it does when it is full.
        eviction: Eviction,
    },
}

/// What a service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceKind {
    /// It answers on a port.
    Web,
    /// It works without being asked.
    Worker,
    /// It runs at certain times.
    Cron,
}

/// Where a service's image comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ImageUse {
    /// One of [`Plan::images`], by its index; a pipeline builds it.
    Built(usize),
    /// Built where it runs: on the developer's machine, or by a platform from the repository.
    Local,
    /// Somebody else's.
    External(String),
}

/// A service in one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ServiceKind,
    /// Where its image comes from.
    pub image: ImageUse,
    /// How its image is built, where it is built. Environments that say nothing of a service share this and all else that is
    /// the same in them.
    pub build: Option<Arc<Build>>,
    /// The command with its arguments; the image's own where it is empty.
    pub command: Arc<[String]>,
    /// The port that it listens on.
    pub port: Option<u16>,
    /// Whether the world may reach it.
    pub public: bool,
    /// The host name that the world reaches it under.
    pub domain: Option<String>,
    /// The paths of the host name that are its own; `/` where nothing was said.
    pub routes: Arc<[String]>,
    /// The address that the world reaches it under, without a slash at the end.
    pub public_url: Option<String>,
    /// How one knows that it is well.
    pub health: Option<Arc<Health>>,
    /// What brings the database to its schema.
    pub migrate: Option<Arc<Migrate>>,
    /// How long it may take to stop.
    pub drain: Duration,
    /// How many of it run.
    pub scale: Scale,
    /// Whether there must never be two of it.
    pub singleton: bool,
    /// Its variables of all layers, each name once; what is the same in several environments is held once.
    pub variables: Vec<Arc<Variable>>,
    /// The datastores and services that must be well before it starts, in the order of first mention.
    pub depends: Vec<String>,
    /// The node as written, all layers merged; environments that say nothing of a service share it.
    pub set: Arc<spec::Service>,
}

/// How an image is built.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Build {
    /// The Dockerfile, from the root of the repository.
    pub dockerfile: String,
    /// The folder that the build sees, from the root of the repository; `.` for all.
    pub context: String,
    /// The stage of the Dockerfile.
    pub target: Option<String>,
    /// The baked-in values, references filled in.
    pub args: Vec<(String, String)>,
}

/// An image that a pipeline builds.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// A short name, unique: the first service's, with the environments' behind it where it is tied to them.
    pub id: String,
    /// The services that run it: those whose build is the same; never empty.
    pub services: Vec<String>,
    /// The environments that use it; never empty.
    pub environments: Vec<String>,
    /// Whether a baked-in value ties it to these environments.
    pub per_environment: bool,
    /// The repository in the registry, without tag or digest.
    pub repository: String,
    /// The variable that holds it with its digest: `API_IMAGE`. Every deploy speaks of it.
    pub variable: String,
    /// How it is built.
    pub build: Arc<Build>,
}

/// How one knows that a service is well.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// The question.
    pub check: Check,
    /// How often it is asked.
    pub interval: Duration,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long the service may take to start.
    pub start: Duration,
}

/// A question to a service.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// A path on its port that answers 200.
    Http(String),
    /// A command in its container that exits with 0.
    Command(Vec<String>),
}

/// What brings the database to a service's schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Migrate {
    /// The command as written, for platforms that take a line.
    pub line: String,
    /// The command as words, for platforms that take a list.
    pub command: Vec<String>,
    /// The way back as written and as words.
    pub back: Option<(String, Vec<String>)>,
    /// How long it may take.
    pub timeout: Duration,
    /// Whether the old version runs well on the new schema, where that was said.
    pub compatible: Option<bool>,
}

/// How many of a service run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// So many.
    Fixed(u32),
    /// As many as the load needs.
    Auto {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
        /// The use of processor that one more is started at, in percent.
        cpu: Option<u32>,
        /// The use of memory that one more is started at, in percent.
        memory: Option<u32>,
    },
}

impl Scale {
    /// How many run at least.
    pub fn min(self) -> u32 {
        match self {
            Scale::Fixed(n) => n,
            Scale::Auto { min, .. } => min,
        }
    }

    /// How many run at most.
    pub fn max(self) -> u32 {
        match self {
            Scale::Fixed(n) => n,
            Scale::Auto { max, .. } => max,
        }
    }
}

/// A variable of a process.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// Where it was written.
    pub span: Span,
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Known now, placeholders filled in.
    Plain(String),
    /// Held by the platform under the name of a secret.
    Secret {
        /// The secret.
        name: String,
        /// Whether things run without it.
        optional: bool,
    },
    /// Known when a datastore or service is there.
    From(Reference),
}

/// A part of a datastore or service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The datastore or service.
    pub name: String,
    /// Whether it is a datastore.
    pub datastore: bool,
    /// Which part.
    pub part: Part,
    /// The scheme of an address, in place of the engine's own.
    pub scheme: Option<String>,
    /// What stands behind an address.
    pub suffix: Option<String>,
}

/// A workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct Workflow {
    /// Its name, which is the file's too.
    pub name: String,
    /// The name that people see.
    pub title: String,
    /// For each stage of `set.stages`, the stages that it waits for, by index.
    pub after: Vec<Vec<usize>>,
    /// The images that it builds, by index into [`Plan::images`].
    pub images: Vec<usize>,
    /// The node as written.
    pub set: spec::Workflow,
}

/// What a pass has to say beside its value.
pub type Diagnostics = Vec<Diagnostic>;
