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
