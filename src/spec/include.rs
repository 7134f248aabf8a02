//! `include`: one spec in several files.

use crate::node;
use crate::source::S;

node! {
    /// Reads other files as if their nodes stood here: one a service in a monorepo, for example. A path is relative to
    /// the file that includes it; the last part of it may hold `*`.
    ///
    /// ```kdl
    /// include "services/*.kdl"
    /// ```
    pub struct Include("include") {
        /// The files, such as `"services/*.kdl"`.
        arg files: S<String> => lists Specs,
    }
}
