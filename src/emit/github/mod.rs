//! The GitHub target: a workflow for each of the spec's, the workflow that builds one image, and the scripts that they
//! call.

use crate::diag::Diagnostic;
use crate::emit::{Emission, Target};
use crate::plan::Plan;

pub mod actions;
mod build_image;
mod containers;
mod context;
mod deploy;
mod drift;
mod env;
mod events;
pub mod expr;
mod images;
mod job;
pub mod model;
pub mod permissions;
mod registry;
mod rollback;
mod scan;
mod scripts;
mod steps;
mod summary;
#[cfg(test)]
mod tests;
mod too_long;
mod toolchain;
mod triggers;
mod workflow;

pub use containers::{pinned, versions as engine_versions};
use context::{Context, SCRIPTS};
pub use toolchain::versions as tool_versions;
use triggers::Triggers;

/// GitHub Actions.
pub struct Github;

const FOLDER: &str = ".github/workflows";

impl Target for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn emit(&self, plan: &Plan, out: &mut Emission) {
        let mut files = Vec::new();
        for workflow in &plan.workflows {
            let say: &mut Vec<Diagnostic> = &mut out.diagnostics;
            let triggers = Triggers::of(&workflow.set.on, say);
            let context = Context { plan, workflow, triggers: &triggers, builder: build_image::file(plan) };
            let made = match &workflow.set.rollback {
                Some(set) => rollback::make(set, &context, say),
                None => workflow::make(&context, say),
            };
            // A workflow that has been reported to do nothing is no file.
            if !made.jobs.is_empty() {
                too_long::check(&made, &context, say);
                files.push((format!("{FOLDER}/{}.yml", workflow.name), made.print()));
            }
        }
        if build_image::wanted(plan) {
            files.push((format!("{FOLDER}/{}", build_image::file(plan)), build_image::make(plan).print()));
        }
        for script in scripts::used(files.iter().map(|(_, text)| text.as_str())) {
            out.script(self, format!("{SCRIPTS}/{}", script.name), script.text());
        }
        for (path, text) in files {
            out.file(self, path, text);
        }
    }
}
