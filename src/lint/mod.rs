//! Rules about specs that hold together and are unwise all the same. One rule a file; registering is one line.
//!
//! A rule changes nothing: it reads the plan and says what it finds.

use crate::diag::{Code, Diagnostic};
use crate::plan::Plan;
use crate::world::World;

mod blind_rollout;
mod circular_wait;
mod deploy_order;
mod hidden_failure;
mod incompatible_migration;
mod missing_file;
mod never_deployed;
mod sleep_as_check;
mod walk;

/// What a rule sees.
pub struct Scene<'a> {
    /// What the spec means.
    pub plan: &'a Plan,
    /// The files around it.
    pub world: &'a dyn World,
}

/// A rule.
pub struct Rule {
    /// The name of what it finds.
    pub code: Code,
    /// The rule itself.
    pub check: fn(&Scene<'_>, &mut Vec<Diagnostic>),
}

/// Every rule.
pub static RULES: &[Rule] = &[
    blind_rollout::RULE,
    circular_wait::RULE,
    deploy_order::RULE,
    hidden_failure::RULE,
    incompatible_migration::RULE,
    missing_file::RULE,
    never_deployed::RULE,
    sleep_as_check::RULE,
];

/// What the rules find in `plan`.
pub fn lint(plan: &Plan, world: &dyn World) -> Vec<Diagnostic> {
    let scene = Scene { plan, world };
    let mut found = Vec::new();
    for rule in RULES {
        (rule.check)(&scene, &mut found);
    }
    found
}
