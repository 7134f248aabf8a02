//! What every part of a workflow is made from.

use super::expr::{Expr, Value};
use super::model::Named;
use super::triggers::Triggers;
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Holder, Image, Plan, Workflow};
use crate::source::Span;

/// Where the scripts stand that workflows call.
pub const SCRIPTS: &str = "deploy/bin";

/// A workflow in the making.
pub struct Context<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The workflow.
    pub workflow: &'a Workflow,
    /// What starts it.
    pub triggers: &'a Triggers,
    /// The file of the workflow that builds one image.
    pub builder: &'a str,
}

impl Context<'_> {
    /// The images that the services of an environment run.
    pub fn images_of(&self, environment: &Environment) -> Vec<&Image> {
        let used = |image: &&Image| image.environments.contains(&environment.name);
        self.plan.images.iter().filter(used).collect()
    }

    /// A secret that GitHub must hold: declared, and for the pipeline.
    pub fn secret(&self, name: &str, span: Span, why: &str, say: &mut Vec<Diagnostic>) -> Value {
        match self.plan.secret(name) {
            Some(secret) if secret.holder.as_ref().is_none_or(|h| h.value != Holder::Pipeline) => say.push(
                Diagnostic::error(codes::SECRET_NOT_HERE, span, format!("GitHub does not hold the secret `{name}`"))
                    .here(format!("needed here {why}"))
                    .also(secret.name.span, "the platform holds it")
                    .help(format!("write `{name} for=\"pipeline\"`, or use another secret")),
            ),
            Some(_) => {}
            None => say.push(
                Diagnostic::error(codes::UNKNOWN_SECRET, span, format!("there is no secret `{name}`"))
                    .here(format!("needed here {why}"))
                    .help(format!("declare it: `secrets {{ {name} for=\"pipeline\" }}`")),
            ),
        }
        Expr::secret(name).into()
    }
}

/// What the names of jobs that build images start with.
pub const IMAGE_JOB: &str = "image-";

/// The job that builds an image.
pub fn image_job(image: &Image) -> String {
    [IMAGE_JOB, &image.id].concat()
}

/// An image as this run has built it.
pub fn digest(image: &Image) -> String {
    let digest = Expr::digest(image);
    [&image.repository, "@", &digest.to_text()].concat()
}

/// The variable of an image as this run has built it.
pub fn built_image(image: &Image) -> Named {
    (image.variable.clone().into(), digest(image).into())
}

/// `text` with a capital at its start.
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|c| c.to_uppercase().to_string() + characters.as_str()).unwrap_or_default()
}
