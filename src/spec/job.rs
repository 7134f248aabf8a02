//! `job`: steps on one machine.

use crate::node;
use crate::schema::kinds::{Duration, Name, Scalar, VariableName};
use crate::source::S;
use crate::spec::{
    ActionStep, Artifact, Coverage, EnvBlock, Event, Junit, Raw, RunStep, Sarif, Stack, UseTool, WithDatastores,
};
use crate::union;

node! {
    /// Steps on one fresh machine. The repository is checked out first.
    ///
    /// ```kdl
    /// job "unit" title="Unit tests" timeout="15m" {
    ///     use "python"
    ///     with "db" for="api"
    ///     run "poetry run alembic upgrade head" "poetry run pytest --junitxml=junit.xml"
    ///     junit "junit.xml"
    /// }
    /// ```
    pub struct Job("job") {
        /// The name.
        arg name: S<Name> => declares Job,
        /// The name that people see; made of the name where nothing is said.
        prop title "title": Option<S<String>>,
        /// The machine; `ubuntu-24.04` where nothing is said.
        prop runner "runner": Option<S<String>> => lists Runners,
        /// How long it may take; 20 minutes where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
        /// How much of the history is checked out: `full` for a look at all of it.
        prop history "history": Option<S<History>>,
        /// The events that it runs for.
        value only "only": Vec<S<Event>>,
        /// Jobs that it waits for, beside those of the stage before.
        value after "after": Vec<S<Name>> => refers Job,
        /// The folder that commands run in.
        value directory "directory": Option<S<crate::schema::kinds::Path>> => lists Folders,
        /// Variables of its steps.
        child env "env": Option<EnvBlock>,
        /// Runs the job once for each combination of values.
        child matrix "matrix": Option<Matrix>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
        /// Its steps.
        any steps: Vec<Step>,
    }
}

crate::schema::kinds::choices! {
    /// How much of the history is checked out.
    pub enum History {
        /// The commit alone.
        Shallow = "shallow",
        /// All of it.
        Full = "full",
    }
}

node! {
    /// Runs the job once for each combination of values. A step sees the value of `flow` as the variable `FLOW`.
    ///
    /// ```kdl
    /// matrix {
    ///     flow "critical" "mobile"
    ///     browser "chromium" "firefox"
    /// }
    /// ```
    pub struct Matrix("matrix") {
        /// A name and its values.
        rest axes: Vec<Axis>,
    }
}

node! {
    /// A name and its values.
    pub struct Axis("") {
        /// The name.
        named name: S<VariableName>,
        /// The values.
        arg values: Vec<S<Scalar>>,
    }
}

union! {
    /// What can stand in a job.
    pub enum Step { UseTool, WithDatastores, RunStep, ActionStep, Coverage, Junit, Sarif, Artifact, Stack }
}
