//! A service of the chart.

use std::borrow::{Borrow, Cow};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Egress, Health, Ingress, Resources, SecretRef, ServiceLink, Sorted, Test, Volume, is_false};

/// One service: a Deployment, or with `cron` a CronJob; with `port` a Service too, with `ingress` a public one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("dependencies" = {"ingress": ["port"]}, "not" = {"required": ["cron", "port"]}))]
pub struct Service<'a> {
    /// The image of its container.
    pub image: Image<'a>,
    /// In place of the image's entry point.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<Cow<'a, str>>,
    /// What to run: given to the image's entry point, or run itself where the image has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<Cow<'a, str>>,
    /// Where it listens for HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// Pods; 1 if absent. Without effect beside `autoscaling`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u32>,
    /// Lets the load decide how many pods run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autoscaling: Option<Autoscaling>,
    /// Never two at once: one pod, stopped before its successor starts.
    #[serde(default, skip_serializing_if = "is_false")]
    pub singleton: bool,
    /// How new pods take the place of old ones; `RollingUpdate` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// Runs at given times instead of always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cron: Option<Cron<'a>>,
    /// Part of a canary release.
    #[serde(default, skip_serializing_if = "is_false")]
    pub canary: bool,
    /// Reachable from outside the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingress: Option<Ingress<'a>>,
    /// Plain variables.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub env: Sorted<VariableName<'a>, Cow<'a, str>>,
    /// Gets only the variables above, not those of every service: somebody else's image, which knows nothing of them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub only_own_env: bool,
    /// Variables that hold the address of another service, which thereby may be called.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub links: Sorted<VariableName<'a>, ServiceLink<'a>>,
    /// Variables from Secrets that exist in the namespace: names, never values.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub secrets: Sorted<VariableName<'a>, SecretRef<'a>>,
    /// What it may call outside this release, by a name of its own; nothing but the cluster's DNS if absent.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub egress: Sorted<Cow<'a, str>, Egress>,
    /// How one knows that it is well; if absent, whether its port takes connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health<'a>>,
    /// What `helm test` runs in the service's own image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Test<'a>>,
    /// Seconds to finish what is in hand after SIGTERM; 30 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drain: Option<u32>,
    /// Seconds between leaving the load balancer and SIGTERM; 5 with a port, 0 without, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_stop_seconds: Option<u32>,
    /// CPU and memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Resources>,
    /// Directories that it may write to, emptied at every start. Everything else is read-only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub writable: Vec<AbsolutePath<'a>>,
    /// Disks that outlive pods and releases, by name. One pod at a time can mount them: not with several replicas.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub volumes: Sorted<Cow<'a, str>, Volume<'a>>,
    /// Numeric user and group, for an image that names its user by a word: `runAsNonRoot` cannot check a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub user: Option<u32>,
    /// Fields merged over the objects that the chart writes for this service, by kind; a list replaces.
    #[serde(default, skip_serializing_if = "no_patch")]
    pub patch: Option<Box<Patch>>,
}

/// Name of an environment variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct VariableName<'a>(#[schemars(regex(pattern = r"^[A-Za-z_][A-Za-z0-9_]*$"))] pub Cow<'a, str>);

impl Borrow<str> for VariableName<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// An absolute path inside the container.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct AbsolutePath<'a>(#[schemars(regex(pattern = r"^/"))] pub Cow<'a, str>);

/// An image: `repository` and, in this order of preference, `digest`, `tag`, or the release's `version`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Image<'a> {
    /// Registry and name, without tag.
    #[schemars(length(min = 1))]
    pub repository: Cow<'a, str>,
    /// Content of the image, set by the deployment: `sha256:` and 64 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^sha256:[0-9a-f]{64}$"))]
    pub digest: Option<Cow<'a, str>>,
    /// A tag that never moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub tag: Option<Cow<'a, str>>,
}

/// Lets the load decide how many pods run. Percentages are of what `resources.requests` asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("anyOf" = [{"required": ["cpu"]}, {"required": ["memory"]}]))]
pub struct Autoscaling {
    /// The fewest pods.
    #[schemars(range(min = 1))]
    pub min: u32,
    /// The most pods.
    #[schemars(range(min = 1))]
    pub max: u32,
    /// Average CPU in percent to aim for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub cpu: Option<u32>,
    /// Average memory in percent to aim for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub memory: Option<u32>,
}

/// How new pods take the place of old ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Strategy {
    /// One after the other, never fewer than there should be.
    RollingUpdate,
    /// All old ones stop first.
    Recreate,
}

/// Runs at given times instead of always.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cron<'a> {
    /// Five fields: minute, hour, day, month, weekday.
    #[schemars(length(min = 1))]
    pub schedule: Cow<'a, str>,
    /// Whose clock it follows, such as `Europe/Berlin`; the cluster's if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Cow<'a, str>>,
    /// What happens while the last run is still busy; `Forbid` (skip) if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency_policy: Option<Concurrency>,
    /// How late a run may start before it counts as missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starting_deadline_seconds: Option<u32>,
    /// How long a run may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub timeout_seconds: Option<u32>,
    /// How often a failed run is tried again; 0 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Starts no runs.
    #[serde(default, skip_serializing_if = "is_false")]
    pub suspend: bool,
}

/// What happens when a run is due while the last one is still busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Concurrency {
    /// Both run.
    Allow,
    /// The new one is skipped.
    Forbid,
    /// The old one is stopped.
    Replace,
}

/// Fields merged over the objects that the chart writes, each in that object's own form; `null` removes one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Patch {
    /// The container of every pod of the service; of a migration or test without probes, lifecycle and ports.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub container: Map<String, Value>,
    /// The pod template: `metadata` and `spec`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub pod: Map<String, Value>,
    /// The ConfigMap.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub config_map: Map<String, Value>,
    /// The CronJob.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub cron_job: Map<String, Value>,
    /// The Deployment.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub deployment: Map<String, Value>,
    /// The HorizontalPodAutoscaler.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub horizontal_pod_autoscaler: Map<String, Value>,
    /// The Ingress.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub ingress: Map<String, Value>,
    /// The NetworkPolicy.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub network_policy: Map<String, Value>,
    /// The PodDisruptionBudget.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub pod_disruption_budget: Map<String, Value>,
    /// The Service.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub service: Map<String, Value>,
    /// The ServiceAccount.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub service_account: Map<String, Value>,
}

/// Leaves a patch that changes nothing out of the values.
fn no_patch(patch: &Option<Box<Patch>>) -> bool {
    patch.as_ref().is_none_or(|patch| **patch == Patch::default())
}
