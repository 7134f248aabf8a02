//! A workflow as GitHub reads it.

use super::actions;
use super::expr::{Expr, Script, Value};
use super::permissions::{self, Scope};
use crate::emit::raw;
use crate::plan::{Raw, RawTarget};
use crate::yaml::{Document, Item, Map, Yaml};
use std::borrow::Cow;
use std::sync::Arc;

/// A value with its name, which is mostly a word of this program.
pub type Named = (Cow<'static, str>, Value);

/// Named values in their order.
pub type Values = Vec<Named>;

/// A workflow: one file.
#[derive(Debug, Default)]
pub struct Workflow {
    /// The name that people see.
    pub name: String,
    /// What starts it.
    pub on: Map,
    /// Whether a newer run of the same pull request takes its place.
    pub concurrency: Option<Concurrency>,
    /// Variables of every job.
    pub env: Values,
    /// Its jobs, in the order in which they run.
    pub jobs: Vec<Job>,
    /// The user's own fields.
    pub raw: Vec<Raw>,
}

/// Which runs wait for each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Concurrency {
    /// Those of the same group.
    pub group: Value,
    /// Whether a newer one cancels an older one.
    pub cancel: Value,
    /// Whether all that wait are kept, not only the last.
    pub queue: bool,
    /// What a reader should know.
    pub comment: String,
}

/// A job.
#[derive(Debug, Default)]
pub struct Job {
    /// Its key.
    pub id: String,
    /// The name that people see.
    pub name: String,
    /// What a reader should know.
    pub comment: String,
    /// The jobs that it waits for.
    pub needs: Vec<String>,
    /// When it runs at all.
    pub condition: Option<Expr>,
    /// What it does.
    pub body: Body,
    /// The user's own fields.
    pub raw: Vec<Raw>,
}

/// What a job does.
#[derive(Debug)]
pub enum Body {
    /// It takes steps on a machine.
    Steps(Box<Steps>),
    /// It calls another workflow.
    Call {
        /// The workflow's file.
        workflow: String,
        /// Its inputs.
        with: Values,
        /// Its secrets.
        secrets: Values,
        /// What its jobs may do.
        permissions: Arc<[Scope]>,
    },
}

impl Default for Body {
    fn default() -> Self {
        Self::Steps(Box::default())
    }
}

/// Steps on a machine, and what holds for all of them.
#[derive(Debug, Default)]
pub struct Steps {
    /// The machine.
    pub runner: String,
    /// After how many minutes it is stopped.
    pub timeout: Minutes,
    /// The environment that guards it, and its address.
    pub environment: Option<(String, Option<String>)>,
    /// Which runs wait for each other.
    pub concurrency: Option<Concurrency>,
    /// What later jobs read.
    pub outputs: Values,
    /// Containers beside it.
    pub services: Map,
    /// Variables of its steps.
    pub env: Values,
    /// The folder that commands run in.
    pub directory: Option<String>,
    /// The combinations that it runs for.
    pub matrix: Map,
    /// The steps.
    pub steps: Vec<Step>,
}

/// Minutes: a number or an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Minutes(pub Value);

impl Default for Minutes {
    fn default() -> Self {
        Self(Value::Int(20))
    }
}

/// A step.
#[derive(Debug, Default)]
pub struct Step {
    /// What later steps call it.
    pub id: Option<String>,
    /// The name that people see; GitHub shows the command where there is none.
    pub name: Option<String>,
    /// What a reader should know.
    pub comment: String,
    /// When it runs, if not after success alone.
    pub condition: Option<Expr>,
    /// What it does.
    pub action: Does,
    /// Its inputs.
    pub with: Values,
    /// Its variables.
    pub env: Values,
    /// The folder that it runs in.
    pub directory: Option<String>,
    /// Whether the job goes on when it fails.
    pub optional: bool,
    /// What it may do beyond what its action is known to need.
    pub scopes: Vec<Scope>,
    /// The user's own fields.
    pub raw: Vec<Raw>,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Does {
    /// Commands.
    Run(Script),
    /// An action at a commit, and the version of that commit.
    Uses {
        /// `owner/name`.
        action: String,
        /// The commit.
        commit: String,
        /// The version, for people.
        version: String,
    },
}

impl Default for Does {
    fn default() -> Self {
        Self::Run(Script::lines(["true"]))
    }
}

impl Step {
    /// A step that runs commands.
    pub fn run(script: Script) -> Self {
        Self { action: Does::Run(script), ..Self::default() }
    }

    /// A step that runs the lines of a script of the compiler's own.
    pub fn lines<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> Self {
        Self::run(Script::lines(lines))
    }

    /// A step with an action of the table. An action that is not in it is a mistake of this compiler, which a test
    /// finds; it becomes a reference that every judge refuses.
    pub fn uses(action: &str) -> Self {
        let known = actions::find(action);
        debug_assert!(known.is_some(), "{action} is not in actions.tsv");
        let (commit, version) = known.map_or(("", ""), |known| (known.commit, known.version));
        Self {
            action: Does::Uses { action: action.to_owned(), commit: commit.to_owned(), version: version.to_owned() },
            ..Self::default()
        }
    }

    /// The name that people see.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What later steps call it.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// When it runs.
    #[must_use]
    pub fn when(mut self, condition: impl Into<String>) -> Self {
        self.condition = Some(Expr::new(condition));
        self
    }

    /// An input.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.with.push((name.into(), value.into()));
        self
    }

    /// A variable.
    #[must_use]
    pub fn env(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Variables.
    #[must_use]
    pub fn envs(mut self, values: impl IntoIterator<Item = Named>) -> Self {
        self.env.extend(values);
        self
    }

    /// What a reader should know.
    #[must_use]
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.comment = text.into();
        self
    }

    /// What it may do.
    #[must_use]
    pub fn may(mut self, scope: Scope) -> Self {
        self.scopes.push(scope);
        self
    }

    fn into_yaml(self) -> Map {
        let mut map = Map::with_room(8);
        map.opt("name", self.name).opt("id", self.id);
        map.opt("if", self.condition.map(Expr::into_bare));
        if self.optional {
            map.set("continue-on-error", true);
        }
        let run = match self.action {
            Does::Uses { action, commit, version } => {
                map.set("uses", format!("{action}@{commit}")).eol("uses", version);
                None
            }
            Does::Run(script) => Some(script.into_text()),
        };
        map.filled("with", values(self.with)).filled("env", values(self.env));
        map.opt("working-directory", self.directory).opt("run", run);
        raw::overlay(&mut map, &self.raw, RawTarget::Github);
        map
    }
}

impl Job {
    /// The steps, where it has some.
    pub fn steps(&self) -> Option<&Steps> {
        match &self.body {
            Body::Steps(steps) => Some(steps),
            Body::Call { .. } => None,
        }
    }

    /// What its token may do: the least that its steps need.
    pub fn permissions(&self) -> Arc<[Scope]> {
        match &self.body {
            Body::Steps(steps) => permissions::least(&steps.steps).into(),
            Body::Call { permissions, .. } => Arc::clone(permissions),
        }
    }

    fn into_yaml(mut self) -> Map {
        let scopes = permissions::to_yaml(&self.permissions());
        let mut map = Map::with_room(8);
        map.append("name", self.name);
        match self.needs.len() {
            0 => {}
            1 => _ = map.opt("needs", self.needs.pop()),
            _ => map.append("needs", Yaml::flow(self.needs)),
        }
        map.opt("if", self.condition.map(Expr::into_bare));
        match self.body {
            Body::Steps(steps) => steps.write(&mut map, scopes),
            Body::Call { workflow, with, secrets, .. } => {
                map.append("permissions", scopes);
                map.append("uses", workflow);
                map.filled("with", values(with)).filled("secrets", values(secrets));
            }
        }
        raw::overlay(&mut map, &self.raw, RawTarget::Github);
        map
    }
}

impl Steps {
    fn write(self, map: &mut Map, scopes: Map) {
        map.set("runs-on", self.runner).set("timeout-minutes", self.timeout.0);
        map.set("permissions", scopes);
        match self.environment {
            Some((name, Some(url))) => _ = map.set("environment", Map::new().with("name", name).with("url", url)),
            Some((name, None)) => _ = map.set("environment", name),
            None => {}
        }
        if let Some(mut concurrency) = self.concurrency {
            let comment = std::mem::take(&mut concurrency.comment);
            map.set("concurrency", concurrency.into_yaml()).comment("concurrency", comment);
        }
        map.filled("outputs", values(self.outputs));
        if !self.matrix.is_empty() {
            map.set("strategy", Map::new().with("fail-fast", false).with("matrix", self.matrix));
        }
        map.filled("services", self.services).filled("env", values(self.env));
        if let Some(directory) = self.directory {
            map.set("defaults", Map::new().with("run", Map::new().with("working-directory", directory)));
        }
        let steps = self.steps.into_iter().map(|mut step| {
            let comment = std::mem::take(&mut step.comment);
            Item::new(step.into_yaml()).comment(comment)
        });
        map.set("steps", Yaml::seq(steps));
    }
}

impl Concurrency {
    fn into_yaml(self) -> Map {
        let mut map = Map::new();
        map.set("group", self.group).set("cancel-in-progress", self.cancel);
        if self.queue {
            map.set("queue", "max");
        }
        map
    }
}

impl Workflow {
    /// The text of its file.
    pub fn print(self) -> String {
        let mut map = Map::new();
        map.set("name", self.name).set("on", self.on).plain("on").blank_before("on");
        map.set("permissions", Map::new()).blank_before("permissions");
        if let Some(mut concurrency) = self.concurrency {
            let comment = std::mem::take(&mut concurrency.comment);
            map.set("concurrency", concurrency.into_yaml()).blank_before("concurrency");
            map.comment("concurrency", comment);
        }
        map.set("defaults", Map::new().with("run", Map::new().with("shell", "bash"))).blank_before("defaults");
        map.filled("env", values(self.env)).blank_before("env");
        let mut jobs = Map::with_room(self.jobs.len());
        let mut comments = Vec::with_capacity(self.jobs.len());
        for mut job in self.jobs {
            comments.push(std::mem::take(&mut job.comment));
            jobs.set(std::mem::take(&mut job.id), job.into_yaml());
        }
        for (trivia, comment) in jobs.trivia_mut().zip(comments) {
            trivia.blank = true;
            trivia.set_above(comment);
        }
        map.set("jobs", jobs).blank_before("jobs");
        raw::overlay(&mut map, &self.raw, RawTarget::Github);
        Document::new(map).header(crate::emit::HEADER).print()
    }
}

fn values(values: Values) -> Map {
    values.into_iter().collect()
}
