//! The values of one environment, its `raw` fields included.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::model::{Canary, Controller, Migration, NetworkPolicy, ServiceName, Values};
use super::service;
use super::variables;
use crate::diag::{Diagnostic, codes};
use crate::emit::{Emission, raw};
use crate::plan::{Environment, Plan, Raw, RawTarget, SecretKeys, kubernetes_secret};

/// The values of `environment`; what they cannot say goes to `out`.
pub fn values(plan: &Plan, environment: &Environment, out: &mut Emission) -> Values {
    let keys = SecretKeys::of(environment);
    let shared = variables::shared(environment);
    let cluster = environment.set.cluster.as_ref();
    let class_name = cluster.and_then(|cluster| cluster.ingress.as_ref()).map(|class| class.value.0.clone());
    let mut services = std::collections::BTreeMap::new();
    for service in &environment.services {
        let entry = service::service(plan, environment, service, &keys, &shared);
        let entry = with_raw(entry, &service.set.raw, &service.name, out);
        services.insert(ServiceName(service.name.clone()), entry);
    }
    let migration = environment.migration().map(|(service, migrate)| Migration {
        service: ServiceName(service.name.clone()),
        args: migrate.command.clone(),
        timeout_seconds: u32::try_from(migrate.timeout.as_seconds()).ok(),
    });
    let values = Values {
        environment: environment.name.clone(),
        image_pull_secrets: environment.set.registry_credentials.iter().map(|c| c.value.clone()).collect(),
        secret_name: keys.iter().next().map(|_| kubernetes_secret(plan, environment)),
        env: shared,
        ingress: Controller {
            // The namespace that ingress-nginx's own chart and manifests install into.
            controller_namespace: (class_name.as_deref() == Some("nginx")).then(|| "ingress-nginx".to_owned()),
            class_name,
            ..Controller::default()
        },
        network_policy: NetworkPolicy { enabled: true, ..NetworkPolicy::default() },
        canary: Canary::default(),
        migration,
        services,
        ..Values::default()
    };
    with_raw(values, &environment.set.raw, &environment.name, out)
}

/// `value` with the fields that `raw "kubernetes"` lays over it, as long as the chart knows them.
fn with_raw<T: Serialize + DeserializeOwned>(value: T, nodes: &[Raw], owner: &str, out: &mut Emission) -> T {
    let Some(node) = nodes.iter().rfind(|node| node.target.value == RawTarget::Kubernetes) else { return value };
    let fields = raw::fields(nodes, RawTarget::Kubernetes);
    let laid = serde_json::to_value(&value).and_then(|whole| serde_json::from_value(overlaid(whole, fields)));
    laid.unwrap_or_else(|error| {
        let message = format!("the chart's values cannot say what `raw` asks for in `{owner}`: {error}");
        out.diagnostics.push(
            Diagnostic::error(codes::WRONG_VALUE, node.target.span, message)
                .help("see deploy/chart/values.schema.json for the keys, or put fields of an object under `patch`"),
        );
        value
    })
}

fn overlaid(mut whole: Value, mut fields: Map<String, Value>) -> Value {
    // In a patch null is a word of its own: the chart removes the field that it stands for.
    let patch = fields.shift_remove("patch");
    raw::merge(&mut whole, Value::Object(fields));
    if let (Some(patch), Value::Object(whole)) = (patch, &mut whole) {
        whole.insert("patch".to_owned(), patch);
    }
    whole
}
