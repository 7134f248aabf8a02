//! `health`: how one knows that a process is well.

use crate::node;
use crate::schema::kinds::{Duration, UrlPath};
use crate::source::S;

node! {
    /// The question that tells whether the process is well: a path that answers 200, or a command that exits with 0.
    ///
    /// ```kdl
    /// health "/health" interval="10s" start="90s"
    /// ```
    pub struct Health("health") {
        /// The path, such as `"/health"`.
        arg path: Option<S<UrlPath>>,
        /// How often it is asked; every 10 seconds where nothing is said.
        prop interval "interval": Option<S<Duration>>,
        /// How long an answer may take; 3 seconds where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
        /// How long the process may take to start; 60 seconds where nothing is said.
        prop start "start": Option<S<Duration>>,
        /// A command inside the container, for a process that answers no HTTP or an image without a known tool.
        value command "command": Vec<S<String>>,
    }
}
