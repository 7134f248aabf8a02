//! The values of one environment, its `raw` fields included.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::model::{Canary, Controller, Migration, NetworkPolicy, Service, ServiceName, Values};
use super::service::Maker;
use crate::diag::{Diagnostic, codes};
use crate::emit::{Emission, raw};
use crate::plan::{self, Environment, Plan, Raw, RawTarget, SecretKeys, kubernetes_secret};
use std::collections::BTreeMap;

/// The values of an environment. Those of its services are made one after the other: there may be many of them.
pub struct Side<'a> {
    maker: Maker<'a>,
    /// The values but for the services.
    pub values: Values<'a>,
    /// The services, where `raw` fields are laid over all values of the environment.
    laid: Option<BTreeMap<ServiceName<'a>, Service<'a>>>,
}

impl<'a> Side<'a> {
    /// The values of `environment`; what they cannot say goes to `out`.
    pub fn of(plan: &'a Plan, environment: &'a Environment, out: &mut Emission) -> Self {
        let maker = Maker::of(plan, environment);
        let values = whole(&maker);
        let mut side = Self { maker, values, laid: None };
        let raw = &environment.set.raw;
        if raw.iter().any(|node| node.target.value == RawTarget::Kubernetes) {
            let made = environment.services.iter().map(|service| (&service.name, side.made(service, out)));
            let services = made.map(|(name, service)| (ServiceName(name.into()), service)).collect();
            let values = Values { services, ..side.values };
            side.values = with_raw(values, raw, &environment.name, out);
            side.laid = Some(std::mem::take(&mut side.values.services));
        }
        side
    }

    /// The keys of the environment's Secret.
    pub fn keys(&self) -> &SecretKeys {
        &self.maker.keys
    }

    /// The names of the services.
    pub fn names(&self) -> Vec<&str> {
        match &self.laid {
            Some(services) => services.keys().map(|name| name.0.as_ref()).collect(),
            None => self.maker.environment.services.iter().map(|service| service.name.as_str()).collect(),
        }
    }

    /// The values of a service; none where it does not run here.
    pub fn service(&self, name: &str, out: &mut Emission) -> Option<Service<'a>> {
        match &self.laid {
            Some(services) => services.get(name).cloned(),
            None => Some(self.made(self.maker.environment.service(name)?, out)),
        }
    }

    /// The variables of a service that stand in the environment's file in any case: those that it sets, and those with
    /// its name in their value.
    pub fn own_variables(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let environment = self.maker.environment;
        let variables = environment.service(name).into_iter().flat_map(|service| &service.variables);
        let named = variables.filter(|variable| match &variable.value {
            plan::Value::Plain(text) => text.contains(&environment.name),
            _ => false,
        });
        let said = environment.said(name).and_then(|said| said.env.as_ref());
        let set = environment.set.env.iter().chain(said).flat_map(|block| {
            let long = block.variables.iter().map(|v| v.name.value.0.as_str());
            block.plain.iter().map(|(name, _)| name.value.0.as_str()).chain(long)
        });
        named.map(|variable| variable.name.as_str()).chain(set)
    }

    fn made(&self, service: &'a plan::Service, out: &mut Emission) -> Service<'a> {
        with_raw(self.maker.service(service), &service.set.raw, &service.name, out)
    }
}

/// What is said of the environment itself.
fn whole<'a>(maker: &Maker<'a>) -> Values<'a> {
    let (plan, environment) = (maker.plan, maker.environment);
    let cluster = environment.set.cluster.as_ref();
    let class_name = cluster.and_then(|cluster| cluster.ingress.as_ref()).map(|class| class.value.0.as_str());
    let migration = environment.migration().map(|(service, migrate)| Migration {
        service: ServiceName((&service.name).into()),
        args: migrate.command.iter().map(Cow::from).collect(),
        timeout_seconds: u32::try_from(migrate.timeout.as_seconds()).ok(),
    });
    Values {
        environment: (&environment.name).into(),
        image_pull_secrets: environment.set.registry_credentials.iter().map(|c| (&c.value).into()).collect(),
        secret_name: maker.keys.iter().next().map(|_| kubernetes_secret(plan, environment).into()),
        env: maker.shared.clone(),
        ingress: Controller {
            // The namespace that ingress-nginx's own chart and manifests install into.
            controller_namespace: (class_name == Some("nginx")).then(|| "ingress-nginx".into()),
            class_name: class_name.map(Cow::from),
            ..Controller::default()
        },
        network_policy: NetworkPolicy { enabled: true, ..NetworkPolicy::default() },
        canary: Canary::default(),
        migration,
        ..Values::default()
    }
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
