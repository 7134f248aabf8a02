//! Rules about specs that hold together and are unwise all the same. One rule a file; registering is one line.
//!
//! A rule changes nothing: it reads the plan and says what it finds, by [`Diagnostic::found`], with the level that its
//! code has. What the spec says of levels comes later and is no rule's concern; a rule only names by
//! [`Diagnostic::about`] what it speaks of, where the place itself lies elsewhere.

use crate::diag::{self, Code, Diagnostic};
use crate::plan::{Plan, Value, Variable};
use crate::world::World;
use std::cell::OnceCell;

mod address;
mod approval_limits;
mod approval_setting;
mod artifact_clash;
mod baked_environment;
mod blind_rollout;
mod builds;
mod busy_hour;
mod bypassed_approval;
mod circular_wait;
mod cron;
mod debug_in_production;
mod deploy_before_scan;
mod deploy_order;
mod domain_clash;
mod empty_environment;
mod end_of_life;
mod expression;
mod foreign_address;
mod frequent_schedule;
mod hidden_failure;
mod impossible_schedule;
mod incompatible_migration;
mod kept_too_long;
mod limit_below_request;
mod localhost_address;
mod matrix_too_large;
mod missing_file;
mod mutable_tag;
mod name_too_long;
mod never_deployed;
mod no_approval;
mod no_health_check;
mod no_lock_file;
mod no_rollback;
mod no_smoke;
mod no_such_script;
mod no_such_target;
mod no_such_task;
mod no_traffic_router;
mod plain_http;
mod plain_secret;
mod production;
mod registry_refuses;
mod reserved_name;
mod retired_runner;
mod runs_as_root;
mod scaled_singleton;
mod secret_in_image;
mod secret_leak;
mod secret_not_here;
mod secret_on_pull_request;
mod secret_words;
mod shared_namespace;
mod shell;
mod sleep_as_check;
mod surprising_schedule;
mod task_calls;
mod tasks;
mod timeout_too_short;
mod tool_not_set_up;
mod undeclared_secret;
mod unfilled_variable;
mod unknown_time_zone;
mod unused_build_arg;
mod unused_datastore;
mod unused_secret;
mod unused_service;
mod walk;

/// What a rule sees.
pub struct Scene<'a> {
    /// What the spec means.
    pub plan: &'a Plan,
    /// The files around it.
    pub world: &'a dyn World,
    /// The variables of its services. What is wrong with none of these is wrong nowhere: of what several services and
    /// environments share, most stands here once, and most rules need no look at all the rest.
    variables: Vec<&'a Variable>,
    /// What its services are built from, once a rule has asked.
    dockerfiles: OnceCell<builds::Dockerfiles>,
}

impl<'a> Scene<'a> {
    /// Whether a rule has any plain variable to tell of, by its name and value.
    fn has_plain(&self, wrong: impl Fn(&'a str, &'a str) -> bool) -> bool {
        self.variables.iter().any(|variable| match &variable.value {
            Value::Plain(text) => wrong(&variable.name, text),
            _ => false,
        })
    }
}

/// What a rule relies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// That what it reads was written: a command, a path. It runs on a spec in which other things are wrong or could
    /// not be read, so that all mistakes are told at once; what such a plan lacks may be in the text all the same.
    Text,
    /// That the plan holds together: what is not in it is not in the spec, and every name means something.
    Plan,
}

/// A rule.
pub struct Rule {
    /// The name of what it finds.
    pub code: Code,
    /// What it relies on.
    pub needs: Needs,
    /// The rule itself.
    pub check: fn(&Scene<'_>, &mut Vec<Diagnostic>),
}

/// Every rule.
pub static RULES: &[Rule] = &[
    approval_limits::RULE,
    approval_setting::RULE,
    artifact_clash::RULE,
    baked_environment::RULE,
    blind_rollout::RULE,
    busy_hour::RULE,
    bypassed_approval::RULE,
    circular_wait::RULE,
    debug_in_production::RULE,
    deploy_before_scan::RULE,
    deploy_order::RULE,
    domain_clash::RULE,
    empty_environment::RULE,
    end_of_life::RULE,
    foreign_address::RULE,
    frequent_schedule::RULE,
    hidden_failure::RULE,
    impossible_schedule::RULE,
    incompatible_migration::RULE,
    kept_too_long::RULE,
    limit_below_request::RULE,
    localhost_address::RULE,
    matrix_too_large::RULE,
    missing_file::RULE,
    mutable_tag::RULE,
    name_too_long::RULE,
    never_deployed::RULE,
    no_approval::RULE,
    no_health_check::RULE,
    no_lock_file::RULE,
    no_rollback::RULE,
    no_smoke::RULE,
    no_such_script::RULE,
    no_such_target::RULE,
    no_such_task::RULE,
    no_traffic_router::RULE,
    plain_http::RULE,
    plain_secret::RULE,
    registry_refuses::RULE,
    reserved_name::RULE,
    retired_runner::RULE,
    runs_as_root::RULE,
    scaled_singleton::RULE,
    secret_in_image::RULE,
    secret_leak::RULE,
    secret_not_here::RULE,
    secret_on_pull_request::RULE,
    shared_namespace::RULE,
    sleep_as_check::RULE,
    surprising_schedule::RULE,
    timeout_too_short::RULE,
    tool_not_set_up::RULE,
    undeclared_secret::RULE,
    unfilled_variable::RULE,
    unknown_time_zone::RULE,
    unused_build_arg::RULE,
    unused_datastore::RULE,
    unused_secret::RULE,
    unused_service::RULE,
];

/// What the rules find in `plan`; on one that does not hold together, those that do not rely on it.
pub fn lint(plan: &Plan, world: &dyn World, whole: bool) -> Vec<Diagnostic> {
    let scene = Scene { plan, world, variables: walk::variables(plan), dockerfiles: OnceCell::new() };
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| whole || rule.needs == Needs::Text) {
        (rule.check)(&scene, &mut found);
        diag::bound(&mut found);
    }
    found
}
