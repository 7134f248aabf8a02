//! `rollout`: how a new version takes the old one's place, and what stops it.

use crate::node;
use crate::schema::kinds::{Duration, Percentage, Reason, Whole, choices};
use crate::source::S;

node! {
    /// How a new version takes the old one's place.
    ///
    /// ```kdl
    /// rollout "canary" {
    ///     step 10 soak="15m"
    ///     step 50 soak="30m"
    ///     abort error-rate="5%" for="2m"
    ///     abort latency-p95="3s" for="3m"
    /// }
    /// ```
    pub struct Rollout("rollout") {
        /// The way.
        arg strategy: S<Strategy>,
        /// How long a deploy may take from its start to its last check; 15 minutes and the soaks where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
        /// A part of the traffic and how long it is watched, for a canary.
        child steps "step": Vec<TrafficStep>,
        /// What takes the new version back.
        child aborts "abort": Vec<Abort>,
    }
}

choices! {
    /// A way for a new version to take the old one's place.
    pub enum Strategy {
        /// One process after the other.
        Rolling = "rolling",
        /// A growing part of the traffic, watched at each step.
        Canary = "canary",
        /// A second full set, switched to when it is well; the old one is kept until the watch is over.
        BlueGreen = "blue-green",
        /// The old one stops before the new one starts.
        Recreate = "recreate",
    }
}

node! {
    /// A part of the traffic for the new version, and how long it is watched.
    ///
    /// ```kdl
    /// step 10 soak="15m"
    /// ```
    pub struct TrafficStep("step") {
        /// Percent of the traffic.
        arg percent: S<Whole<1, 100>>,
        /// How long.
        prop soak "soak": Option<S<Duration>>,
    }
}

node! {
    /// A condition that takes the new version back: one measure, its limit, and for how long it must be passed.
    ///
    /// ```kdl
    /// abort error-rate="5%" for="2m"
    /// abort query="min(pg_up)" below="1" for="1m"
    /// ```
    pub struct Abort("abort") {
        /// The part of the answers with a status of 500 and above.
        prop error_rate "error-rate": Option<S<Percentage>>,
        /// The time within which 95 of 100 answers come.
        prop latency_p95 "latency-p95": Option<S<Duration>>,
        /// The use of processor, of what is requested.
        prop cpu "cpu": Option<S<Percentage>>,
        /// The use of memory, of the limit.
        prop memory "memory": Option<S<Percentage>>,
        /// A question to Prometheus of your own, with `above=` or `below=`.
        prop query "query": Option<S<String>>,
        /// The limit of `query` from above.
        prop above "above": Option<S<String>>,
        /// The limit of `query` from below.
        prop below "below": Option<S<String>>,
        /// For how long; one minute where nothing is said.
        prop during "for": Option<S<Duration>>,
    }
}

node! {
    /// Something that the platform cannot express and that may be lost here: without this line it is an error.
    ///
    /// ```kdl
    /// accept-loss "resources" reason="the plan of the platform decides"
    /// ```
    pub struct AcceptLoss("accept-loss") {
        /// What, as the error names it, such as `"rollout"`.
        arg feature: S<String> => lists Losses,
        /// Why.
        prop reason "reason": S<Reason>,
    }
}
