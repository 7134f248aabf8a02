//! `environment`: a place where the services run.

use crate::node;
use crate::schema::kinds::{Duration, Name, SecretName, Url, UrlPath, Whole, choices};
use crate::source::S;
use crate::spec::{AcceptLoss, Cache, Database, EnvBlock, Raw, Rollout, Service};

node! {
    /// A place where the services run. What stands in it holds there only and wins over what stands outside.
    ///
    /// ```kdl
    /// environment "production" on="kubernetes" {
    ///     url "https://shop.example.com"
    ///     cluster kubeconfig="KUBE_CONFIG" namespace="shop" ingress="nginx"
    ///     approval { reviewers "acme/ops"; }
    ///     env LOG_LEVEL="WARNING"
    ///     service "api" { scale 3; }
    ///     accept-loss "datastore" reason="they run outside the cluster"
    ///     smoke { get "/health"; }
    ///     notify slack="SLACK_WEBHOOK_URL"
    /// }
    /// ```
    pub struct Environment("environment") {
        /// The name, such as `"staging"`.
        arg name: S<Name> => declares Environment,
        /// The platform.
        prop platform "on": S<Platform>,
        /// Whether it is the developer's own machine: built from source, ports published, files watched.
        prop local "local": Option<S<bool>>,
        /// The address that the world reaches it under.
        value url "url": Option<S<Url>>,
        /// The platform's region.
        value region "region": Option<S<String>> => lists Regions,
        /// Who builds the images of the services here; the pipeline where nothing is said.
        value builder "builder": Option<S<Builder>>,
        /// The platform's name for what it pulls private images with: a registry credential of the Render workspace, an
        /// image pull Secret of the Kubernetes namespace.
        value registry_credentials "registry-credentials": Option<S<String>>,
        /// The cluster, for Kubernetes.
        child cluster "cluster": Option<Cluster>,
        /// Who must agree before anything is deployed here.
        child approval "approval": Option<Approval>,
        /// Variables of every service here that is built from the repository.
        child env "env": Option<EnvBlock>,
        /// What differs for a service here.
        child services "service": Vec<Service> => refers Service,
        /// What differs for a database here.
        child databases "database": Vec<Database> => refers Datastore,
        /// What differs for a key-value store here.
        child caches "cache": Vec<Cache> => refers Datastore,
        /// How a new version takes the old one's place.
        child rollout "rollout": Option<Rollout>,
        /// Questions that a fresh deploy must answer.
        child smoke "smoke": Option<Smoke>,
        /// Where the metrics are read.
        child metrics "metrics": Option<Metrics>,
        /// Who hears of deploys.
        child notify "notify": Option<Notify>,
        /// Copies of the environment for pull requests, on Render.
        child previews "previews": Option<Previews>,
        /// Something that the platform cannot express and that may be lost.
        child losses "accept-loss": Vec<AcceptLoss>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

choices! {
    /// A platform that an environment runs on.
    pub enum Platform {
        /// Docker Compose, on the developer's machine or on a host.
        Compose = "compose",
        /// Render, by its blueprint `render.yaml`.
        Render = "render",
        /// Kubernetes, by a Helm chart.
        Kubernetes = "kubernetes",
    }
}

choices! {
    /// Who builds images.
    pub enum Builder {
        /// The pipeline: built once, scanned, signed, and deployed by digest.
        Pipeline = "pipeline",
        /// The platform, from the repository, on every push whose checks pass; it deploys by itself then. Render can.
        Platform = "platform",
    }
}

node! {
    /// The cluster that an environment runs in.
    ///
    /// ```kdl
    /// cluster kubeconfig="KUBE_CONFIG" namespace="shop" ingress="nginx" issuer="letsencrypt"
    /// ```
    pub struct Cluster("cluster") {
        /// The secret of the pipeline that holds the kubeconfig.
        prop kubeconfig "kubeconfig": Option<S<SecretName>>,
        /// The namespace; the project's name and the environment's where nothing is said.
        prop namespace "namespace": Option<S<Name>>,
        /// The class of its ingress controller, such as `"nginx"`.
        prop ingress "ingress": Option<S<Name>>,
        /// The cert-manager issuer of its certificates.
        prop issuer "issuer": Option<S<Name>>,
        /// The Kubernetes secret that holds the services' secrets; the project's name and the environment's where
        /// nothing is said.
        prop secret "secret": Option<S<Name>>,
    }
}

node! {
    /// Who must agree before anything is deployed here. GitHub keeps this in the environment's settings, not in a
    /// file: the workflow waits there, and a deploy fails where the setting is missing.
    ///
    /// ```kdl
    /// approval {
    ///     reviewers "acme/ops" "ada"
    ///     wait "10m"
    /// }
    /// ```
    pub struct Approval("approval") {
        /// The people or teams, such as `"acme/ops"`.
        value reviewers "reviewers": Vec<S<String>>,
        /// How long a deploy waits before it may start, whoever agrees.
        value wait "wait": Option<S<Duration>>,
    }
}

node! {
    /// Questions that a fresh deploy must answer, within one deadline.
    ///
    /// ```kdl
    /// smoke timeout="5m" {
    ///     get "/health" service="api"
    ///     get "/" contains="<title>Shop"
    /// }
    /// ```
    pub struct Smoke("smoke") {
        /// How long the answers may take in all; 5 minutes where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
        /// One question.
        child gets "get": Vec<Get>,
    }
}

node! {
    /// A request and the answer that is right.
    ///
    /// ```kdl
    /// get "/api/missing" service="api" status=404
    /// ```
    pub struct Get("get") {
        /// The path, such as `"/health"`.
        arg path: S<UrlPath>,
        /// The service that is asked, by its public address; the environment's `url` where nothing is said.
        prop service "service": Option<S<Name>> => refers Service,
        /// The status of a right answer; 200 where nothing is said.
        prop status "status": Option<S<Whole<100, 599>>>,
        /// A text that a right answer holds.
        prop contains "contains": Option<S<String>>,
    }
}

node! {
    /// Where the metrics are read that a roll-out is watched by.
    ///
    /// ```kdl
    /// metrics prometheus="PROMETHEUS_URL" token="PROMETHEUS_TOKEN"
    /// ```
    pub struct Metrics("metrics") {
        /// The address of Prometheus, or the secret of the pipeline that holds it.
        prop prometheus "prometheus": Option<S<SecretName>>,
        /// The secret of the pipeline that holds a bearer token for it.
        prop token "token": Option<S<SecretName>>,
    }
}

node! {
    /// Who hears of a deploy, a failure and a rollback.
    ///
    /// ```kdl
    /// notify slack="SLACK_WEBHOOK_URL" on="failure"
    /// ```
    pub struct Notify("notify") {
        /// The secret of the pipeline that holds a Slack incoming webhook.
        prop slack "slack": S<SecretName>,
        /// When; always where nothing is said.
        prop when "on": Option<S<NotifyOn>>,
    }
}

choices! {
    /// When a message is sent.
    pub enum NotifyOn {
        /// After every deploy and rollback.
        Always = "always",
        /// After a failure only.
        Failure = "failure",
    }
}

node! {
    /// Copies of the environment for pull requests.
    ///
    /// ```kdl
    /// previews "automatic" expire="7d"
    /// ```
    pub struct Previews("previews") {
        /// When one is made.
        arg generation: S<PreviewGeneration>,
        /// After how long without a change it is removed.
        prop expire "expire": Option<S<Duration>>,
    }
}

choices! {
    /// When a preview is made.
    pub enum PreviewGeneration {
        /// For every pull request.
        Automatic = "automatic",
        /// For a pull request that asks for one.
        Manual = "manual",
        /// Never.
        Off = "off",
    }
}
