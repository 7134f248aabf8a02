//! What to worry about: one rule a file; registering is one line.
//!
//! A rule looks at one change, with both plans at hand, and gives the reason for which it is more than routine. Its code
//! is declared in `diag/changes.rs`, with its page and what it weighs; `tests/diff/CODE` holds two specs, and the rule
//! finds the change from the one to the other.

use super::accepted::Accepted;
use super::{Change, Kind, Level, Risk, Scope};
use crate::diag::{Code, changes};
use crate::plan::{Environment, Plan, Platform, Service};
use std::collections::BTreeMap;

mod address_changed;
mod cluster_names;
mod container_boundary;
mod datastore_engine;
mod datastore_identity;
mod datastore_removed;
mod datastore_renamed;
mod datastore_version;
mod environment_removed;
mod environment_renamed;
mod fewer_notices;
mod gate_removed;
mod health_removed;
mod job_removed;
mod larger_disk;
mod larger_plan;
mod may_forget;
mod may_run_twice;
mod more_replicas;
mod more_resources;
mod more_to_run;
mod no_certificate;
mod no_standby;
mod optional_step;
mod other_runner;
mod platform_changed;
mod platform_names;
mod port_changed;
mod previews;
mod public_service;
mod pull_request_trigger;
mod read;
mod render_region;
mod render_runtime;
mod secret_in_clear;
mod secret_made_anew;
mod secret_reach;
mod service_removed;
mod service_renamed;
mod service_type;
mod shorter_drain;
mod single_replica;
mod slower_rotation;
mod smaller_disk;
mod standby;
mod step_removed;
mod unsigned_images;
mod volume_moved;
mod volume_removed;
mod waiver_added;
mod weaker_abort;
mod weaker_approval;
mod weaker_migration;
mod weaker_pin;
mod weaker_rollout;
mod weaker_scan;
mod weaker_smoke;
mod wider_permission;
mod wider_routes;
mod wider_trigger;

/// What a rule sees beside the change.
pub struct Scene<'a> {
    /// What was.
    pub before: &'a Plan,
    /// What is.
    pub after: &'a Plan,
    /// What jobs and environments were called that have another name now.
    renamed: BTreeMap<String, String>,
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The name of what it finds.
    pub code: Code,
    /// Whether the way back is as bad.
    pub both_ways: bool,
    /// Whether it looks at the developer's own machine, too.
    pub local: bool,
    /// The reason, where there is one.
    pub check: fn(&Scene<'_>, &Change) -> Option<String>,
}

impl Rule {
    /// How much what it finds weighs.
    pub fn level(&self) -> Level {
        changes::weight(self.code).unwrap_or(Level::Routine)
    }
}

/// Declares the rule of a file: its code, the function, and what else is so of it.
macro_rules! rule {
    ($code:ident, $check:expr $(, $flag:ident)*) => {
        /// The rule.
        pub const RULE: crate::diff::rules::Rule = crate::diff::rules::Rule {
            $($flag: true,)*
            ..crate::diff::rules::Rule {
                code: crate::diag::changes::$code,
                both_ways: false,
                local: false,
                check: $check,
            }
        };
    };
}
use rule;

/// Every rule.
pub static RULES: &[Rule] = &[
    address_changed::RULE,
    cluster_names::RULE,
    container_boundary::RULE,
    datastore_engine::RULE,
    datastore_identity::RULE,
    datastore_removed::RULE,
    datastore_renamed::RULE,
    datastore_version::RULE,
    environment_removed::RULE,
    environment_renamed::RULE,
    fewer_notices::RULE,
    gate_removed::RULE,
    health_removed::RULE,
    job_removed::RULE,
    larger_disk::RULE,
    larger_plan::RULE,
    may_forget::RULE,
    may_run_twice::RULE,
    more_replicas::RULE,
    more_resources::RULE,
    more_to_run::RULE,
    no_certificate::RULE,
    no_standby::RULE,
    optional_step::RULE,
    other_runner::RULE,
    platform_changed::RULE,
    platform_names::RULE,
    port_changed::RULE,
    previews::RULE,
    public_service::RULE,
    pull_request_trigger::RULE,
    render_region::RULE,
    render_runtime::RULE,
    secret_in_clear::RULE,
    secret_made_anew::RULE,
    secret_reach::RULE,
    service_removed::RULE,
    service_renamed::RULE,
    service_type::RULE,
    shorter_drain::RULE,
    single_replica::RULE,
    slower_rotation::RULE,
    smaller_disk::RULE,
    standby::RULE,
    step_removed::RULE,
    unsigned_images::RULE,
    volume_moved::RULE,
    volume_removed::RULE,
    waiver_added::RULE,
    weaker_abort::RULE,
    weaker_approval::RULE,
    weaker_migration::RULE,
    weaker_pin::RULE,
    weaker_rollout::RULE,
    weaker_scan::RULE,
    weaker_smoke::RULE,
    wider_permission::RULE,
    wider_routes::RULE,
    wider_trigger::RULE,
];

/// Says of every change what there is to worry about, and what of it the spec accepts.
pub(super) fn judge(before: &Plan, after: &Plan, accepted: &Accepted, changes: &mut [Change]) {
    let called = |change: &Change| matches!(change.subject.kind, Kind::Job | Kind::Environment);
    let was = |change: &Change| Some((change.subject.name.clone(), change.subject.was.clone()?));
    let renamed = changes.iter().filter(|change| called(change)).filter_map(was).collect();
    let scene = &Scene { before, after, renamed };
    for change in changes {
        let local = scene.environment(change).is_some_and(|environment| environment.local);
        let rules = RULES.iter().filter(|rule| rule.local || !local);
        change.risks = rules
            .filter_map(|rule| {
                let reason = (rule.check)(scene, change)?;
                Some(Risk {
                    level: rule.level(),
                    code: rule.code,
                    reason,
                    accepted: accepted.reason(change, rule.code.0).map(str::to_owned),
                })
            })
            .collect();
        change.risks.sort_by(|a, b| b.level.cmp(&a.level).then(a.code.cmp(&b.code)));
    }
}

impl Scene<'_> {
    /// Those of some names that are new, and not another name of what is gone.
    pub fn truly_new<'n>(&self, names: Vec<&'n str>, gone: &[&str]) -> Vec<&'n str> {
        let is_new = |name: &&str| !self.renamed.get(*name).is_some_and(|was| gone.contains(&was.as_str()));
        names.into_iter().filter(is_new).collect()
    }

    /// The environment of a change as it is, or as it was where it is gone.
    pub fn environment(&self, change: &Change) -> Option<&Environment> {
        let Scope::Environment(name) = &change.scope else { return None };
        self.after.environment(name).or_else(|| self.before.environment(name))
    }

    /// The platform of the environment of a change.
    pub fn platform(&self, change: &Change) -> Option<Platform> {
        self.environment(change).map(|environment| environment.platform)
    }

    /// Whether what runs there is paid for by what it uses.
    pub fn is_paid(&self, change: &Change) -> bool {
        matches!(self.platform(change), Some(Platform::Render | Platform::Kubernetes))
    }

    /// The service that a change is of, before.
    pub fn was(&self, change: &Change) -> Option<&Service> {
        let Scope::Environment(name) = &change.scope else { return None };
        let own = change.subject.was.as_ref().unwrap_or(&change.subject.name);
        self.before.environment(name)?.service(own)
    }

    /// The service that a change is of, after.
    pub fn is(&self, change: &Change) -> Option<&Service> {
        let Scope::Environment(name) = &change.scope else { return None };
        self.after.environment(name)?.service(&change.subject.name)
    }
}
