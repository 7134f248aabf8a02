//! The names of the problems. A code is declared once, with its page.
//!
//! `NAME = "slug";` is something that nothing can be made of: always an error. `NAME = "slug" => Level;` is a rule: what
//! it finds could be built, is unwise all the same, and weighs what the spec says by `allow`, `warn` or `deny`, or else
//! the level that stands here. `beside "Dockerfile"` names what stands in the `files` of its fixtures, for its page.

use super::Level;
use std::fmt;

/// A problem's name: a kebab-case slug, shown in brackets and searched for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Code {
    /// The level of a rule where the spec sets no other; `None` for what is no rule.
    pub fn rule(self) -> Option<Level> {
        RULES.iter().find(|(code, _)| *code == self).map(|(_, level)| *level)
    }

    /// What a finding of it weighs where the spec says nothing.
    pub fn level(self) -> Level {
        self.rule().unwrap_or(Level::Error)
    }
}

/// A spec of `tests/diagnostics`, which holds that the bad one fires its code and the good one nothing.
macro_rules! fixture {
    ($slug:literal, $name:literal) => {
        include_str!(concat!("../../tests/diagnostics/", $slug, "/", $name, ".kdl"))
    };
}

/// A spec that a code is said of, one that is right, and the files beside both with their texts.
pub(super) type Example = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $slug:literal $(=> $level:ident)? $(, beside $($file:literal)+)?;)*) => {
        $($(#[doc = $doc])+ pub const $name: Code = Code($slug);)*
        /// Every code with its page, in the order of declaration.
        pub const ALL: &[(Code, &str)] = &[$(($name, concat!($($doc, "\n"),+))),*];
        /// Every rule with its level, in the order of declaration.
        pub const RULES: &[(Code, Level)] = &[$($(($name, Level::$level),)?)*];
        /// For every code, in the same order, its fixtures.
        pub(super) const EXAMPLES: &[Example] = &[$((
            fixture!($slug, "bad"),
            fixture!($slug, "good"),
            &[$($(($file, include_str!(concat!("../../tests/diagnostics/", $slug, "/files/", $file)))),+)?],
        )),*];
    };
}

codes! {
    /// The text is not KDL 2.0.
    SYNTAX = "syntax";
    /// A file is not UTF-8, or cannot be read, or the spec is larger than any that people write: more than 16 MiB or
    /// 400,000 nodes and values in all its files, more than 500 environments, 2,000 secrets, or 1,000 stages or jobs
    /// or 10,000 steps in a workflow, or so many services in so many environments that their settings come to more than
    /// 256 MiB.
    UNREADABLE_FILE = "unreadable-file", beside "services/api.kdl";
    /// `include` names no file, leaves the repository, or includes itself.
    BAD_INCLUDE = "bad-include", beside "services/api.kdl";
    /// A node that the language does not have at this place.
    UNKNOWN_NODE = "unknown-node";
    /// A property that this node does not have.
    UNKNOWN_PROPERTY = "unknown-property";
    /// An argument more than this node takes.
    UNEXPECTED_ARGUMENT = "unexpected-argument";
    /// A value of the wrong kind, or outside the allowed set.
    WRONG_VALUE = "wrong-value";
    /// An argument, property or child node that must be there.
    MISSING = "missing";
    /// The same property, node or name twice.
    DUPLICATE = "duplicate";
    /// A name that refers to nothing, where a service, a database or a cache could be meant.
    UNKNOWN_REFERENCE = "unknown-reference";
    /// A service that is not declared.
    UNKNOWN_SERVICE = "unknown-service";
    /// A database or cache that is not declared.
    UNKNOWN_DATASTORE = "unknown-datastore";
    /// An environment that is not declared.
    UNKNOWN_ENVIRONMENT = "unknown-environment";
    /// A secret that is not declared. Its name belongs into `secrets`, so that `dbgen secrets` can say who sets it where.
    UNKNOWN_SECRET = "unknown-secret";
    /// A stage that the workflow does not have.
    UNKNOWN_STAGE = "unknown-stage";
    /// A job that the workflow does not have.
    UNKNOWN_JOB = "unknown-job";
    /// A language that the project's toolchain does not have: no version of it is known.
    UNKNOWN_TOOL = "unknown-tool";
    /// Something that is declared, and that an environment does not have, in which it is needed.
    NOT_IN_ENVIRONMENT = "not-in-environment";
    /// An address, or a part of one, of a service that has none: it listens on no port, or the world does not reach it.
    NO_ADDRESS = "no-address";
    /// Things that wait for, or copy, each other in a circle.
    CYCLE = "cycle";
    /// A secret with a value. Secrets have names only.
    SECRET_VALUE = "secret-value";
    /// Something that looks like a credential: by the form of a known service's keys, as a private key, as a password in
    /// an address, or because it is as random as keys are. A spec is kept in a repository, where everybody who can read
    /// it, now or later, has the value: take it out, replace it at its service, declare a name in `secrets` and refer to
    /// that. dbgen shows no part of it. If it is none, say so: `allow "credential" reason="..."`.
    CREDENTIAL = "credential" => Error;
    /// Two ways of saying a thing at once, of which one must go.
    CONFLICT = "conflict";
    /// A placeholder that dbgen does not know, or in a place where none is filled in.
    BAD_PLACEHOLDER = "bad-placeholder";
    /// The platform of this environment has no way to say this.
    NOT_EXPRESSIBLE = "not-expressible";
    /// A waiver that waives nothing: an `accept-loss` for what is not lost, or an `allow` or `warn` for what is not found
    /// in its node. What it was written for has been mended, or it stands in the wrong place.
    UNUSED_WAIVER = "unused-waiver";
    /// A waiver without a reason: the question that a fix has put in its place, or a mark such as `todo` or `...`. Who
    /// reads it in a year cannot tell whether it still holds. Say why it is right here, or what has to come about for
    /// the line to go.
    NO_REASON = "no-reason" => Warning;
    /// A service that the world reaches and that nothing asks whether it is well: a deploy cannot tell a version that
    /// works from one that does not, and traffic goes to processes that have stopped to answer.
    NO_HEALTH_CHECK = "no-health-check" => Warning;
    /// An environment that looks like production, by its name or as the last one of a chain of deploys, and that a push
    /// changes without anybody's word. Deploys by a pushed tag or by hand are somebody's decision already.
    NO_APPROVAL = "no-approval" => Warning;
    /// An approval that has to be set by hand. GitHub keeps who approves in the settings of the environment, where no file
    /// reaches it; the workflow refuses to deploy until it is there. Once it is set, say so with an `allow`.
    APPROVAL_SETTING = "approval-setting" => Advice;
    /// A secret that nothing uses: somebody will set it, keep it and replace it for nothing.
    UNUSED_SECRET = "unused-secret" => Warning;
    /// A service that runs nowhere: no environment has it, or each has none of it.
    UNUSED_SERVICE = "unused-service" => Warning;
    /// A database or cache that no service and no job uses. It runs in every environment, and most platforms ask money for
    /// it.
    UNUSED_DATASTORE = "unused-datastore" => Warning;
    /// An environment in which no service runs.
    EMPTY_ENVIRONMENT = "empty-environment" => Warning;
    /// Two services that are reached under the same host name and path: only one of them can answer. Two environments that
    /// share a host name are the same mistake, unless something in front of both tells them apart.
    DOMAIN_CLASH = "domain-clash" => Error;
    /// A job that none of the events starts: its `only` names none of those that start the workflow, what it needs is built
    /// for other events, or it publishes and the workflow runs for pull requests alone.
    NEVER_RUNS = "never-runs";
    /// A file or directory that the spec names does not exist.
    NO_SUCH_FILE = "no-such-file" => Error, beside "api/Dockerfile";
    /// A command whose failure is thrown away, so that its job cannot fail.
    HIDDEN_FAILURE = "hidden-failure" => Error;
    /// A pause where a question with a deadline belongs.
    SLEEP_AS_CHECK = "sleep-as-check" => Error;
    /// A deploy behind an approval that does not wait for the environments without one.
    DEPLOY_ORDER = "deploy-order" => Error;
    /// An environment that no workflow deploys to: nothing would read its files.
    NEVER_DEPLOYED = "never-deployed" => Error;
    /// A roll-out that watches nothing, or whose conditions can never hold.
    BLIND_ROLLOUT = "blind-rollout" => Error;
    /// Two things want the same port of one machine.
    PORT_CLASH = "port-clash";
    /// A service is to be asked inside its container, but nothing is known there that could ask.
    NO_HEALTH_TOOL = "no-health-tool";
    /// A service waits for one that does not start with it.
    INACTIVE_DEPENDENCY = "inactive-dependency";
    /// A canary or blue-green roll-out with a migration that is not declared to suit the old version, too.
    INCOMPATIBLE_MIGRATION = "incompatible-migration" => Error;
    /// A command that holds an expression of GitHub: whatever its value is would run as a command. Values reach a command
    /// through its environment.
    EXPRESSION_IN_RUN = "expression-in-run";
    /// An expression of GitHub that cannot be read.
    BAD_EXPRESSION = "bad-expression";
    /// An action that dbgen does not know and that names no commit.
    UNKNOWN_ACTION = "unknown-action";
    /// An action whose commit or version is missing or not whole: other code could come under the same name.
    UNPINNED_ACTION = "unpinned-action";
    /// An input that the action does not have at its pinned commit.
    UNKNOWN_ACTION_INPUT = "unknown-action-input";
    /// An input that a coming version of the action will not have.
    DEPRECATED_INPUT = "deprecated-input" => Warning;
    /// A container that is named by a tag alone, which can come to mean another image.
    UNPINNED = "unpinned-image" => Warning;
    /// A generated file that its platform would refuse: a fault of dbgen, or of a `raw` block.
    INVALID_OUTPUT = "invalid-output";
    /// A secret that is used where nobody gives it: by an environment that its `only` does not name, by a job that
    /// belongs to no environment, or in a workflow where the platform holds it. The process would see an empty value.
    /// Add the environment to `only`, take the variable away there with `#null`, or declare a secret of its own.
    SECRET_NOT_HERE = "secret-not-here";
    /// The key to an environment behind an approval, kept where every workflow of every branch can read it. Whoever can
    /// push a branch can then deploy without anybody having agreed. With `only` GitHub keeps it in the environment and
    /// hands it out after the approval. Waive it where only trusted people can push.
    SECRET_LEAK = "secret-leak" => Warning;
    /// An expression that names a secret which the spec does not declare. `dbgen secrets` could not say what it is for
    /// and who sets it, and a slip of the pen gives an empty value without a word. Declare it with `for="pipeline"`.
    /// Waive it for a secret that the organisation sets everywhere.
    UNDECLARED_SECRET = "undeclared-secret" => Warning;
    /// A build argument that holds a secret. Its value stays in the image's history, where everybody who can pull the
    /// image can read it. Give it at run time; what only the build needs belongs into a build secret of the Dockerfile.
    /// Waive it for a key that is public all the same.
    SECRET_IN_IMAGE = "secret-in-image" => Warning;
    /// A variable that holds a secret, by its name, and has a plain value in an environment that people use. Everybody
    /// who can read the repository, now or later, knows it. Declare a secret and refer to it; a value that was written
    /// down once is to be replaced. Waive it for a value that only looks like a secret.
    PLAIN_SECRET = "plain-secret" => Warning;
    /// An image of somebody else's under a tag that moves, such as `latest`, or a major version in production. The next
    /// start of a container can bring another image, which nobody has tested and no commit tells of. Name a whole
    /// version or the digest. Waive it for an image that is yours and whose tag never moves.
    MUTABLE_TAG = "mutable-tag" => Warning;
    /// A variable whose value names another one, `${NAME}`, as Compose files and shells do. No shell reads it: the process
    /// sees the letters. Write the value, in each environment where they differ, or take a secret. Waive it where the
    /// process itself fills it in.
    UNFILLED_VARIABLE = "unfilled-variable" => Warning;
    /// A variable with an address on `localhost` in an environment that is not a developer's machine. In a container
    /// that is the container itself: what it asks for runs elsewhere. Take the address `from=` the database or service
    /// that it means. Waive it where a second process runs in the same container.
    LOCALHOST_ADDRESS = "localhost-address" => Warning;
    /// A framework's switch for debugging, or its mode for development, in production. Pages of errors then show
    /// strangers the code, the settings and often the secrets, and requests take longer. Set it for the development
    /// environment alone.
    DEBUG_IN_PRODUCTION = "debug-in-production" => Warning;
    /// A variable that leads from production to another environment, or from another one to production. Tests then
    /// change what customers see, or customers get what is under test. Set it for each environment, or take it `from=`
    /// the service that it means. Waive it for something that all environments share on purpose, such as a login.
    FOREIGN_ADDRESS = "foreign-address" => Warning;
    /// An environment that the world reaches by `http://`. Everybody on the way can read passwords and sessions, and
    /// change the pages. Every platform that dbgen knows brings certificates of its own. Waive it where something in
    /// front of it speaks TLS.
    PLAIN_HTTP = "plain-http" => Warning;
    /// A build argument that names one environment, or its address, in an image that several environments run. An image
    /// is built once and promoted: what is baked in for one is wrong in the others. Give the value at run time, or take
    /// it `from=` a public address, which makes one image for each environment.
    BAKED_ENVIRONMENT = "baked-environment" => Warning;
    /// A service that must never run twice, such as a scheduler, with a `scale` of more than one; often one of the two
    /// was said in another layer. Two schedulers send everything twice. Write `scale 1` where it is scaled, or take
    /// `singleton` away.
    SCALED_SINGLETON = "scaled-singleton" => Error;
    /// A service that is given more processor for certain than it may use at most. Kubernetes refuses such a pod. Raise
    /// `cpu-limit`, or leave it out: then it may use whatever is free.
    LIMIT_BELOW_REQUEST = "limit-below-request" => Error;
    /// A canary whose part of the traffic nothing could keep. The chart gives weights to ingress-nginx by its
    /// annotations; other controllers do not read them, and what the canary gets is then an accident. Name the class of
    /// an ingress-nginx, or roll out without weights. Waive it where a class of another name is one.
    NO_TRAFFIC_ROUTER = "no-traffic-router" => Error;
    /// Two environments in the same namespace of what is, by its key, the same cluster. Their releases have one name: a
    /// deploy of one replaces the other, and both read the same secrets. Give each a namespace. Waive it where the same
    /// secret holds the key to another cluster in each environment.
    SHARED_NAMESPACE = "shared-namespace" => Warning;
    /// A name that a platform refuses or cuts once it is put together: the project's name stands in front of namespaces
    /// and of objects in a cluster, where 63 characters is the end and 52 for scheduled jobs; a job on GitHub has fewer
    /// than 100, a user of MySQL 32.
    NAME_TOO_LONG = "name-too-long" => Error;
    /// A deploy that ends before its own steps have: the soaks of a canary, or a migration, take longer than its
    /// timeout. It would be cut off half-way each time. Give it more time, or take the timeout away: dbgen adds up what
    /// the steps take.
    TIMEOUT_TOO_SHORT = "timeout-too-short" => Error;
    /// A workflow that is to start more often than every five minutes, which GitHub does not do. Ask for less; what
    /// must look more often is a service of its own.
    FREQUENT_SCHEDULE = "frequent-schedule" => Error;
    /// A schedule on a day that never comes, such as the 31st of April. Nothing would ever start, and nothing would say
    /// so.
    IMPOSSIBLE_SCHEDULE = "impossible-schedule" => Error;
    /// A schedule that means something else than it seems to. With a day of the month and a weekday cron takes days
    /// that suit either, not both; a step such as `*/45` starts anew with each hour, so that it is no interval of 45
    /// minutes. Name the times. Waive it where just that is meant.
    SURPRISING_SCHEDULE = "surprising-schedule" => Warning;
    /// A workflow that starts at minute 0. GitHub says itself that at the full hour runs start late and may be left
    /// out, because so many are due. Any other minute is better.
    BUSY_HOUR = "busy-hour" => Advice;
    /// A time zone that is no name of the time zone database. Kubernetes refuses such a job. Write an area and a place,
    /// such as `Europe/Berlin`, or `UTC`; short names such as `PST` mean several zones, or none.
    UNKNOWN_TIME_ZONE = "unknown-time-zone" => Error;
    /// A job that may take longer than the six hours after which GitHub ends every job on its own machines: a canary
    /// would be cut off half-way. Shorten its timeout, or the steps of the roll-out that it waits for. A runner of your
    /// own has five days.
    JOB_TOO_LONG = "job-too-long" => Error;
    /// A matrix of more than 256 combinations, the most that GitHub starts. Take values away, or make two jobs of it.
    MATRIX_TOO_LARGE = "matrix-too-large" => Error;
    /// Two artifacts of one run under the same name. The second upload fails, and its job with it. `junit` uploads its
    /// report under a name that is made of `flag=`: two without a flag have the same one.
    ARTIFACT_CLASH = "artifact-clash" => Error;
    /// Files that are to be kept longer than GitHub keeps any: 90 days in a public repository, 400 in a private one
    /// whose settings allow that. It deletes them earlier, with no more than a line in a log. Keep what must last in a
    /// release, a registry or an object store.
    KEPT_TOO_LONG = "kept-too-long" => Advice;
    /// A variable of a job that GitHub sets itself, such as `GITHUB_REF`, or `PATH`, without which the job finds no
    /// command; or an axis of a matrix that becomes such a variable: a step sees the value of `path` as `PATH`.
    RESERVED_NAME = "reserved-name" => Error;
    /// A command that runs a script which the repository does not have: `./x.sh`, `bash x.sh`, `python x.py`. The job
    /// would fail with each run. Paths start at the root, or at the `directory` of the step or job. Waive it for a
    /// script that an earlier step brings in a way that cannot be seen here.
    NO_SUCH_SCRIPT = "no-such-script" => Error, beside "scripts/seed.sh" "web/release.sh";
    /// A command that runs what its file does not have: a target of a Makefile, a recipe of a justfile, a script of a
    /// package.json. The job would fail with each run. The file is that of the folder in which the command runs; one that
    /// includes others, or makes up names as it is run, is not judged. Waive it for a file that an earlier step brings.
    NO_SUCH_TASK = "no-such-task" => Warning, beside "Makefile" "web/package.json" "justfile";
    /// A job that calls poetry, uv or pnpm and has set none of them up. GitHub's machines do not have them, and each
    /// job gets a fresh one. Add `use` with the language: it brings the package manager, its cache and the packages.
    /// Waive it for a runner whose label only looks like one of GitHub's.
    TOOL_NOT_SET_UP = "tool-not-set-up" => Error;
    /// A job that reads a secret and runs for pull requests. A pull request from a fork is given none, so that the job
    /// fails there; one from a branch runs code that nobody has agreed to, with the secret in its hands. Run it for
    /// pushes only. Waive it in a private repository whose members may read the secret.
    SECRET_ON_PULL_REQUEST = "secret-on-pull-request" => Advice;
    /// A deploy to production that does not wait for the scan of its own images. What the scan finds is then live
    /// already. Put the deploy into a stage after the scan.
    DEPLOY_BEFORE_SCAN = "deploy-before-scan" => Warning;
    /// A job on a machine that GitHub no longer has. It would wait for one until it is cancelled a day later. Take a
    /// newer one. Waive it for a runner of your own that has taken over the label.
    RETIRED_RUNNER = "retired-runner" => Error;
    /// A package manager whose lock file does not exist. Jobs install from it, so that every run has the same packages,
    /// and keep their cache by it: without it their set-up fails. Make it and commit it, or say with `directory=` where
    /// it is.
    NO_LOCK_FILE = "no-lock-file" => Error, beside "web/pnpm-lock.yaml";
    /// A `target` of a build that is no stage of the Dockerfile. No image could be built.
    NO_SUCH_TARGET = "no-such-target" => Error, beside "Dockerfile";
    /// A build argument that the Dockerfile never declares with `ARG`. The build goes through, and the value goes
    /// nowhere. Declare it in the stage that uses it: each stage has its own.
    UNUSED_BUILD_ARG = "unused-build-arg" => Warning, beside "Dockerfile";
    /// An image for Kubernetes that runs as root, or as a user that is named by a word. The chart lets nothing run as
    /// root, and only a number can be told from root: the cluster would refuse to start the container. End the
    /// Dockerfile's stage with a number, `USER 10001:10001`, or write `user`. Waive it where a base image sets a number
    /// that cannot be seen here.
    RUNS_AS_ROOT = "runs-as-root" => Error, beside "Dockerfile";
    /// An environment behind an approval that a workflow deploys and none takes back. When a version turns out bad,
    /// somebody has to remember by hand how to go back. A workflow with `rollback` is started by hand, asks for a
    /// reason, and checks what it did.
    NO_ROLLBACK = "no-rollback" => Advice;
    /// An environment behind an approval that is deployed without a question from outside. Health checks ask each
    /// process from within; whether the world reaches it, by its name and with its certificate, only a request from
    /// outside can tell. Add `smoke`.
    NO_SMOKE = "no-smoke" => Advice;
    /// An approval that GitHub's settings cannot hold: more than six reviewers, or a wait of more than 30 days. A team
    /// counts as one reviewer, and any of it can agree.
    APPROVAL_LIMITS = "approval-limits" => Error;
    /// An approval in an environment that its platform builds and deploys by itself. Approvals are kept by workflows; a
    /// push whose checks pass is live without anybody having been asked. Let the pipeline build and deploy, or take the
    /// approval away. Waive it where it is there for what Render makes of it: settings that admins alone may change.
    BYPASSED_APPROVAL = "bypassed-approval" => Warning;
    /// A repository of images that a workflow could not push to. The token of a job opens ghcr.io for the owner of its
    /// own repository only; Docker Hub wants a login, and a namespace and a name; Amazon's registry wants a role. Waive
    /// it where the registry has been told to let the workflow in.
    REGISTRY_REFUSES = "registry-refuses" => Error;
    /// A language or database whose version gets no security fixes any more. Holes that are found in it stay open. Move
    /// to a supported version. Waive it, with a date in the reason, while the move is on its way, or where somebody
    /// sells fixes for it.
    END_OF_LIFE = "end-of-life" => Warning;
}
