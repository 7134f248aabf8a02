//! Rules about specs that hold together and are unwise all the same. One rule a file; registering is one line.
//!
//! A rule changes nothing: it reads the plan and says what it finds, by [`Diagnostic::found`], with the level that its
//! code has. What the spec says of levels comes later and is no rule's concern; a rule only names by
//! [`Diagnostic::about`] what it speaks of, where the place itself lies elsewhere.

use crate::diag::{self, Code, Diagnostic};
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
    blind_rollout::RULE,
    circular_wait::RULE,
    deploy_order::RULE,
    hidden_failure::RULE,
    incompatible_migration::RULE,
    missing_file::RULE,
    never_deployed::RULE,
    sleep_as_check::RULE,
];

/// What the rules find in `plan`; on one that does not hold together, those that do not rely on it.
pub fn lint(plan: &Plan, world: &dyn World, whole: bool) -> Vec<Diagnostic> {
    let scene = Scene { plan, world };
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| whole || rule.needs == Needs::Text) {
        (rule.check)(&scene, &mut found);
        diag::bound(&mut found);
    }
    found
}
