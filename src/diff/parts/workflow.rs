//! Workflows: what starts them, their stages and their jobs.

use super::variables;
use crate::diff::Kind;
use crate::diff::part::{Fact, Part};
use crate::plan::{StageJob, Workflow};
use crate::schema::{Node, Outline, Union};

/// A workflow.
pub fn part(workflow: &Workflow) -> Part {
    let mut part = Part::thing(Kind::Workflow, &workflow.name, &workflow.set.outline());
    part.resolved("title", Some(workflow.title.as_str()));
    part.take("stage");
    for (index, stage) in workflow.set.stages.iter().enumerate() {
        let mut outline = stage.outline();
        outline.nodes.retain(|node| !is_job(stage.jobs.iter(), node));
        outline.key = Some(stage.name.value.0.clone());
        let mut own = Part::of(&outline);
        own.kind = Some(Kind::Gate);
        let waits = workflow.after.get(index).into_iter().flatten();
        let waits: Vec<&str> =
            waits.filter_map(|at| Some(workflow.set.stages.get(*at)?.name.value.0.as_str())).collect();
        own.resolved("after", (!waits.is_empty()).then(|| waits.join(", ")));
        part.parts.push(own);
        part.parts.extend(stage.jobs.iter().map(|one| job(one, &stage.name.value.0)));
    }
    for (element, name) in [("rollback", "rollback"), ("summary", "summary")] {
        for inner in part.parts.iter_mut().filter(|inner| inner.element == element) {
            (inner.kind, inner.subject, inner.named) = (Some(Kind::Job), true, true);
            (inner.element, inner.key) = (Kind::Job.as_str().to_owned(), Some(name.to_owned()));
        }
    }
    for inner in part.parts.iter_mut().filter(|inner| inner.element == "on") {
        inner.kind = Some(Kind::Gate);
        inner.mark("schedule", Kind::Schedule);
    }
    variables::flatten(&mut part);
    part
}

fn is_job<'a>(mut jobs: impl Iterator<Item = &'a StageJob>, node: &Outline) -> bool {
    jobs.any(|job| job.outline().place == node.place)
}

/// A job, under the name that it has in the file.
fn job(job: &StageJob, stage: &str) -> Part {
    let name = match job {
        StageJob::Job(job) => job.name.value.0.clone(),
        StageJob::ImagesJobs(_) => "images".to_owned(),
        StageJob::ScanImages(_) => "scan".to_owned(),
        StageJob::Deploy(deploy) => format!("deploy-{}", deploy.environment.value.0),
        StageJob::Drift(_) => "drift".to_owned(),
    };
    let outline = job.outline();
    let mut part = Part::thing(Kind::Job, &name, &outline);
    if matches!(job, StageJob::Deploy(_)) {
        part.resolved("environment", None::<String>);
    }
    part.facts.insert("stage".to_owned(), Fact::new(stage, Some(outline.place)));
    part.mark("only", Kind::Gate);
    part.mark("stage", Kind::Gate);
    part.mark("after", Kind::Gate);
    part
}
