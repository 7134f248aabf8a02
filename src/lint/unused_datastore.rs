//! A database or cache that nobody uses, and that costs money on most platforms.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{Engine, Step, Value};
use std::collections::BTreeSet;

/// Finds datastores that no service and no job uses.
pub const RULE: Rule = Rule { code: codes::UNUSED_DATASTORE, needs: Needs::Plan, check };

/// So many letters of a scheme tell what it leads to: `postgres`, `postgresql+asyncpg`, `rediss`.
const SCHEME: usize = 5;

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let plan = scene.plan;
    // Where there are no services yet, it is there for what runs outside.
    if plan.services.is_empty() {
        return;
    }
    let services = || plan.environments.iter().flat_map(|environment| &environment.services);
    let stores = || plan.environments.iter().flat_map(|environment| &environment.datastores);
    let mut unused: BTreeSet<&str> = stores().map(|store| store.name.as_str()).collect();
    for service in services() {
        service.depends.iter().for_each(|name| _ = unused.remove(name.as_str()));
        for variable in &service.variables {
            if let Value::From(from) = &variable.value {
                unused.remove(from.name.as_str());
            }
        }
        if unused.is_empty() {
            return;
        }
    }
    for step in walk::steps(plan) {
        if let Step::WithDatastores(with) = step {
            with.datastores.iter().for_each(|name| _ = unused.remove(name.value.0.as_str()));
        }
    }
    // An address that is written out is another mistake, or leads to something else on purpose: who knows.
    let written: BTreeSet<&str> = services()
        .flat_map(|service| &service.variables)
        .filter_map(|variable| match &variable.value {
            Value::Plain(text) => text.split_once("://").and_then(|(scheme, _)| scheme.get(..SCHEME)),
            _ => None,
        })
        .collect();
    let addressed = |scheme: &str| scheme.get(..SCHEME).is_some_and(|start| written.contains(start));
    for store in stores().filter(|store| unused.contains(store.name.as_str()) && !addressed(store.scheme())) {
        let (name, kind) = (
            &store.name,
            match store.engine {
                Engine::Database { .. } => "database",
                Engine::Cache { .. } => "cache",
            },
        );
        found.push(
            Diagnostic::found(codes::UNUSED_DATASTORE, store.span, format!("no service uses the {kind} `{name}`"))
                .here("runs everywhere, for nobody")
                .help(format!(
                    "take it away, or give its address to a service: `env {{ {}_URL from=\"{name}.url\"; }}`",
                    name.to_uppercase().replace('-', "_")
                ))
                .mend(format!("take `{name}` away"), false, vec![Change::DropNode(store.span)]),
        );
    }
}
