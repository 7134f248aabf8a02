//! The scan of the built images, by digest: one job, a leg for each image.

use super::context::Context;
use super::expr::{Expr, Value};
use super::model::{Body, Job, Minutes, Step, Steps};
use super::steps::checkout;
use super::{images, job, registry};
use crate::diag::Diagnostic;
use crate::plan::{ScanImages, Severity};
use crate::yaml::{Map, Yaml};

const REPORT: &str = "trivy.sarif";

/// The job. It has no outputs, so that a matrix loses nothing.
pub fn make(set: &ScanImages, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Job {
    let include = images::rows(context)
        .into_iter()
        .map(|(image, reference)| Map::new().with("image", image).with("reference", reference));
    let severity = match set.severity.as_ref().map_or(Severity::High, |s| s.value) {
        Severity::Low => "LOW,MEDIUM,HIGH,CRITICAL",
        Severity::Medium => "MEDIUM,HIGH,CRITICAL",
        Severity::High => "HIGH,CRITICAL",
        Severity::Critical => "CRITICAL",
    };
    let mut steps = vec![checkout()];
    steps.extend(registry::login(context.plan, false, context, say).into_iter().flatten());
    steps.push(
        Step::uses("aquasecurity/trivy-action")
            .named("Look for known holes")
            .with("image-ref", Expr::new("matrix.reference"))
            .with("severity", severity)
            .with("ignore-unfixed", !set.unfixed.as_ref().is_some_and(|unfixed| unfixed.value))
            .with("format", "sarif")
            // Without it a report lists, and fails for, every severity.
            .with("limit-severities-for-sarif", true)
            .with("output", REPORT)
            .with("exit-code", 1),
    );
    steps.push(
        Step::uses("github/codeql-action/upload-sarif")
            .named("File the findings under Security")
            .when(format!("!cancelled() && hashFiles('{REPORT}') != ''"))
            .with("sarif_file", REPORT)
            .with("category", format!("trivy-{}", Expr::new("matrix.image"))),
    );
    Job {
        id: "scan".into(),
        name: format!("Scan {}", Expr::new("matrix.image")),
        body: Body::Steps(Box::new(Steps {
            runner: job::RUNNER.into(),
            timeout: Minutes(Value::Int(15)),
            matrix: Map::new().with("include", Yaml::seq(include)),
            steps,
            ..Steps::default()
        })),
        raw: set.raw.clone(),
        ..Job::default()
    }
}
