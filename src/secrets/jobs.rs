//! What the jobs of the emitted workflows read from GitHub's secrets.

use super::Job;
use crate::emit::Artifact;
use crate::plan::secrets_named;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// The names of secrets with the jobs that read them, in the order of the files.
pub type Needs = BTreeMap<String, Vec<Job>>;

/// GitHub makes this one for every job.
const GITHUBS_OWN: &str = "GITHUB_TOKEN";

/// What every workflow among `artifacts` needs.
pub fn needs(artifacts: &[Artifact]) -> Needs {
    let mut needs = Needs::new();
    for artifact in artifacts {
        let file = artifact.path.strip_prefix(".github/workflows/").and_then(|name| name.strip_suffix(".yml"));
        let Some(name) = file else { continue };
        let Ok(Value::Mapping(workflow)) = serde_yaml::from_str(&artifact.text) else { continue };
        of_workflow(name, &workflow, &mut needs);
    }
    needs
}

/// Adds what the jobs of one workflow need.
pub fn of_workflow(name: &str, workflow: &Mapping, needs: &mut Needs) {
    // What a reusable workflow takes under the name of a secret is set by its caller, which is read, too.
    let given = workflow.get("on").and_then(|on| on.get("workflow_call")).and_then(|call| call.get("secrets"));
    let everywhere = workflow.get("env").map(secrets).unwrap_or_default();
    for (id, job) in workflow.get("jobs").and_then(Value::as_mapping).into_iter().flatten() {
        let Some(id) = id.as_str() else { continue };
        let environment = job.get("environment").and_then(|e| e.as_str().or_else(|| e.get("name")?.as_str()));
        let job_here =
            Job { workflow: name.to_owned(), id: id.to_owned(), environment: environment.map(str::to_owned) };
        let mut names = secrets(job);
        names.extend(everywhere.iter().cloned());
        names.sort_unstable();
        names.dedup();
        names.retain(|name| name != GITHUBS_OWN && given.and_then(|given| given.get(name)).is_none());
        for name in names {
            needs.entry(name).or_default().push(job_here.clone());
        }
    }
}

/// The secrets that any text in `value` names in an expression.
fn secrets(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, &mut found);
    found
}

fn walk(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(secrets_named(text)),
        Value::Sequence(items) => items.iter().for_each(|item| walk(item, found)),
        Value::Mapping(map) => map.iter().for_each(|(key, value)| {
            // The condition of a job or step is an expression without its braces.
            match (key.as_str(), value.as_str()) {
                (Some("if"), Some(text)) if !text.contains("${{") => {
                    found.extend(secrets_named(&format!("${{{{{text}}}}}")))
                }
                _ => walk(value, found),
            }
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(String, Vec<String>)> {
        let mut needs = Needs::new();
        of_workflow("w", serde_yaml::from_str::<Value>(text).unwrap().as_mapping().unwrap(), &mut needs);
        needs.into_iter().map(|(name, jobs)| (name, jobs.into_iter().map(|job| job.id).collect())).collect()
    }

    #[test]
    fn every_way_to_name_a_secret_counts() {
        let text = "
env: {ALL: '${{ secrets.EVERYWHERE }}'}
jobs:
  a:
    environment: {name: x}
    if: secrets.CONDITION != ''
    steps:
      - run: echo secrets.NOT_AN_EXPRESSION
      - with: {token: '${{ secrets.GITHUB_TOKEN }}', x: \"${{ format('{0}{1}', secrets['ONE'], secrets.two) }}\"}
      - env: {A: '${{ steps.secrets.outputs.x }}', B: '${{ my_secrets.C }}'}
  b: {secrets: {PASSWORD: '${{ secrets.ONE }}'}}
";
        let names: Vec<String> =
            of(text).into_iter().map(|(name, jobs)| format!("{name} {}", jobs.join(" "))).collect();
        assert_eq!(names, ["CONDITION a", "EVERYWHERE a b", "ONE a b", "TWO a"]);
    }

    #[test]
    fn what_a_caller_gives_is_not_asked_for() {
        let text = "
on: {workflow_call: {secrets: {PASSWORD: {required: true}}}}
jobs: {a: {steps: [{env: {A: '${{ secrets.PASSWORD }}', B: '${{ secrets.OTHER }}'}}]}}
";
        assert_eq!(of(text), [("OTHER".to_owned(), vec!["a".to_owned()])]);
    }
}
