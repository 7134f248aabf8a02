//! A chart: its description, and values that its own schema knows.

use super::read::text;
use super::{Findings, schema};
use crate::emit::Artifact;
use serde_yaml::Value;

/// Checks the chart's description, or a file of values.
pub fn check(file: &Value, artifacts: &[Artifact], findings: &mut Findings<'_>) {
    let path = findings.artifact.path.as_str();
    if path.ends_with("/Chart.yaml") {
        return chart(file, findings);
    }
    let Some(own) = artifacts.iter().find(|a| a.target == "helm" && a.path.ends_with("/values.schema.json")) else {
        return findings.say("the chart has no values.schema.json");
    };
    match serde_json::from_str(&own.text) {
        // What every environment shares is no whole set of values: what is required comes from the other file.
        Ok(json) => schema::check(&json, file, &mut findings.found),
        Err(problem) => findings.say(format!("{} is no JSON: {problem}", own.path)),
    }
}

fn chart(file: &Value, findings: &mut Findings<'_>) {
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
