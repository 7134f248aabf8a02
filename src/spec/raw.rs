//! `raw`: a platform's own fields.

use crate::node;
use crate::schema::decode::RawNode;
use crate::schema::kinds::choices;
use crate::source::S;

node! {
    /// Fields of a platform that dbgen has no words for, laid over what it emits: `raw "render" { rootDir "apps" }`.
    /// A node with one value becomes a field, with several a list, with braces an object; nodes named `-` are the
    /// items of a list.
    ///
    /// ```kdl
    /// raw "render" {
    ///     autoDeployTrigger "off"
    ///     buildFilter {
    ///         ignoredPaths "docs/**" "*.md"
    ///     }
    /// }
    /// ```
    pub struct Raw("raw") {
        /// The platform whose file they go to.
        arg target: S<RawTarget>,
        /// The fields.
        tree fields: Vec<RawNode>,
    }
}

choices! {
    /// A platform that `raw` fields go to.
    pub enum RawTarget {
        /// The workflow, job or step.
        Github = "github",
        /// The entry in `render.yaml`.
        Render = "render",
        /// The service's entry in the chart's values.
        Kubernetes = "kubernetes",
        /// The service in the Compose file.
        Compose = "compose",
    }
}
