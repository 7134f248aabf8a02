//! The job that fails when the committed files are not what the spec compiles to.

use super::context::Context;
use super::expr::{Expr, Value, shell_word};
use super::model::{Body, Job, Minutes, Step, Steps};
use super::{job, steps::checkout};
use crate::diag::{Diagnostic, codes};
use crate::plan::Drift;

/// The job.
pub fn make(set: &Drift, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Job {
    let version = &set.version.value.0;
    let mut steps = vec![checkout()];
    match &set.install {
        Some(install) => {
            if install.value.contains("${{") {
                say.push(Diagnostic::error(
                    codes::EXPRESSION_IN_RUN,
                    install.span,
                    "a command cannot hold an expression",
                ));
            }
            steps.push(
                Step::lines([&install.value])
                    .named(format!("Install dbgen {version}"))
                    .env("DBGEN_VERSION", version.as_str()),
            );
        }
        None => {
            let mut cache = Step::uses("actions/cache")
                .with("path", "~/.cargo/bin/dbgen")
                .with("key", format!("dbgen-{version}-{}", Expr::new("runner.os")));
            if context.triggers.release {
                cache = cache
                    .comment("A release is built from nothing that another run has left behind.")
                    .with("lookup-only", Expr::new("startsWith(github.ref, 'refs/tags/')"));
            }
            steps.push(cache);
            let install = format!("command -v dbgen || cargo install --locked --version {version} dbgen");
            steps.push(Step::lines([install]).named(format!("Install dbgen {version}")));
        }
    }
    let directory = set.directory.as_ref().map(|d| d.value.0.as_str()).filter(|d| *d != ".");
    let directory = directory.map(|d| format!(" {}", shell_word(d))).unwrap_or_default();
    // The shell of every workflow is one that fails with the first command of a pipe, too.
    let compare = format!("dbgen diff --format markdown{directory} | tee -a \"${{GITHUB_STEP_SUMMARY}}\"");
    steps.push(Step::lines([compare]).named("Compare the files with deploy.kdl"));
    Job {
        id: "drift".into(),
        name: "Generated files are up to date".into(),
        body: Body::Steps(Box::new(Steps {
            runner: job::RUNNER.into(),
            timeout: Minutes(Value::Int(15)),
            steps,
            ..Steps::default()
        })),
        raw: set.raw.clone(),
        ..Job::default()
    }
}
