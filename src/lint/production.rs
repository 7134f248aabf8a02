//! Which environments are what people call production.

use super::walk;
use crate::plan::{Deploy, Environment, Plan, Workflow};

/// Words of a name that say what an environment is.
const PRODUCTION: [&str; 3] = ["production", "prod", "live"];
const REHEARSAL: [&str; 11] =
    ["pre", "non", "not", "staging", "stage", "test", "qa", "dev", "preview", "sandbox", "demo"];

/// Because somebody must agree to its deploys, or because it looks like it.
pub fn is(plan: &Plan, environment: &Environment) -> bool {
    !environment.local && (environment.set.approval.is_some() || looks_like_it(plan, environment))
}

/// By its name; or, where no environment has such a name, as the last one of those that are deployed in turn.
pub fn looks_like_it(plan: &Plan, environment: &Environment) -> bool {
    let named = |name: &str, words: &[&str]| name.split('-').any(|own| words.contains(&own));
    let production = |name: &str| named(name, &PRODUCTION) && !named(name, &REHEARSAL);
    if plan.environments.iter().any(|e| production(&e.name)) {
        return production(&environment.name);
    }
    let all: Vec<_> = walk::deploys(plan).collect();
    let waits =
        |later: &Entry<'_>, other: &Entry<'_>| later.0.name == other.0.name && walk::waits(later.0, later.1, other.1);
    let mut own = all.iter().filter(|entry| entry.2.environment.value.0 == environment.name);
    let last =
        own.any(|entry| all.iter().any(|other| waits(entry, other)) && !all.iter().any(|other| waits(other, entry)));
    last && !named(&environment.name, &REHEARSAL)
}

/// A deploy, its workflow and the index of its stage.
type Entry<'a> = (&'a Workflow, usize, &'a Deploy);
