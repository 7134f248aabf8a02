//! Environments: their own settings, and everything that runs in them.

use super::{datastore, service, variables};
use crate::diff::Kind;
use crate::diff::part::{Fact, Part};
use crate::plan::{Environment, Plan, Platform, kubernetes_namespace, kubernetes_secret, render_keeper, render_name};
use crate::schema::Node;

/// The nodes of an environment that are things of their own.
const THINGS: &[(&str, Kind)] = &[("approval", Kind::Gate), ("rollout", Kind::Rollout), ("smoke", Kind::Check)];

/// An environment.
pub fn part(plan: &Plan, environment: &Environment) -> Part {
    let mut part = Part::thing(Kind::Environment, &environment.name, &environment.set.outline());
    // What runs here is resolved below.
    for element in ["service", "database", "cache", "env"] {
        part.take(element);
    }
    for (element, kind) in THINGS {
        for inner in part.parts.iter_mut().filter(|inner| inner.element == *element) {
            (inner.kind, inner.subject, inner.named) = (Some(*kind), true, true);
            // What sort of gate or check it is, its name says.
            inner.key = (*kind != Kind::Rollout).then(|| (*element).to_owned());
            inner.parts.iter_mut().for_each(watched);
        }
    }
    part.resolved("local", environment.local.then_some("true"));
    part.resolved("url", environment.url.as_deref());
    let at = environment.url.as_ref().map(|url| format!(", {url}")).unwrap_or_default();
    part.brief = Some(format!("on {}{at}", environment.platform));
    names(&mut part, plan, environment);
    shared(&mut part, environment);
    part.parts.extend(environment.services.iter().map(|service| service::part(plan, environment, service)));
    part.parts.extend(environment.datastores.iter().map(datastore::part));
    part
}

/// A condition of a roll-out is told from the others by what it measures; a step by its share of the traffic.
fn watched(part: &mut Part) {
    let text = |part: &Part, field: &str| part.facts.get(field).map(|fact| fact.text.clone());
    if part.element == "step" {
        let soak = text(part, "soak").map(|soak| format!(" for {soak}")).unwrap_or_default();
        part.brief = part.key.as_ref().map(|share| format!("{share}%{soak}"));
    }
    if part.element != "abort" {
        return;
    }
    part.brief = Some(part.summary());
    let limits = ["for", "above", "below"];
    let Some(measure) = part.facts.keys().find(|field| !limits.contains(&field.as_str())).cloned() else { return };
    let Some(fact) = part.facts.remove(&measure) else { return };
    part.key = Some(if measure == "query" { fact.text.clone() } else { measure.clone() });
    if measure != "query" {
        part.facts.insert("limit".to_owned(), fact);
    }
}

/// What its things are called on the platform: another name there is another thing.
fn names(part: &mut Part, plan: &Plan, environment: &Environment) {
    match environment.platform {
        Platform::Render => {
            let text = render_name(plan, environment, "*");
            part.facts.insert("names on Render".to_owned(), Fact::new(text, part.span));
            for secret in &plan.secrets {
                let name = &secret.name.value.0;
                let Some((keeper, _)) = render_keeper(plan, environment, name) else { continue };
                let fact = Fact { kind: Some(Kind::Secret), ..Fact::new(keeper.name.as_str(), Some(secret.name.span)) };
                part.list("made up by Render for").facts.insert(name.clone(), fact);
            }
        }
        Platform::Kubernetes => {
            let span = part.span;
            let cluster = part.child("cluster");
            cluster.span = cluster.span.or(span);
            cluster.resolved("namespace", Some(kubernetes_namespace(plan, environment)));
            cluster.resolved("secret", Some(kubernetes_secret(plan, environment)));
            // The chart is installed under the project's name, which is in every object's labels.
            cluster.resolved("release", Some(plan.project.name.as_str()));
        }
        Platform::Compose => {}
    }
}

/// Variables of the environment that none of its services shows.
fn shared(part: &mut Part, environment: &Environment) {
    let shown =
        |name: &str| environment.services.iter().any(|service| service.variables.iter().any(|v| v.name == name));
    variables::add(part, environment.shared.iter().filter(|variable| !shown(&variable.name)));
}
