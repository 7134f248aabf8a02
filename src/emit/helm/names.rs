//! Where the chart's files lie, and what things are called in a cluster.

use crate::plan::{Environment, Plan};

/// The folder of the chart.
pub const CHART: &str = "deploy/chart";

/// The values of one environment.
pub fn values_file(environment: &Environment) -> String {
    format!("deploy/values-{}.yaml", environment.name)
}

/// The name of the stable release; that of a canary has `-canary` behind it.
pub fn release(plan: &Plan) -> &str {
    &plan.project.name
}

/// The namespace of an environment.
pub fn namespace(plan: &Plan, environment: &Environment) -> String {
    let said = environment.set.cluster.as_ref().and_then(|cluster| cluster.namespace.as_ref());
    said.map_or_else(|| format!("{}-{}", plan.project.name, environment.name), |name| name.value.0.clone())
}

/// The Secret that holds the services' secrets; the chart refers to it and never makes it.
pub fn secret_name(plan: &Plan, environment: &Environment) -> String {
    let said = environment.set.cluster.as_ref().and_then(|cluster| cluster.secret.as_ref());
    said.map_or_else(|| format!("{}-{}", plan.project.name, environment.name), |name| name.value.0.clone())
}
