//! From a plan to the parts that are compared.
//!
//! A thing starts as the outline of its node, so that every field of the language is there. What resolving has made of
//! a field is laid over it: a default that is written out is no change, and a setting of a lower layer shows in each
//! environment that it reaches.

use super::part::Part;
use super::{Kind, Scope};
use crate::plan::Plan;

mod datastore;
mod environment;
mod service;
mod variables;
mod workflow;

/// Everything in a plan, by scope.
pub fn of(plan: &Plan) -> Vec<(Scope, Part)> {
    let mut all = Vec::new();
    for environment in &plan.environments {
        all.push((Scope::Environment(environment.name.clone()), environment::part(plan, environment)));
    }
    for workflow in &plan.workflows {
        all.push((Scope::Workflow(workflow.name.clone()), workflow::part(workflow)));
    }
    all.push((Scope::Project, project(plan)));
    all
}

/// What holds everywhere: the project itself and the secrets.
fn project(plan: &Plan) -> Part {
    let mut part = Part::thing(Kind::Project, "", &crate::schema::Node::outline(&plan.project.set));
    // Each service has them in its environments.
    part.take("env");
    part.resolved("name", Some(plan.project.name.as_str()));
    part.resolved("branch", Some(plan.project.branch.as_str()));
    part.parts.iter_mut().filter(|inner| inner.element == "images").for_each(|inner| inner.kind = Some(Kind::Image));
    for secret in &plan.secrets {
        let name = &secret.name.value.0;
        let mut part_of = Part::thing(Kind::Secret, name, &crate::schema::Node::outline(secret));
        let mut reached: Vec<&str> = plan
            .environments
            .iter()
            .filter(|environment| {
                environment
                    .services
                    .iter()
                    .any(|service| service.variables.iter().any(|v| variables::is_secret(v, name)))
            })
            .map(|environment| environment.name.as_str())
            .collect();
        reached.sort_unstable();
        if !reached.is_empty() {
            part_of.resolved("environments", Some(reached.join(", ")));
        }
        part.parts.push(part_of);
    }
    part
}
