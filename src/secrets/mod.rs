//! The contract of the secrets: each name, what it is, who needs it, where it is set and by which command.
//!
//! What services need comes from the plan. What jobs need is read off the emitted workflows, so that an expression in
//! a `raw` block or in an action's input counts like everything else. Names only: no value passes through here.

use crate::emit::Artifact;
use crate::plan::{Environment, Holder, Plan};
use schemars::JsonSchema;
use serde::Serialize;

mod command;
mod jobs;
mod places;
mod text;

pub use jobs::{Needs, of_workflow};
pub use text::terminal;

/// Every secret that the files of a spec ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Contract {
    /// The version of this format; it changes when a field goes or means something else.
    pub format: u32,
    /// The project.
    pub project: String,
    /// `owner/name` on GitHub.
    pub repository: Option<String>,
    /// The secrets: those of the spec in its order, then those that follow from datastores and workflows.
    pub secrets: Vec<Secret>,
    /// The Secrets of clusters, each with all of its keys.
    pub cluster_secrets: Vec<ClusterSecret>,
}

/// A secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: Option<String>,
    /// Where the need for it comes from.
    pub origin: Origin,
    /// Whether things run without it.
    pub optional: bool,
    /// Whether any random text will do.
    pub generate: bool,
    /// After how many days it is to be replaced.
    pub rotate_days: Option<u64>,
    /// Where it is kept. Empty where nothing needs it.
    pub places: Vec<Place>,
}

/// Where the need for a secret comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The spec declares it.
    Declared,
    /// A database or cache has it.
    Datastore,
    /// An expression in a workflow names it; the spec does not declare it.
    Workflow,
}

/// Where one value of a secret is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// The environment that it is for; all where there is none.
    pub environment: Option<String>,
    /// What keeps it.
    pub store: Store,
    /// Its name there.
    pub key: String,
    /// The same in words.
    pub words: String,
    /// The services that read it from there.
    pub services: Vec<String>,
    /// The jobs that read it from there.
    pub jobs: Vec<Job>,
    /// The line of shell that sets it, and asks for the value or makes it up; none where there is nothing to do, or
    /// where the platform has no such command.
    pub command: Option<String>,
}

/// What keeps a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Store {
    /// The secrets of a repository on GitHub.
    GithubRepository,
    /// The secrets of an environment on GitHub.
    GithubEnvironment,
    /// Variables of services on Render, set in the dashboard.
    Render {
        /// The services, by their names there.
        services: Vec<String>,
    },
    /// Variables of services on Render, which Render makes up.
    RenderGenerated {
        /// The services, by their names there.
        services: Vec<String>,
    },
    /// A Secret in a cluster.
    Kubernetes {
        /// Its namespace.
        namespace: String,
        /// Its name.
        secret: String,
    },
    /// A file that Compose reads and nobody commits.
    EnvFile {
        /// The file.
        file: String,
    },
    /// The variables of the shell that Compose is started in.
    Shell {
        /// The Compose file.
        file: String,
    },
    /// The run of a job, which makes it up and forgets it.
    JobRun,
}

/// A job of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Job {
    /// The workflow: the name of its file, without the ending.
    pub workflow: String,
    /// The job's name in the file.
    pub id: String,
    /// The environment on GitHub that it runs in.
    pub environment: Option<String>,
}

/// A Secret of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ClusterSecret {
    /// The environment.
    pub environment: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub secret: String,
    /// Its keys, sorted.
    pub keys: Vec<String>,
    /// The line of shell that makes it of a file with a line `KEY=value` for each key.
    pub command: String,
}

/// The contract of a plan and of the files that it has become.
pub fn contract(plan: &Plan, artifacts: &[Artifact]) -> Contract {
    let needs = jobs::needs(artifacts);
    let mut secrets: Vec<Secret> = plan.secrets.iter().map(|secret| declared(plan, secret, &needs)).collect();
    secrets.extend(places::of_datastores(plan));
    for (name, jobs) in &needs {
        if plan.secret(name).is_none() {
            let places = vec![places::repository(plan, name, false, jobs.clone())];
            let origin = Origin::Workflow;
            secrets.push(Secret { origin, places, ..Secret::new(name) });
        }
    }
    Contract {
        format: 1,
        project: plan.project.name.clone(),
        repository: plan.project.repository.clone(),
        secrets,
        cluster_secrets: places::cluster_secrets(plan),
    }
}

fn declared(plan: &Plan, set: &crate::plan::Secret, needs: &jobs::Needs) -> Secret {
    let yes = |said: &Option<crate::source::S<bool>>| said.as_ref().is_some_and(|said| said.value);
    let mut secret = Secret {
        about: set.about.as_ref().map(|about| about.value.clone()),
        optional: yes(&set.optional),
        generate: yes(&set.generate),
        rotate_days: set.rotate.as_ref().map(|age| age.value.as_days()),
        ..Secret::new(&set.name.value.0)
    };
    let environments = plan.environments.iter();
    secret.places = environments.filter_map(|environment| places::of_services(plan, environment, &secret)).collect();
    let Some(jobs) = needs.get(&secret.name) else { return secret };
    let pipeline = set.holder.as_ref().is_some_and(|holder| holder.value == Holder::Pipeline);
    if !pipeline || set.only.is_empty() {
        secret.places.push(places::repository(plan, &secret.name, secret.generate, jobs.clone()));
        return secret;
    }
    for name in &set.only {
        let reads = |job: &&Job| job.environment.as_ref() == Some(&name.value);
        let jobs: Vec<Job> = jobs.iter().filter(reads).cloned().collect();
        // A job outside of the environment would be given nothing, wherever else the secret were set.
        if let Some(environment) = plan.environment(&name.value).filter(|_| !jobs.is_empty()) {
            secret.places.push(places::environment(plan, environment, &secret, jobs));
        }
    }
    secret
}

impl Secret {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            about: None,
            origin: Origin::Declared,
            optional: false,
            generate: false,
            rotate_days: None,
            places: Vec::new(),
        }
    }
}

impl Contract {
    /// Only what an environment needs, the repository's secrets that its jobs read included.
    pub fn only(mut self, environment: &Environment) -> Self {
        let name = Some(&environment.name);
        let here = |place: &Place| {
            let job = |job: &Job| job.environment.as_ref() == name;
            place.environment.as_ref() == name || place.environment.is_none() && place.jobs.iter().any(job)
        };
        for secret in &mut self.secrets {
            secret.places.retain(here);
        }
        self.secrets.retain(|secret| !secret.places.is_empty());
        self.cluster_secrets.retain(|secret| Some(&secret.environment) == name);
        self
    }

    /// The contract for machines.
    pub fn json(&self) -> String {
        // Texts, numbers and lists of them: there is nothing that JSON could not hold.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The JSON Schema of [`Contract::json`].
pub fn schema() -> String {
    let schema = schemars::schema_for!(Contract);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
