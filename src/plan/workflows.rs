//! Workflows: stages in their order, every name that a job uses checked.

use super::names::{Names, Thing};
use super::nothing;
use super::{Environment, Image, Platform, Workflow};
use crate::diag::{Code, Diagnostic, codes};
use crate::source::S;
use crate::spec::{self, Spec, StageJob, Step};
use std::collections::BTreeMap;

/// The workflows of `spec`.
pub fn resolve(
    spec: &Spec,
    names: &Names,
    environments: &[Environment],
    images: &[Image],
    say: &mut Vec<Diagnostic>,
) -> Vec<Workflow> {
    let context = Context { spec, names, environments };
    spec.workflows.iter().map(|set| context.workflow(set, images, say)).collect()
}

struct Context<'a> {
    spec: &'a Spec,
    names: &'a Names,
    environments: &'a [Environment],
}

impl Context<'_> {
    fn workflow(&self, set: &spec::Workflow, images: &[Image], say: &mut Vec<Diagnostic>) -> Workflow {
        self.triggers(set, say);
        nothing::of_workflow(set, say);
        let after = stages(set, say);
        let mut used: Vec<&str> = Vec::new();
        let mut jobs: BTreeMap<&str, crate::source::Span> = BTreeMap::new();
        for job in set.stages.iter().flat_map(|s| &s.jobs) {
            match job {
                StageJob::Job(job) => {
                    if let Some(first) = jobs.insert(&job.name.value.0, job.name.span) {
                        say.push(
                            Diagnostic::error(
                                codes::DUPLICATE,
                                job.name.span,
                                format!("two jobs are called `{}`", job.name),
                            )
                            .also(first, "the first one")
                            .help("a job's name is its own within the workflow"),
                        );
                    }
                    used.extend(self.job(set, job, say));
                }
                StageJob::Deploy(deploy) => {
                    used.extend(self.deployable(deploy.environment.as_ref().map(|n| n.0.as_str()), say))
                }
                StageJob::ImagesJobs(_) | StageJob::ScanImages(_) | StageJob::Drift(_) => {}
            }
        }
        for name in set.rollback.iter().flat_map(|r| &r.environments) {
            used.extend(self.deployable(name.as_ref().map(|n| n.0.as_str()), say));
        }
        self.order(set, &after, say);
        // A workflow that deploys nothing builds for whoever deploys elsewhere: everything.
        let wanted = |image: &Image| used.is_empty() || image.environments.iter().any(|e| used.contains(&e.as_str()));
        let images = (0..images.len()).filter(|i| wanted(&images[*i])).collect();
        let title = set.title.as_ref().map_or_else(|| title(&set.name.value.0), |t| t.value.clone());
        Workflow { name: set.name.value.0.clone(), title, after, images, set: set.clone() }
    }

    fn triggers(&self, set: &spec::Workflow, say: &mut Vec<Diagnostic>) {
        let empty = |on: &spec::On| {
            on.push.is_none()
                && on.pull_request.is_none()
                && on.tag.is_none()
                && on.schedule.is_none()
                && on.manual.is_none()
        };
        for on in set.on.iter().filter(|on| empty(on)) {
            say.push(
                Diagnostic::error(codes::MISSING, on.span, "`on` names no event")
                    .help("for example `on push=\"main\" pull-request=\"main\"`"),
            );
        }
        if set.on.is_empty() && set.rollback.is_none() {
            say.push(
                Diagnostic::error(codes::MISSING, set.name.span, format!("nothing starts the workflow `{}`", set.name))
                    .here("expected a node `on`")
                    .help("for example `on push=\"main\" pull-request=\"main\"`"),
            );
        }
        if set.stages.is_empty() && set.rollback.is_none() {
            say.push(
                Diagnostic::error(codes::MISSING, set.name.span, format!("the workflow `{}` does nothing", set.name))
                    .here("expected a node `stage` or `rollback`"),
            );
        }
        if let (Some(rollback), Some(stage)) = (&set.rollback, set.stages.first()) {
            say.push(
                Diagnostic::error(codes::CONFLICT, stage.name_span, "a workflow either has stages or takes back")
                    .also(rollback.name_span, "takes back")
                    .help("make two workflows of it"),
            );
        }
    }

    /// What a job refers to; gives the environments whose images it needs.
    fn job<'b>(&self, workflow: &spec::Workflow, job: &'b spec::Job, say: &mut Vec<Diagnostic>) -> Vec<&'b str> {
        nothing::of_job(job, say);
        let mut used = Vec::new();
        for after in &job.after {
            let all: Vec<&str> = workflow
                .stages
                .iter()
                .flat_map(|s| &s.jobs)
                .filter_map(|j| match j {
                    StageJob::Job(job) => Some(job.name.value.0.as_str()),
                    _ => None,
                })
                .collect();
            if !all.contains(&after.value.0.as_str()) {
                say.push(unknown(codes::UNKNOWN_JOB, "job", &after.as_ref().map(|n| n.0.as_str()).clone(), &all));
            }
        }
        let mut set_up: BTreeMap<&str, crate::source::Span> = BTreeMap::new();
        for step in &job.steps {
            match step {
                Step::UseTool(use_tool) => {
                    if let Some(first) = set_up.insert(use_tool.tool.value.as_str(), use_tool.tool.span) {
                        let message = format!("the job `{}` sets {} up twice", job.name, use_tool.tool);
                        say.push(
                            Diagnostic::error(codes::DUPLICATE, use_tool.tool.span, message)
                                .here("again here")
                                .also(first, "first here")
                                .help("keep one of them"),
                        );
                    }
                    let tools: Vec<&str> = self
                        .spec
                        .project
                        .toolchain
                        .iter()
                        .flat_map(|t| &t.tools)
                        .map(|t| t.name.value.as_str())
                        .collect();
                    if !tools.contains(&use_tool.tool.value.as_str()) {
                        let message = format!("the project's toolchain has no {}", use_tool.tool);
                        say.push(
                            Diagnostic::error(codes::UNKNOWN_TOOL, use_tool.tool.span, message)
                                .here("refers to nothing")
                                .help(format!(
                                    "add it to the project: `toolchain {{ {} \"VERSION\" }}`",
                                    use_tool.tool
                                )),
                        );
                    }
                }
                Step::WithDatastores(with) => {
                    for store in &with.datastores {
                        self.names.check(Thing::Datastore, store.as_ref().map(|n| n.0.as_str()), say);
                    }
                    if let Some(service) = &with.service {
                        self.names.check(Thing::Service, service.as_ref().map(|n| n.0.as_str()), say);
                    }
                }
                Step::Stack(stack) => used.extend(self.stack(stack, say)),
                _ => {}
            }
        }
        used
    }

    fn stack<'b>(&self, stack: &'b spec::Stack, say: &mut Vec<Diagnostic>) -> Option<&'b str> {
        let name = stack.environment.as_ref().map(|n| n.0.as_str());
        if !self.names.check(Thing::Environment, name, say) {
            return None;
        }
        let environment = self.environments.iter().find(|e| e.name == name.value)?;
        if environment.platform != Platform::Compose || environment.local {
            say.push(
                Diagnostic::error(
                    codes::WRONG_VALUE,
                    name.span,
                    format!("`{}` cannot be started in a job", name.value),
                )
                .here("expected an environment on Compose that is not `local`")
                .also(environment.set.name.span, "declared here")
                .help("declare one for tests: `environment \"e2e\" on=\"compose\"`"),
            );
            return None;
        }
        Some(stack.environment.value.0.as_str())
    }

    fn deployable<'b>(&self, name: S<&'b str>, say: &mut Vec<Diagnostic>) -> Option<&'b str> {
        if !self.names.check(Thing::Environment, name, say) {
            return None;
        }
        let environment = self.environments.iter().find(|e| e.name == name.value)?;
        if environment.platform == Platform::Compose {
            say.push(
                Diagnostic::error(
                    codes::NOT_EXPRESSIBLE,
                    name.span,
                    format!("a workflow cannot deploy to `{}`: it runs on Compose", name.value),
                )
                .also(environment.set.platform.span, "the platform")
                .help("deploy to an environment on Render or Kubernetes"),
            );
            return None;
        }
        if let Some(builder) = environment.set.builder.as_ref().filter(|_| environment.builds_itself()) {
            let message =
                format!("a workflow cannot deploy to `{}`: its platform builds and deploys by itself", name.value);
            say.push(
                Diagnostic::error(codes::CONFLICT, name.span, message)
                    .also(builder.span, "said here")
                    .help("take this away, or let the pipeline build: `builder \"pipeline\"`"),
            );
            return None;
        }
        Some(name.value)
    }

    /// Whether an environment runs images that a pipeline builds.
    fn pulls(&self, name: &str) -> bool {
        let environment = self.environments.iter().find(|e| e.name == name);
        environment.is_some_and(|e| e.services.iter().any(|s| matches!(s.image, super::ImageUse::Built(_))))
    }

    /// What uses digests must come after what makes them.
    fn order(&self, set: &spec::Workflow, after: &[Vec<usize>], say: &mut Vec<Diagnostic>) {
        let builds: Vec<usize> = (0..set.stages.len())
            .filter(|i| set.stages[*i].jobs.iter().any(|j| matches!(j, StageJob::ImagesJobs(_))))
            .collect();
        if let [_, second, ..] = builds[..] {
            say.push(
                Diagnostic::error(codes::DUPLICATE, set.stages[second].name_span, "images are built in two stages")
                    .help("build them once; later stages use the digests"),
            );
        }
        for (index, stage) in set.stages.iter().enumerate() {
            for job in &stage.jobs {
                let span = match job {
                    StageJob::Deploy(deploy) if self.pulls(&deploy.environment.value.0) => deploy.span,
                    StageJob::ScanImages(scan) => scan.span,
                    StageJob::Job(job) => match job.steps.iter().find_map(|s| match s {
                        Step::Stack(stack) => Some(stack.span),
                        _ => None,
                    }) {
                        Some(span) => span,
                        None => continue,
                    },
                    _ => continue,
                };
                if !builds.iter().any(|b| reaches(after, index, *b)) {
                    let report =
                        Diagnostic::error(codes::MISSING, span, "this needs images that no earlier stage builds")
                            .here("uses the digests of this run")
                            .because(format!("images of {}", set.name));
                    say.push(match builds.first().map(|built| &set.stages[*built]) {
                        Some(late) => report
                            .also(late.name_span, "images are built here")
                            .help("move this stage behind that one, or say with `after` that it waits for it"),
                        None => report.help("add a stage before it: `stage \"images\" { images }`"),
                    });
                }
            }
        }
    }
}

/// Whether stage `from` waits, directly or not, for stage `to`.
fn reaches(after: &[Vec<usize>], from: usize, to: usize) -> bool {
    let (mut seen, mut queue) = (vec![false; after.len()], vec![from]);
    while let Some(stage) = queue.pop() {
        for next in after[stage].iter().copied() {
            if next == to {
                return true;
            }
            if !std::mem::replace(&mut seen[next], true) {
                queue.push(next);
            }
        }
    }
    false
}

/// The stages that each stage waits for: the one before it, or those that `after` names.
fn stages(set: &spec::Workflow, say: &mut Vec<Diagnostic>) -> Vec<Vec<usize>> {
    let names: Vec<&str> = set.stages.iter().map(|s| s.name.value.0.as_str()).collect();
    let mut after = Vec::new();
    for (index, stage) in set.stages.iter().enumerate() {
        if stage.jobs.is_empty() {
            say.push(
                Diagnostic::error(codes::MISSING, stage.name.span, format!("the stage `{}` has no jobs", stage.name))
                    .help("add a job, or take the stage away"),
            );
        }
        if stage.after.is_empty() {
            after.push(index.checked_sub(1).into_iter().collect());
            continue;
        }
        let mut waits = Vec::new();
        for name in &stage.after {
            match names.iter().position(|n| *n == name.value.0) {
                Some(at) if at < index => waits.push(at),
                Some(at) if at == index => say.push(Diagnostic::error(
                    codes::CYCLE,
                    name.span,
                    format!("the stage `{}` waits for itself", stage.name),
                )),
                Some(at) => say.push(
                    Diagnostic::error(codes::CYCLE, name.span, format!("the stage `{}` stands further down", name))
                        .also(set.stages[at].name.span, "here")
                        .help("a stage waits for earlier ones: change their order"),
                ),
                None => say.push(unknown(codes::UNKNOWN_STAGE, "stage", &name.as_ref().map(|n| n.0.as_str()), &names)),
            }
        }
        waits.sort_unstable();
        waits.dedup();
        after.push(waits);
    }
    after
}

fn unknown(code: Code, what: &str, name: &S<&str>, all: &[&str]) -> Diagnostic {
    let report =
        Diagnostic::error(code, name.span, format!("there is no {what} `{}`", name.value)).here("refers to nothing");
    match crate::diag::did_you_mean(name.value, all.iter().copied()) {
        Some(better) => report.help(format!("did you mean `{better}`?")).fix(
            format!("write {better}"),
            format!("\"{better}\""),
            false,
        ),
        None => report.help(format!("there are: {}", crate::diag::list(all))),
    }
}

/// `ci-cd` as people read it: `CI/CD`; `e2e-tests`: `E2e tests`.
fn title(name: &str) -> String {
    match name {
        "ci" => "CI".into(),
        "ci-cd" => "CI/CD".into(),
        _ => {
            let text = name.replace('-', " ");
            let mut characters = text.chars();
            characters.next().map(|c| c.to_ascii_uppercase().to_string() + characters.as_str()).unwrap_or_default()
        }
    }
}
