//! The Helm target: one chart for every environment on Kubernetes, and the values of each.
//!
//! The chart's templates never vary, so that a change of the spec is a change of values. What all environments share
//! stands in the chart's `values.yaml`; a file for each holds what the environment sets.

mod contract;
mod files;
mod health;
pub mod layers;
mod losses;
pub mod model;
pub mod names;
pub mod schema;
mod service;
pub mod templates;
#[cfg(test)]
mod tests;
mod values;
pub mod variables;

use super::{Emission, Target};
use crate::plan::{Environment, Plan, Platform, SecretKeys, Service, kubernetes_namespace};
use crate::yaml::{self, Map, Yaml};
use std::cell::RefCell;

/// The target.
pub struct Helm;

impl Target for Helm {
    fn name(&self) -> &'static str {
        "helm"
    }

    fn emit(&self, plan: &Plan, out: &mut Emission) {
        let environments: Vec<&Environment> = plan.on(Platform::Kubernetes).collect();
        if environments.is_empty() {
            return;
        }
        for environment in &environments {
            losses::check(plan, environment, out);
        }
        let all: Vec<Map> = environments
            .iter()
            .map(|environment| match yaml::to_yaml(&values::values(plan, environment, out)) {
                Ok(Yaml::Map(values)) => values,
                // The model is a struct without anything that a tree cannot hold.
                _ => Map::new(),
            })
            .collect();
        let own = Own { environments: &environments, last: RefCell::default() };
        let (shared, left) = layers::part(all, &|path| own.has(path));
        // `helm lint` of the chart alone has to find every key that the schema asks for.
        let mut base = Map::with_room(shared.len() + 3).with("environment", "");
        shared.into_iter().for_each(|entry| base.append(entry.key, entry.value));
        for key in ["ingress", "services"] {
            if !base.contains(key) {
                base.set(key, Map::new());
            }
        }
        let Ok(templates) = templates::render(&plan.project.name) else {
            // Their text is fixed, and a test renders it.
            return;
        };
        for (path, text) in templates {
            out.file(self, format!("{}/{path}", names::CHART), text);
        }
        let words = schema::Words::read();
        out.file(self, format!("{}/Chart.yaml", names::CHART), files::chart(plan));
        out.file(self, format!("{}/values.schema.json", names::CHART), schema::TEXT.to_owned());
        out.file(self, format!("{}/values.yaml", names::CHART), files::values(base, &words, &base_header(), None));
        for (environment, own) in environments.iter().zip(left) {
            let header = header(plan, environment);
            let secret = contract::words(plan, environment, &SecretKeys::of(environment));
            out.file(self, names::values_file(environment), files::values(own, &words, &header, Some(secret)));
        }
    }
}

fn base_header() -> Vec<String> {
    [
        "",
        "What every environment shares. What one sets stands in deploy/values-<environment>.yaml, the digest of each",
        "image is given at the deploy, and values.schema.json describes every key.",
    ]
    .map(str::to_owned)
    .into()
}

fn header(plan: &Plan, environment: &Environment) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        format!("What `{}` sets over {}/values.yaml. By hand:", environment.name, names::CHART),
        format!("  helm upgrade --install {} {} \\", names::release(plan), names::CHART),
        format!(
            "    --namespace {} --values {} \\",
            kubernetes_namespace(plan, environment),
            names::values_file(environment)
        ),
        "    --set services.NAME.image.digest=sha256:...".to_owned(),
    ];
    let losses = environment.accepted_losses();
    if !losses.is_empty() {
        lines.extend([String::new(), "What the chart cannot do here, and why that is accepted:".to_owned()]);
        lines.extend(losses.iter().map(|loss| format!("  {loss}")));
    }
    lines
}

/// What an environment's file says even where all environments agree, so that it tells what the environment is.
struct Own<'a> {
    environments: &'a [&'a Environment],
    /// The service that was asked about last, in each environment: its variables come one after the other.
    last: RefCell<(String, Vec<Option<&'a Service>>)>,
}

impl Own<'_> {
    fn has(&self, path: &[&str]) -> bool {
        match path {
            ["environment" | "secretName" | "ingress" | "env"] => true,
            ["services", _, "replicas" | "autoscaling" | "ingress" | "canary"] => true,
            ["services", service, "env", variable] => {
                let mut last = self.last.borrow_mut();
                if last.0 != *service {
                    let services = self.environments.iter().map(|environment| environment.service(service));
                    *last = ((*service).to_owned(), services.collect());
                }
                self.environments
                    .iter()
                    .zip(&last.1)
                    .any(|(environment, own)| sets(environment, service, *own, variable))
            }
            _ => false,
        }
    }
}

/// Whether a variable is set by the environment, or has its name in its value.
fn sets(environment: &Environment, name: &str, service: Option<&Service>, variable: &str) -> bool {
    let value = service.and_then(|s| s.variables.iter().find(|v| v.name == variable));
    if matches!(value, Some(v) if matches!(&v.value, crate::plan::Value::Plain(text) if text.contains(&environment.name)))
    {
        return true;
    }
    let own = environment.said(name).into_iter();
    let blocks = environment.set.env.iter().chain(own.filter_map(|own| own.env.as_ref()));
    let mut named = blocks.flat_map(|block| {
        let long = block.variables.iter().map(|v| v.name.value.0.as_str());
        block.plain.iter().map(|(name, _)| name.value.0.as_str()).chain(long)
    });
    named.any(|name| name == variable)
}
