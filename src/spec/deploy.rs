//! What a pipeline does with images and environments.

use crate::node;
use crate::schema::kinds::{Duration, Name, Semver, choices};
use crate::source::S;
use crate::spec::{Event, Raw};

node! {
    /// Builds every image that the workflow's environments need, side by side: pushed once, with an SBOM, an
    /// attestation of where it comes from and a signature. What follows uses it by its digest.
    ///
    /// ```kdl
    /// images timeout="45m"
    /// ```
    pub struct ImagesJobs("images") {
        /// How long one may take; 30 minutes where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
    }
}

node! {
    /// Scans the built images, by digest, for known holes, and files the findings on the repository's security page.
    ///
    /// ```kdl
    /// scan-images severity="critical" unfixed=#false
    /// ```
    pub struct ScanImages("scan-images") {
        /// The least severity that fails the stage; `high` where nothing is said.
        prop severity "severity": Option<S<Severity>>,
        /// Whether a hole without a mended version fails it too.
        prop unfixed "unfixed": Option<S<bool>>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
    }
}

choices! {
    /// How bad a hole is.
    pub enum Severity {
        /// Low and worse.
        Low = "low",
        /// Medium and worse.
        Medium = "medium",
        /// High and worse.
        High = "high",
        /// Critical alone.
        Critical = "critical",
    }
}

node! {
    /// Deploys the images of this run to an environment: migrate, roll out, wait until it is well, ask the smoke
    /// questions, tell. One deploy of an environment runs at a time, and none is cancelled half-way.
    ///
    /// ```kdl
    /// deploy "production" timeout="45m" { only "tag"; }
    /// ```
    pub struct Deploy("deploy") {
        /// The environment.
        arg environment: S<Name> => refers Environment,
        /// How long it may take; what the roll-out needs where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
        /// The events that it runs for.
        value only "only": Vec<S<Event>>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

node! {
    /// Takes an environment back, started by hand: to the version before or to a given one, with a reason that is
    /// kept, and checked like a deploy.
    ///
    /// ```kdl
    /// rollback "staging" "production" keep="90d"
    /// ```
    pub struct Rollback("rollback") {
        /// The environments that can be taken back.
        arg environments: Vec<S<Name>> => refers Environment,
        /// How long it may take; what a roll-out and its checks need where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
        /// How long the record is kept; 90 days where nothing is said.
        prop keep "keep": Option<S<Duration>>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
    }
}

node! {
    /// A last job that writes what happened into the run's summary, and fails when any job did.
    ///
    /// ```kdl
    /// summary title="All good"
    /// ```
    pub struct Summary("summary") {
        /// The name that people see.
        prop title "title": Option<S<String>>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
    }
}

node! {
    /// A job that fails when the committed files are not what `deploy.kdl` compiles to, and says in its summary which
    /// are not and in which lines. In a workflow with a schedule, it finds what was pushed past every review.
    ///
    /// ```kdl
    /// drift version="0.1.0"
    /// ```
    pub struct Drift("drift") {
        /// The version of dbgen that it installs.
        prop version "version": S<Semver>,
        /// How it is installed, in place of `cargo install`.
        prop install "install": Option<S<String>>,
        /// The folder of the spec; the root where nothing is said.
        prop directory "directory": Option<S<crate::schema::kinds::Path>> => lists Folders,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
    }
}
