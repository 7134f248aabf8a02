//! `secrets`: names, who holds them, how long they live.

use crate::node;
use crate::schema::kinds::{Duration, NoValue, SecretName, choices};
use crate::source::S;

node! {
    /// The names of the secrets. A value here is an error, and dbgen never asks for one.
    ///
    /// ```kdl
    /// secrets {
    ///     SECRET_KEY about="Signs sessions" rotate="90d" generate=#true
    ///     SENTRY_DSN optional=#true
    ///     KUBE_CONFIG for="pipeline" about="The deployer's kubeconfig" { only "production"; }
    ///     SLACK_WEBHOOK_URL for="pipeline" about="The channel that hears of deploys"
    /// }
    /// ```
    pub struct Secrets("secrets") {
        /// One secret.
        rest secrets: Vec<Secret>,
    }
}

node! {
    /// A secret: its name, what it is for, how often it is replaced.
    pub struct Secret("") {
        /// The name.
        named name: S<SecretName> => declares Secret,
        /// Nothing: a secret has no value here.
        arg no_value: Option<S<NoValue>>,
        /// What it is, in a few words; it stands in `.env.example` and in the list of secrets.
        prop about "about": Option<S<String>>,
        /// Who needs it: the running services (the default) or the pipeline.
        prop holder "for": Option<S<Holder>>,
        /// How old it may become.
        prop rotate "rotate": Option<S<Duration>>,
        /// Whether any random text will do, so that a platform can make it up.
        prop generate "generate": Option<S<bool>>,
        /// Whether things run without it.
        prop optional "optional": Option<S<bool>>,
        /// The environments that have it; all where nothing is said.
        value only "only": Vec<S<String>> => refers Environment,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

choices! {
    /// Who holds a secret.
    pub enum Holder {
        /// The platform, which hands it to the services.
        Runtime = "runtime",
        /// GitHub, which hands it to the workflows' jobs.
        Pipeline = "pipeline",
    }
}
