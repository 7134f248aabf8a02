//! The parts of a service: what it is reached by, what it reaches, how it is watched and what it gets.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AbsolutePath, ServiceName, Sorted, is_false};

/// Reachable from outside the cluster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ingress<'a> {
    /// Host names.
    #[schemars(length(min = 1))]
    pub hosts: Vec<Cow<'a, str>>,
    /// Path prefixes; `/` if absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<AbsolutePath<'a>>,
    /// The Secret that holds the certificate, or that cert-manager puts it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_secret: Option<Cow<'a, str>>,
    /// Annotations of this Ingress, over those of all.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub annotations: Sorted<Cow<'a, str>, Cow<'a, str>>,
}

/// A variable that holds the address of another service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceLink<'a> {
    /// The other service.
    pub service: ServiceName<'a>,
    /// The value, in which `{host}` and `{port}` stand for the other service's own.
    pub value: Cow<'a, str>,
}

/// A variable from a Secret that exists in the namespace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecretRef<'a> {
    /// Name of the Secret; `secretName` of the release if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Cow<'a, str>>,
    /// Its key; the variable's name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Cow<'a, str>>,
    /// The pod starts without it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
}

/// A port outside this release that a service may call: its number, or more about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Egress {
    /// TCP to this port of any address.
    Port(#[schemars(range(min = 1, max = 65535))] u16),
    /// A port of some addresses.
    Rule(EgressRule),
}

/// A port of some addresses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EgressRule {
    /// The port.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// TCP if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// Addresses; any if neither `cidr` nor `namespace` is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cidr: Option<String>,
    /// A namespace of this cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

/// A transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// How one knows that a service is well: a request for `path`, or a `command` in its container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("not" = {"required": ["path", "command"]}))]
pub struct Health<'a> {
    /// HTTP GET on the service's port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<AbsolutePath<'a>>,
    /// Succeeds with exit code 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<Cow<'a, str>>,
    /// Seconds between two questions; 10 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub interval_seconds: Option<u32>,
    /// Seconds that an answer may take; 3 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub timeout_seconds: Option<u32>,
    /// Seconds that a start may take; 60 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub start_seconds: Option<u32>,
}

/// What `helm test` runs in the service's own image; `$TEST_URL` holds the service's address and health path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Test<'a> {
    /// Exit code 0 is a pass.
    #[schemars(length(min = 1))]
    pub command: Vec<Cow<'a, str>>,
}

/// CPU and memory, in the quantities of Kubernetes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resources {
    /// Reserved: what the scheduler counts with, and what autoscaling percentages refer to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<Amounts>,
    /// The most that it gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Amounts>,
}

/// Amounts of what a node has to give.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Amounts {
    /// Cores or thousandths, such as `250m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// Bytes, such as `512Mi`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<String>,
}

/// A disk that outlives pods and releases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Volume<'a> {
    /// Where it is mounted.
    pub path: AbsolutePath<'a>,
    /// How large it is, such as `10Gi`.
    #[schemars(length(min = 1))]
    pub size: Cow<'a, str>,
    /// The StorageClass; the cluster's default one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_name: Option<Cow<'a, str>>,
}
