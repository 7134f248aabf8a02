//! The steps of a job.

use crate::node;
use crate::schema::kinds::{Duration, Name, Path, Scalar, VariableName, choices};
use crate::source::S;
use crate::spec::{EnvBlock, Raw, ToolName};

node! {
    /// Sets up a language of the project's toolchain, its package manager and its cache, and installs the packages.
    ///
    /// ```kdl
    /// use "node"
    /// use "python" install="poetry install --only main"
    /// ```
    pub struct UseTool("use") {
        /// The language.
        arg tool: S<ToolName> => refers Tool,
        /// How packages are installed here, in place of the toolchain's way; `""` for not at all.
        prop install "install": Option<S<String>>,
    }
}

node! {
    /// Runs datastores of the spec as live containers beside the job.
    ///
    /// ```kdl
    /// with "db" "redis" for="api"
    /// ```
    pub struct WithDatastores("with") {
        /// The datastores.
        arg datastores: Vec<S<Name>> => refers Datastore,
        /// The service whose variables the job sees, pointed at these containers.
        prop service "for": Option<S<Name>> => refers Service,
    }
}

node! {
    /// Runs commands, each as a step of its own.
    ///
    /// ```kdl
    /// run "pnpm lint" "pnpm test"
    /// run "./scripts/report.sh" name="Report" directory="tools" on="always" {
    ///     env VERBOSE="1"
    /// }
    /// ```
    pub struct RunStep("run") {
        /// The commands.
        arg commands: Vec<S<String>>,
        /// The name that people see; the command where nothing is said.
        prop name "name": Option<S<String>>,
        /// The folder that they run in.
        prop directory "directory": Option<S<Path>> => lists Folders,
        /// When it runs, after the steps before it.
        prop when "on": Option<S<StepWhen>>,
        /// Whether the job goes on when it fails.
        prop optional "optional": Option<S<bool>>,
        /// Variables of the step.
        child env "env": Option<EnvBlock>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

choices! {
    /// When a step runs.
    pub enum StepWhen {
        /// When all before it has succeeded.
        Success = "success",
        /// When something before it has failed.
        Failure = "failure",
        /// In any case.
        Always = "always",
    }
}

node! {
    /// Runs an action of the marketplace. dbgen knows many, with their pinned commit and their inputs; for others the
    /// commit must be named.
    ///
    /// ```kdl
    /// action "trufflesecurity/trufflehog" name="Look for leaked secrets" {
    ///     with { extra_args "--only-verified"; }
    /// }
    /// ```
    pub struct ActionStep("action") {
        /// The action, such as `"trufflesecurity/trufflehog"`.
        arg action: S<String> => lists Actions,
        /// The name that people see.
        prop name "name": Option<S<String>>,
        /// The commit, for an action that dbgen does not know.
        prop commit "commit": Option<S<String>>,
        /// The version of that commit, for people.
        prop version "version": Option<S<String>>,
        /// When it runs, after the steps before it.
        prop when "on": Option<S<StepWhen>>,
        /// Its inputs.
        child with "with": Option<Inputs>,
        /// Variables of the step.
        child env "env": Option<EnvBlock>,
        /// Permissions that it needs, for an action that dbgen does not know, such as `"checks:write"`.
        value permissions "permissions": Vec<S<String>>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

node! {
    /// The inputs of an action.
    ///
    /// ```kdl
    /// with { extra_args "--only-verified"; }
    /// ```
    pub struct Inputs("with") {
        /// An input.
        rest inputs: Vec<Input>,
    }
}

node! {
    /// An input of an action.
    pub struct Input("") {
        /// The name.
        named name: S<String> => lists ActionInputs,
        /// The value.
        arg value: S<Scalar>,
    }
}

node! {
    /// Uploads a coverage report to Codecov, with the job's own identity and so without a token.
    ///
    /// ```kdl
    /// coverage "coverage.xml" flag="api"
    /// ```
    pub struct Coverage("coverage") {
        /// The report.
        arg file: S<Path>,
        /// The flag that it is filed under.
        prop flag "flag": Option<S<VariableName>>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
    }
}

node! {
    /// Keeps a JUnit report as an artifact and shows the tests that failed in the run's summary and at Codecov.
    ///
    /// ```kdl
    /// junit "junit.xml" flag="api"
    /// ```
    pub struct Junit("junit") {
        /// The report.
        arg file: S<Path>,
        /// The flag that it is filed under.
        prop flag "flag": Option<S<VariableName>>,
    }
}

node! {
    /// Uploads findings in SARIF to the repository's security page.
    ///
    /// ```kdl
    /// sarif "results.sarif" category="semgrep"
    /// ```
    pub struct Sarif("sarif") {
        /// The report.
        arg file: S<Path>,
        /// What tells it from the other reports of the commit.
        prop category "category": S<String>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
    }
}

node! {
    /// Keeps files of the job.
    ///
    /// ```kdl
    /// artifact "report" on="failure" keep="7d" {
    ///     paths "playwright-report/"
    /// }
    /// ```
    pub struct Artifact("artifact") {
        /// The name.
        arg name: S<Name>,
        /// The files, one path a value.
        value paths "paths": Vec<S<String>>,
        /// How long they are kept; 14 days where nothing is said.
        prop keep "keep": Option<S<Duration>>,
        /// When they are kept; always where nothing is said.
        prop when "on": Option<S<StepWhen>>,
        /// Fields of the platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
    }
}

node! {
    /// Starts an environment that runs on Compose, from the images that this run has built, and waits until it is
    /// well. Its containers' logs are kept when the job fails.
    ///
    /// ```kdl
    /// stack "e2e" timeout="5m"
    /// ```
    pub struct Stack("stack") {
        /// The environment.
        arg environment: S<Name> => refers Environment,
        /// How long it may take; 3 minutes where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
    }
}
