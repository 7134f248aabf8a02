//! The GitHub target: a workflow for each of the spec's, the workflow that builds one image, and the scripts that they
//! call.

use crate::diag::{Diagnostic, codes};
use crate::emit::{Emission, Target};
use crate::plan::Plan;

pub mod actions;
mod build_image;
mod containers;
mod context;
mod deploy;
mod drift;
mod env;
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
mod toolchain;
mod triggers;
mod workflow;

use context::{Context, SCRIPTS};
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
                too_long(&made, workflow.set.name.span, say);
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

/// A job on GitHub's own machines ends after six hours (GitHub Docs, "Usage limits").
fn too_long(workflow: &model::Workflow, span: crate::source::Span, say: &mut Vec<Diagnostic>) {
    for job in &workflow.jobs {
        if let Some(model::Minutes(expr::Value::Int(minutes))) = job.steps().map(|steps| &steps.timeout)
            && *minutes > 360
        {
            let message = format!("the job `{}` may take {minutes} minutes, and GitHub ends it after 360", job.id);
            say.push(
                Diagnostic::error(codes::NOT_EXPRESSIBLE, span, message)
                    .help("shorten its `timeout`, or the soaks of the roll-out that it waits for"),
            );
        }
    }
}
