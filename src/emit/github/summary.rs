//! The last job: a table of what happened, and one result for all of it.

use super::expr::{Expr, Value};
use super::job;
use super::model::{Body, Job, Minutes, Step, Steps};
use crate::plan::Summary;

/// The job that waits for all of `jobs`.
pub fn make(set: &Summary, jobs: &[Job]) -> Job {
    let write = Step::lines([
        "{",
        "  echo '| Job | Result |'",
        "  echo '| --- | --- |'",
        "  jq --raw-output 'to_entries[] | \"| \\(.key) | \\(.value.result) |\"' <<<\"$NEEDS\"",
        "} >>\"$GITHUB_STEP_SUMMARY\"",
    ]);
    let fail = Step::lines([
        "bad=\"$(jq --raw-output '[to_entries[] | select(.value.result | IN(\"failure\", \"cancelled\")) | .key] | join(\", \")' <<<\"$NEEDS\")\"",
        "if [[ -n \"$bad\" ]]; then",
        "  echo \"::error title=Not everything succeeded::$bad\"",
        "  exit 1",
        "fi",
    ]);
    Job {
        id: "summary".into(),
        name: set.title.as_ref().map_or_else(|| "Summary".to_owned(), |title| title.value.clone()),
        needs: jobs.iter().map(|job| job.id.clone()).collect(),
        condition: Some(Expr::new("always()")),
        body: Body::Steps(Box::new(Steps {
            runner: job::RUNNER.into(),
            timeout: Minutes(Value::Int(5)),
            env: vec![("NEEDS".into(), Expr::new("toJSON(needs)").into())],
            steps: vec![
                write.named("Write what happened into the run's summary"),
                fail.named("Fail if anything failed or was cancelled"),
            ],
            ..Steps::default()
        })),
        raw: set.raw.clone(),
        ..Job::default()
    }
}
