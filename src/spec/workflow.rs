//! `workflow`: what runs when.

use crate::node;
use crate::schema::kinds::{Cron, Duration, Glob, Name, choices};
use crate::source::S;
use crate::spec::{Deploy, Drift, EnvBlock, ImagesJobs, Job, Raw, Rollback, ScanImages, Summary};
use crate::union;

node! {
    /// A workflow of the pipeline. Its stages run one after another, the jobs of a stage side by side.
    ///
    /// ```kdl
    /// workflow "ci-cd" {
    ///     on push="main"
    ///     on pull-request="main"
    ///     stage "test" {
    ///         job "unit" {
    ///             use "python"
    ///             run "poetry run pytest"
    ///         }
    ///     }
    ///     stage "images" {
    ///         only "push"
    ///         images
    ///     }
    ///     stage "production" { deploy "production"; }
    ///     summary
    /// }
    /// ```
    pub struct Workflow("workflow") {
        /// The name, which is also the file's.
        arg name: S<Name> => declares Workflow,
        /// The name that people see; made of the name where nothing is said.
        prop title "title": Option<S<String>>,
        /// What starts it.
        child on "on": Vec<On>,
        /// Variables of every job.
        child env "env": Option<EnvBlock>,
        /// A stage.
        child stages "stage": Vec<Stage>,
        /// Takes environments back to an earlier version; started by hand.
        child rollback "rollback": Option<Rollback>,
        /// A last job that says what happened and fails when anything did.
        child summary "summary": Option<Summary>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

node! {
    /// What starts the workflow; several of them add up.
    ///
    /// ```kdl
    /// on push="main" {
    ///     paths "apps/**" "deploy.kdl"
    /// }
    /// on schedule="17 6 * * 1"
    /// ```
    pub struct On("on") {
        /// A push to a branch.
        prop push "push": Option<S<Glob>>,
        /// A pull request against a branch.
        prop pull_request "pull-request": Option<S<Glob>>,
        /// A pushed tag.
        prop tag "tag": Option<S<Glob>>,
        /// A time.
        prop schedule "schedule": Option<S<Cron>>,
        /// By hand.
        prop manual "manual": Option<S<bool>>,
        /// Only where one of these files has changed.
        value paths "paths": Vec<S<Glob>>,
    }
}

choices! {
    /// What has started a run.
    pub enum Event {
        /// A push to a branch.
        Push = "push",
        /// A pull request.
        PullRequest = "pull-request",
        /// A pushed tag.
        Tag = "tag",
        /// A time.
        Schedule = "schedule",
        /// A hand.
        Manual = "manual",
    }
}

node! {
    /// A stage: it starts when every job of the stage before it has succeeded.
    ///
    /// ```kdl
    /// stage "test" {
    ///     after "validate"
    ///     only "pull-request"
    ///     job "unit" { run "make test"; }
    /// }
    /// ```
    pub struct Stage("stage") {
        /// The name.
        arg name: S<Name> => declares Stage,
        /// The stages that it waits for, in place of the one before it.
        value after "after": Vec<S<Name>> => refers Stage,
        /// The events that it runs for; all that start the workflow where nothing is said.
        value only "only": Vec<S<Event>>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
        /// Its jobs.
        any jobs: Vec<StageJob>,
    }
}

union! {
    /// What can stand in a stage.
    pub enum StageJob { Job, ImagesJobs, ScanImages, Deploy, Drift }
}

/// How long a job may take where nothing is said.
pub const JOB_TIMEOUT: Duration = Duration::seconds(20 * 60);
