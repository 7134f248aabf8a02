//! What a change of the spec does: two plans → a tree of typed changes, each with its risk.
//!
//! Meaning is compared, never text. Each plan becomes a tree of parts ([`part`]): every leaf of the language as it was
//! written, by way of [`Outline`](crate::schema::Outline), with what resolving has made of it laid over. Two trees are
//! paired ([`pair`]), which finds what has another name, and compared ([`compare`]). What the generated files say comes
//! last ([`files`]): each file that differs belongs to the changes that touch it, or is a change of its own, so that
//! nothing differs in silence. [`rules`] say what to worry about. No credential leaves this module ([`Mask`]).

use crate::plan::Plan;
use crate::source::Sources;
use std::collections::BTreeMap;

mod accepted;
mod compare;
mod files;
mod jobs;
mod mask;
mod model;
mod pair;
mod part;
mod parts;
mod production;
pub mod rules;
pub mod show;

use accepted::Accepted;
pub use mask::Mask;
pub use model::*;

/// Generated files: path → text.
pub type Files<'a> = BTreeMap<&'a str, &'a str>;

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    /// What the spec means.
    pub plan: &'a Plan,
    /// Its text, for what must not be shown of it.
    pub sources: &'a Sources,
    /// What this dbgen makes of it; none where it does not compile.
    pub files: Option<Files<'a>>,
}

/// What is compared.
#[derive(Debug, Clone)]
pub struct Sides<'a> {
    /// What was.
    pub before: Side<'a>,
    /// What is.
    pub after: Side<'a>,
    /// The files as they are committed beside the spec that was, where the ledger there says that dbgen has written them
    /// and nobody has edited them since. Where such a file is not what this dbgen makes of the same spec, that difference
    /// is dbgen's own. None where nothing is known of them.
    pub committed: Option<Files<'a>>,
}

/// What differs.
pub fn compare(sides: &Sides<'_>) -> Diff {
    let mask = Mask::of([sides.before.sources, sides.after.sources]);
    let (mut before, mut after) = (parts::of(sides.before.plan), parts::of(sides.after.plan));
    jobs::add(sides, &mut before, &mut after);
    let mut changes = compare::compare(&before, &after);
    changes.retain(|change| !is_implied(change));
    changes.iter_mut().for_each(|change| mask.change(change));
    let production = production::names(sides.before.plan, sides.after.plan);
    let order = production::order(sides.before.plan, sides.after.plan, &production);
    let mut diff = Diff { changes, unchanged: Vec::new(), production, files: Vec::new(), files_known: false };
    files::attribute(sides, &mut diff);
    rules::judge(sides.before.plan, sides.after.plan, &Accepted::of(&after), &mut diff.changes);
    sort(&mut diff.changes, &order);
    let changed = |name: &String| diff.changes.iter().any(|c| c.scope == Scope::Environment(name.clone()));
    diff.unchanged = order.iter().filter(|name| !changed(name)).cloned().collect();
    diff
}

/// What comes and goes with the platform is said by the platform.
fn is_implied(change: &Change) -> bool {
    change.at() == ["names on Render"] && change.action != Action::Changed
}

/// Environments as people read them, then what is left; within one, as the comparison found it.
fn sort(changes: &mut [Change], order: &[String]) {
    changes.sort_by_key(|change| match &change.scope {
        Scope::Environment(name) => (0, order.iter().position(|own| own == name).unwrap_or(order.len())),
        Scope::Workflow(_) => (1, 0),
        Scope::Project => (2, 0),
        Scope::Files => (3, 0),
    });
}
