//! The language, one node a file: what may be written in a `deploy.kdl`.
//!
//! A [`Spec`] is what was written: every leaf has its span, no name is resolved, no default filled in.

use crate::node;

mod datastore;
mod deploy;
mod env;
mod environment;
mod health;
mod include;
mod job;
mod level;
mod process;
mod project;
mod raw;
mod rollout;
mod secret;
mod service;
mod step;
mod workflow;

pub use datastore::*;
pub use deploy::*;
pub use env::*;
pub use environment::*;
pub use health::*;
pub use include::*;
pub use job::*;
pub use level::*;
pub use process::*;
pub use project::*;
pub use raw::*;
pub use rollout::*;
pub use secret::*;
pub use service::*;
pub use step::*;
pub use workflow::*;

node! {
    /// A whole `deploy.kdl`: what there is, where it runs, and how it gets there.
    ///
    /// ```kdl
    /// project "shop" {
    ///     repository "acme/shop"
    ///     images "ghcr.io/acme/shop-{service}"
    /// }
    /// service "web" {
    ///     build
    ///     port 8000 public=#true
    ///     health "/health"
    /// }
    /// environment "development" on="compose" local=#true {
    ///     service "web" { publish 8000; }
    /// }
    /// ```
    pub struct Spec("deploy.kdl") {
        /// The project that everything belongs to.
        child project "project": Project,
        /// Files that are read as if they stood here.
        child includes "include": Vec<Include>,
        /// The names of the secrets, never their values.
        child secrets "secrets": Option<Secrets>,
        /// A relational database.
        child databases "database": Vec<Database>,
        /// A key-value store.
        child caches "cache": Vec<Cache>,
        /// A process that dbgen deploys.
        child services "service": Vec<Service>,
        /// A place where the services run.
        child environments "environment": Vec<Environment>,
        /// A workflow of the pipeline.
        child workflows "workflow": Vec<Workflow>,
    }
}
