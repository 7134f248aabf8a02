//! What was made of the findings: a spec that is not written out yet, and why it says what it says.

use super::words::shown;

/// Where production is taken to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Render.
    Render,
    /// Kubernetes.
    Kubernetes,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A file that was read.
    Read,
    /// Something that a file does not say outright.
    Guessed,
    /// Something that only people know. It is marked in the spec.
    Decide,
    /// A file or setting that was left alone.
    Left,
}

/// A line for the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub topic: Topic,
    /// The thing.
    pub about: String,
    /// What was made of it, and why.
    pub text: String,
}

/// All of them. They are read from files that nobody has checked, and go to terminals: they hold no values.
#[derive(Debug, Clone, Default)]
pub struct Notes(pub Vec<Note>);

impl Notes {
    /// Adds one, once.
    pub fn add(&mut self, topic: Topic, about: &str, text: impl AsRef<str>) {
        let note = Note { topic, about: shown(about), text: shown(text.as_ref()) };
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }
}

/// A database or a key-value store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Its key in the Compose file.
    pub key: String,
    /// Its name.
    pub name: String,
    /// `postgres`, `mysql`, `redis` or `valkey`.
    pub engine: &'static str,
    /// Its version.
    pub version: String,
    /// The name of the database.
    pub database: Option<String>,
    /// Its user.
    pub user: Option<String>,
    /// The port on the developer's machine.
    pub publish: Option<u16>,
    /// What a cache forgets.
    pub eviction: Option<&'static str>,
    /// The image in place of the engine's own.
    pub image: Option<String>,
}

impl Store {
    /// Whether it is a database, not a key-value store.
    pub fn is_database(&self) -> bool {
        matches!(self.engine, "postgres" | "mysql")
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        match self.engine {
            "postgres" => 5432,
            "mysql" => 3306,
            _ => 6379,
        }
    }
}

/// A service. Its lines are KDL already, by the place where they hold.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// Its key in the Compose file.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The language in its image.
    pub runtime: Option<&'static str>,
    /// The folder that its image is built from; `None` where somebody else has built it.
    pub folder: Option<String>,
    /// The port that it listens on.
    pub port: Option<u16>,
    /// Whether the world reaches it.
    pub public: bool,
    /// The port on the developer's machine.
    pub publish: Option<u16>,
    /// The path that tells whether it is well.
    pub health: Option<String>,
    /// Whether it has a profile of its own.
    pub profile: Option<String>,
    /// What holds everywhere.
    pub lines: Vec<String>,
    /// What holds in development.
    pub development: Vec<String>,
    /// What holds in production.
    pub production: Vec<String>,
    /// Variables that hold everywhere: names and what stands behind them.
    pub env: Vec<(String, String)>,
    /// Variables that hold in development.
    pub development_env: Vec<(String, String)>,
    /// What its variables refer to, and so it waits for.
    pub uses: Vec<String>,
}

/// A language that jobs set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// `python`, `node`, `go` or `rust`.
    pub name: &'static str,
    /// What stands behind it.
    pub settings: String,
    /// What its job runs.
    pub runs: Vec<String>,
}

/// The spec that is to be written.
#[derive(Debug, Default)]
pub struct Model {
    /// The project's name.
    pub name: String,
    /// `owner/name` on GitHub.
    pub repository: Option<String>,
    /// The branch that is deployed from.
    pub branch: String,
    /// The languages.
    pub tools: Vec<Tool>,
    /// The names of secrets that services need.
    pub secrets: Vec<String>,
    /// The datastores.
    pub stores: Vec<Store>,
    /// The services.
    pub services: Vec<Service>,
    /// Where production runs.
    pub platform: Option<Platform>,
    /// What production loses there, and the reason that is given until somebody has thought about it.
    pub losses: Vec<(&'static str, String)>,
    /// The name of the workflow.
    pub workflow: String,
    /// Whether the tests run in it.
    pub tests: bool,
}

impl Model {
    /// Services that are built from the repository.
    pub fn built(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(|s| s.folder.is_some())
    }

    /// Says that production loses something, once.
    pub fn lose(&mut self, feature: &'static str, reason: &str) {
        if !self.losses.iter().any(|(own, _)| *own == feature) {
            self.losses.push((feature, reason.to_owned()));
        }
    }
}
