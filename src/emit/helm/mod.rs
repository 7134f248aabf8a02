//! The Helm target: one chart for every environment on Kubernetes, and the values of each.

pub mod layers;
pub mod model;
pub mod schema;
