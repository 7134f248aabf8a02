//! `allow`, `warn` and `deny`: what the findings of a rule weigh, everywhere or in one node.

use crate::node;
use crate::schema::kinds::{Reason, RuleName, Waivable};
use crate::source::S;
use crate::union;

node! {
    /// Takes back what a rule finds here. A code of `dbgen diff` is listed all the same, with the reason, and no longer
    /// counts. In a service that is all that the rule finds about the service, wherever it
    /// is said; in an environment all that is wrong there; in `project` everything. Of several the innermost one holds.
    /// One that takes nothing back is an error, but for a code of `dbgen diff`.
    ///
    /// ```kdl
    /// allow "no-such-file" reason="a step of the pipeline writes it"
    /// ```
    pub struct Allow("allow") {
        /// The rule, or a code of `dbgen diff`.
        arg rule: S<Waivable>,
        /// Why it does not hold here.
        prop reason "reason": S<Reason>,
    }
}

node! {
    /// Makes warnings of what a rule finds here. It holds as `allow` does, and needs a reason where the rule is an error
    /// otherwise.
    ///
    /// ```kdl
    /// warn "sleep-as-check" reason="the old tests go away in spring"
    /// ```
    pub struct Warn("warn") {
        /// The rule.
        arg rule: S<RuleName>,
        /// Why.
        prop reason "reason": Option<S<Reason>>,
    }
}

node! {
    /// Makes errors of what a rule finds here. It holds as `allow` does.
    ///
    /// ```kdl
    /// deny "unpinned-image"
    /// ```
    pub struct Deny("deny") {
        /// The rule.
        arg rule: S<RuleName>,
        /// Why.
        prop reason "reason": Option<S<Reason>>,
    }
}

union! {
    /// What a rule weighs.
    pub enum LevelNode { Allow, Warn, Deny }
}
