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
mod sharing;
pub mod templates;
#[cfg(test)]
mod tests;
mod values;
pub mod variables;

use super::{Emission, Target};
use crate::plan::{Environment, Plan, Platform, kubernetes_namespace};
use crate::yaml::Map;
use values::Side;

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
        let sides: Vec<Side<'_>> = environments.iter().map(|environment| Side::of(plan, environment, out)).collect();
        let (services, own_services) = sharing::services(&sides, out);
        let (shared, mut left) = layers::part(sides.iter().map(whole).collect(), &own);
        // `helm lint` of the chart alone has to find every key that the schema asks for.
        let mut base = Map::with_room(shared.len() + 3).with("environment", "");
        shared.into_iter().for_each(|entry| base.append(entry.key, entry.value));
        let in_base = !services.is_empty() || sides.iter().all(|side| side.names().is_empty());
        if in_base {
            base.append("services", services);
        }
        for (left, services) in left.iter_mut().zip(own_services) {
            // Where nothing is shared, an environment without services says so.
            if !in_base || !services.is_empty() {
                left.append("services", services);
            }
        }
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
        for ((environment, side), own) in environments.iter().zip(&sides).zip(left) {
            let header = header(plan, environment);
            let secret = contract::words(plan, environment, side.keys());
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
fn own(path: &[&str]) -> bool {
    matches!(path, ["environment" | "secretName" | "ingress" | "env"])
}

/// The values of an environment but for its services.
fn whole(side: &Side<'_>) -> Map {
    let mut values = sharing::tree(&side.values);
    values.remove("services");
    values
}
