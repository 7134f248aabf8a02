//! The rule `service-renamed`.

use super::Scene;
use super::read::{after, before};
use crate::diff::{Action, Change, Kind};
use crate::plan::{Plan, Platform, Value};

super::rule!(SERVICE_RENAMED, check, both_ways);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    if change.subject.kind != Kind::Service || change.action != Action::Renamed {
        return None;
    }
    let (from, to) = (before(change), after(change));
    let first = match scene.platform(change)? {
        Platform::Render => format!("Render makes a new service and no longer updates `{from}`"),
        Platform::Kubernetes => {
            format!("the labels that select its pods change: a new Deployment comes and `{from}` goes")
        }
        Platform::Compose => format!("a new container comes and `{from}` goes"),
    };
    let users = users(scene.after, change, to);
    let rest = match users.is_empty() {
        true => format!("whoever calls the host `{from}` no longer finds it"),
        false => format!("the host `{from}` is gone, {} call it by its new name once deployed", users.join(" and ")),
    };
    Some(format!("{first}; {rest}"))
}

/// The services whose variables refer to it.
fn users(plan: &Plan, change: &Change, name: &str) -> Vec<String> {
    let crate::diff::Scope::Environment(environment) = &change.scope else { return Vec::new() };
    let services = plan.environment(environment).into_iter().flat_map(|e| &e.services);
    let refers = |value: &Value| matches!(value, Value::From(from) if from.name == name);
    let users = services.filter(|service| service.name != name && service.variables.iter().any(|v| refers(&v.value)));
    users.map(|service| format!("`{}`", service.name)).collect()
}
