//! The chart's values as types: what `values.yaml` may say, and the one source of `values.schema.json`.
//!
//! A field that is absent says nothing; the templates hold the defaults, and each doc comment names its own. The
//! comments are what an editor shows over `values.yaml`, since they become the schema's descriptions.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod parts;
mod service;
mod sorted;

pub use parts::*;
pub use service::*;
pub use sorted::Sorted;

/// Values of the chart. `values.yaml` holds what every environment shares, `values-<environment>.yaml` the rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Values<'a> {
    /// Name of the environment: a label of every object.
    pub environment: Cow<'a, str>,
    /// Version of the release: a label, and the tag of every image that has neither digest nor tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Cow<'a, str>>,
    /// Names of the Secrets that open the image registry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub image_pull_secrets: Vec<Cow<'a, str>>,
    /// Name of the Secret that holds the services' secrets; the release's name if absent. The chart does not make it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_name: Option<Cow<'a, str>>,
    /// Plain variables of every service, apart from those with `onlyOwnEnv`.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub env: Sorted<VariableName<'a>, Cow<'a, str>>,
    /// The cluster's ingress controller.
    pub ingress: Controller<'a>,
    /// What may talk to what.
    pub network_policy: NetworkPolicy,
    /// A second release beside the stable one, with a share of its traffic.
    pub canary: Canary,
    /// Runs before every roll-out; if it fails, nothing is rolled out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<Migration<'a>>,
    /// What runs, by name.
    pub services: BTreeMap<ServiceName<'a>, Service<'a>>,
}

/// Key of a service: part of object names, and a label.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ServiceName<'a>(#[schemars(regex(pattern = r"^[a-z]([-a-z0-9]{0,40}[a-z0-9])?$"))] pub Cow<'a, str>);

impl Borrow<str> for ServiceName<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The cluster's ingress controller.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Controller<'a> {
    /// The IngressClass; the cluster's default one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_name: Option<Cow<'a, str>>,
    /// Where the controller's pods run. If absent, public services take traffic from anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller_namespace: Option<Cow<'a, str>>,
    /// Annotations of every Ingress.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub annotations: Sorted<Cow<'a, str>, Cow<'a, str>>,
}

/// What may talk to what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkPolicy {
    /// Deny everything that is not declared.
    pub enabled: bool,
    /// Namespaces that may reach every service's port, such as the one of the metrics collector.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow_namespaces: Vec<String>,
}

/// A second release beside the stable one, named `<release>-canary`, with a share of its traffic.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Canary {
    /// Whether this release is the canary: only services with `canary: true` are part of it.
    pub enabled: bool,
    /// Percentage of the requests that the canary takes.
    #[schemars(range(max = 100))]
    pub weight: u8,
    /// Pods of each service of the canary; as many as the service has at least if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub replicas: Option<u32>,
}

/// A command that brings the database to what the new version expects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Migration<'a> {
    /// The service whose image, variables and secrets it uses.
    pub service: ServiceName<'a>,
    /// What to run: given to the image's entry point, or run itself where the image has none.
    #[schemars(length(min = 1))]
    pub args: Vec<Cow<'a, str>>,
    /// When to give up; 600 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub timeout_seconds: Option<u32>,
}

/// Leaves a flag that is off out of the values.
pub(super) fn is_false(value: &bool) -> bool {
    !value
}
