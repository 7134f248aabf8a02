//! A chart: its description, and values that its own schema knows.

use super::Findings;
use super::read::text;
use super::schema::Schema;
use crate::emit::Artifact;
use crate::yaml::Value;
use std::cell::OnceCell;

/// The schema of the chart's values, read when the first of them is checked.
#[derive(Default)]
pub struct Values(OnceCell<Result<Schema, String>>);

impl Values {
    fn schema(&self, artifacts: &[Artifact]) -> &Result<Schema, String> {
        self.0.get_or_init(|| {
            let own = artifacts.iter().find(|a| a.target == "helm" && a.path.ends_with("/values.schema.json"));
            let own = own.ok_or("the chart has no values.schema.json")?;
            Schema::read(&own.text).map_err(|problem| format!("{} is no JSON: {problem}", own.path))
        })
    }
}

/// Checks the chart's description, or a file of values.
pub fn check(file: Value<'_>, artifacts: &[Artifact], values: &Values, findings: &mut Findings<'_>) {
    if findings.artifact.path.ends_with("/Chart.yaml") {
        return chart(file, findings);
    }
    match values.schema(artifacts) {
        // What every environment shares is no whole set of values: what is required comes from the other file.
        Ok(schema) => schema.check(file, &mut findings.found),
        Err(problem) => findings.say(problem),
    }
}

fn chart(file: Value<'_>, findings: &mut Findings<'_>) {
    if text(file, "apiVersion") != Some("v2") {
        findings.say("`apiVersion` must be v2");
    }
    if text(file, "name").is_none_or(str::is_empty) {
        findings.say("the chart has no name");
    }
    let version = text(file, "version").unwrap_or_default();
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<_> = core.split('.').map(str::parse::<u64>).collect();
    if numbers.len() != 3 || numbers.iter().any(Result::is_err) {
        findings.say(format!("the version `{version}` is no semantic version"));
    }
}
