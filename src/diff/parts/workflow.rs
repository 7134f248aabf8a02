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
        let names: Vec<String> = stage.jobs.iter().map(name).collect();
        own.brief = Some(names.join(", "));
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

/// The name that a job has in the file.
fn name(job: &StageJob) -> String {
    match job {
        StageJob::Job(job) => job.name.value.0.clone(),
        StageJob::ImagesJobs(_) => "images".to_owned(),
        StageJob::ScanImages(_) => "scan".to_owned(),
        StageJob::Deploy(deploy) => format!("deploy-{}", deploy.environment.value.0),
        StageJob::Drift(_) => "drift".to_owned(),
    }
}

fn job(job: &StageJob, stage: &str) -> Part {
    let outline = job.outline();
    let mut part = Part::thing(Kind::Job, &name(job), &outline);
    if matches!(job, StageJob::Deploy(_)) {
        part.resolved("environment", None::<String>);
    }
    one_command_each(&mut part, &outline);
    let steps = part.parts.iter().filter(|step| step.element != "env").count();
    let count = match steps {
        0 => String::new(),
        1 => ", 1 step".to_owned(),
        steps => format!(", {steps} steps"),
    };
    part.brief = Some(format!("in stage {stage}{count}"));
    part.facts.insert("stage".to_owned(), Fact::new(stage, Some(outline.place)));
    part.mark("only", Kind::Gate);
    part.mark("stage", Kind::Gate);
    part.mark("after", Kind::Gate);
    part
}

/// Each command is a step of its own, however many stand in one node.
fn one_command_each(part: &mut Part, outline: &Outline) {
    let mut steps = Vec::new();
    let nodes = outline.nodes.iter().zip(std::mem::take(&mut part.parts));
    for (node, step) in nodes {
        let commands = node.values.iter().find(|values| node.name == "run" && values.key == "commands");
        match commands.filter(|values| values.texts.len() > 1) {
            Some(values) => steps.extend(values.texts.iter().map(|command| Part {
                key: Some(command.value.clone()),
                span: Some(command.span),
                ..step.clone()
            })),
            None => steps.push(step),
        }
    }
    part.parts = steps;
}
