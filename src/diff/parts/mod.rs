//! From a plan to the parts that are compared.
//!
//! A thing starts as the outline of its node, so that every field of the language is there. What resolving has made of
//! a field is laid over it: a default that is written out is no change, and a setting of a lower layer shows in each
//! environment that it reaches.

use super::Kind;
use super::part::Part;
use crate::plan::{Plan, Value};
use crate::schema::Node;
use std::collections::{BTreeMap, BTreeSet};

mod datastore;
mod environment;
mod service;
mod variables;
mod workflow;

/// Everything in a plan, a part for each scope.
pub fn of(plan: &Plan) -> Vec<Part> {
    let environments = plan.environments.iter().map(|environment| environment::part(plan, environment));
    let workflows = plan.workflows.iter().map(workflow::part);
    environments.chain(workflows).chain([project(plan)]).collect()
}

/// What holds everywhere: the project itself and the secrets.
fn project(plan: &Plan) -> Part {
    let mut part = Part::thing(Kind::Project, "", &plan.project.set.outline());
    // Each service has them in its environments.
    part.take("env");
    part.resolved("name", Some(plan.project.name.as_str()));
    part.resolved("branch", Some(plan.project.branch.as_str()));
    part.parts.iter_mut().filter(|inner| inner.element == "images").for_each(|inner| inner.kind = Some(Kind::Image));
    let reach = reach(plan);
    for secret in &plan.secrets {
        let name = secret.name.value.0.as_str();
        let mut own = Part::thing(Kind::Secret, name, &secret.outline());
        if let Some(environments) = reach.get(name) {
            own.resolved("environments", Some(environments.iter().copied().collect::<Vec<_>>().join(", ")));
        }
        part.parts.push(own);
    }
    part
}

/// The environments in which a service has a secret.
fn reach(plan: &Plan) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut reach: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for environment in &plan.environments {
        for variable in environment.services.iter().flat_map(|service| &service.variables) {
            if let Value::Secret { name, .. } = &variable.value {
                reach.entry(name).or_default().insert(&environment.name);
            }
        }
    }
    reach
}
