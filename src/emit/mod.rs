//! Targets: each turns a plan into the files of one platform.
//!
//! A target is one folder with a typed model of its platform and the mapping from the plan. Registering it is one
//! line in [`TARGETS`].

use crate::diag::{self, Change, Diagnostic, codes, did_you_mean};
use crate::plan::{Environment, Plan};
use crate::source::Span;
use std::collections::BTreeSet;
use std::fmt;

mod artifact;
pub mod compose;
pub mod env_files;
mod features;
pub mod github;
pub mod helm;
pub mod raw;
pub mod render;
pub mod text;

pub use artifact::{Artifact, HEADER, Mode};
pub use features::FEATURES;

/// A backend: the files of one platform.
pub trait Target: Sync {
    /// The name that `--target` takes.
    fn name(&self) -> &'static str;
    /// Turns the plan into files. The files of one target depend on the plan alone, never on another target.
    fn emit(&self, plan: &Plan, out: &mut Emission);
}

/// Every target, in the order in which their files are listed.
pub static TARGETS: &[&dyn Target] =
    &[&compose::Compose, &env_files::EnvFiles, &github::Github, &helm::Helm, &render::Render];

/// What the targets have made so far.
#[derive(Debug, Default)]
pub struct Emission {
    /// The files.
    pub artifacts: Vec<Artifact>,
    /// What could not be expressed.
    pub diagnostics: Vec<Diagnostic>,
    /// The waivers that have covered a loss, by the places of their features.
    waived: BTreeSet<Span>,
    /// Environment and feature of waivers that are misspelled: what was meant is not reported as lost, too.
    meant: BTreeSet<(String, String)>,
}

impl Emission {
    /// Adds a file of `target`.
    pub fn file(&mut self, target: &dyn Target, path: impl Into<String>, text: String) {
        self.artifacts.push(Artifact { path: path.into(), text, target: target.name(), mode: Mode::Plain });
    }

    /// Adds a script of `target` that can be run.
    pub fn script(&mut self, target: &dyn Target, path: impl Into<String>, text: String) {
        self.artifacts.push(Artifact { path: path.into(), text, target: target.name(), mode: Mode::Executable });
    }

    /// Says that the platform of `environment` cannot express what stands at `span`: an error, unless the
    /// environment accepts the loss of `feature`. The message is made where it is shown: most losses are accepted.
    pub fn loss(
        &mut self,
        environment: &Environment,
        feature: &str,
        span: Span,
        message: impl fmt::Display,
        instead: &str,
    ) {
        self.loss_of(environment, feature, &[span], message, instead);
    }

    /// The same of several places that together are too much for the platform.
    pub fn loss_of(
        &mut self,
        environment: &Environment,
        feature: &str,
        spans: &[Span],
        message: impl fmt::Display,
        instead: &str,
    ) {
        let Some((span, others)) = spans.split_first() else { return };
        if environment.accepts_loss(feature) {
            let own = environment.set.losses.iter().filter(|loss| loss.feature.value == feature);
            self.waived.extend(own.map(|loss| loss.feature.span));
            return;
        }
        if !self.meant.is_empty() && self.meant.contains(&(environment.name.clone(), feature.to_owned())) {
            return;
        }
        diag::bound(&mut self.diagnostics);
        let waiver = format!("accept-loss \"{feature}\" reason=\"...\"");
        let report = Diagnostic::error(codes::NOT_EXPRESSIBLE, *span, message.to_string())
            .here(format!("{} cannot express this", environment.platform))
            .also(environment.set.platform.span, format!("`{}` runs on it", environment.name))
            // What several services have from one line is lost in that line.
            .because(format!("{} {feature} {} {}", environment.name, span.file.0, span.start));
        let report = others.iter().fold(report, |report, other| report.also(*other, "nor this"));
        self.diagnostics.push(
            report.help(format!("{instead}; or write `{waiver}` in the environment `{}`", environment.name)).mend(
                format!("accept the loss in `{}`, with a reason", environment.name),
                false,
                vec![Change::AddChild(environment.set.name.span, waiver.replace("...", diag::REASON))],
            ),
        );
    }
}

/// The files of every target, and everything that could not be expressed.
pub fn emit(plan: &Plan) -> Emission {
    let mut out = Emission::default();
    let known = |name: &str| FEATURES.iter().any(|(own, _)| *own == name);
    let meant = |name: &str| did_you_mean(name, FEATURES.iter().map(|(own, _)| *own));
    for environment in &plan.environments {
        for loss in environment.set.losses.iter().filter(|loss| !known(&loss.feature.value)) {
            out.meant.extend(meant(&loss.feature.value).map(|own| (environment.name.clone(), own.to_owned())));
        }
    }
    for target in TARGETS {
        target.emit(plan, &mut out);
    }
    out.artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    for environment in &plan.environments {
        for loss in &environment.set.losses {
            let used = out.waived.contains(&loss.feature.span);
            let wrong = !used && !known(&loss.feature.value);
            if let Some(better) = wrong.then(|| meant(&loss.feature.value)).flatten() {
                let message = format!("there is no loss called `{}`", loss.feature);
                out.diagnostics.push(
                    Diagnostic::error(codes::UNUSED_WAIVER, loss.feature.span, message)
                        .here("waives nothing")
                        .help(format!("did you mean `{better}`?"))
                        .fix(format!("write {better}"), format!("\"{better}\""), false),
                );
            } else if !used {
                let message = format!("nothing is lost by `{}` in `{}`", loss.feature, environment.name);
                out.diagnostics.push(
                    Diagnostic::error(codes::UNUSED_WAIVER, loss.feature.span, message)
                        .here("waives nothing")
                        .help("take the line away"),
                );
            }
        }
    }
    out
}
