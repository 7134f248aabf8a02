//! What runs when and deploys where, as a picture: workflows with their stages, jobs and gates, and the environments.
//!
//! [`Graph`] is plain data made of a plan; each rendering is a function of it alone.

use crate::plan::{Environment, Event, On, Plan, Platform, StageJob, Step, Strategy, Workflow};

mod dot;
mod mermaid;
mod svg;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;

/// The picture of a plan. The summary job is left out: it waits for all others and does nothing but tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// The project.
    pub title: String,
    /// The workflows.
    pub pipelines: Vec<Pipeline>,
    /// The environments that no workflow touches.
    pub elsewhere: Vec<Place>,
}

/// A workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// The name that people see.
    pub title: String,
    /// What starts it.
    pub starts: Vec<String>,
    /// Its stages.
    pub stages: Vec<Stage>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// The events that it runs for, where it does not run for all.
    pub only: Vec<String>,
    /// The stages that it waits for, by their index; all of them stand before it.
    pub after: Vec<usize>,
    /// Its jobs.
    pub jobs: Vec<Job>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The name that people see.
    pub title: String,
    /// What else there is to know, a line each.
    pub notes: Vec<String>,
    /// Who must agree before it starts, and how long it waits.
    pub gate: Option<String>,
    /// What it does to environments.
    pub effects: Vec<Effect>,
}

/// What a job does to an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// In a word.
    pub verb: &'static str,
    /// The environment.
    pub place: Place,
}

/// An environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// The platform, how versions come, and who brings them where no workflow does.
    pub about: String,
    /// The services there, the first of them where they are many.
    pub services: String,
}

impl Place {
    /// The lines of its box.
    fn lines(&self) -> impl Iterator<Item = &str> {
        [&self.name, &self.about, &self.services].into_iter().map(String::as_str).filter(|line| !line.is_empty())
    }
}

impl Job {
    /// The lines of its box.
    fn lines(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.title.as_str()).chain(self.notes.iter().map(String::as_str))
    }
}

/// More names than these are counted.
const MOST_NAMES: usize = 6;

/// The graph of a plan.
pub fn graph(plan: &Plan) -> Graph {
    let pipelines: Vec<Pipeline> = plan.workflows.iter().map(|workflow| pipeline(plan, workflow)).collect();
    let jobs = || pipelines.iter().flat_map(|p| &p.stages).flat_map(|s| &s.jobs);
    let touched = |name: &str| jobs().flat_map(|job| &job.effects).any(|effect| effect.place.name == name);
    let elsewhere = plan.environments.iter().filter(|e| !touched(&e.name)).map(place).collect();
    Graph { title: plan.project.name.clone(), pipelines, elsewhere }
}

fn pipeline(plan: &Plan, workflow: &Workflow) -> Pipeline {
    let mut starts: Vec<String> = workflow.set.on.iter().flat_map(events).collect();
    let mut stages = Vec::new();
    for (set, after) in workflow.set.stages.iter().zip(&workflow.after) {
        stages.push(Stage {
            name: set.name.value.0.clone(),
            only: set.only.iter().map(|event| word(event.value)).collect(),
            after: after.clone(),
            jobs: set.jobs.iter().map(|set| job(plan, workflow, set)).collect(),
        });
    }
    if let Some(rollback) = &workflow.set.rollback {
        starts.push("by hand".into());
        let environments = rollback.environments.iter().filter_map(|name| plan.environment(&name.value.0));
        let jobs = environments.map(|e| touching(format!("Take {} back", e.name), "takes back", e)).collect();
        stages.push(Stage { name: "rollback".into(), only: Vec::new(), after: Vec::new(), jobs });
    }
    starts.dedup();
    Pipeline { title: workflow.title.clone(), starts, stages }
}

fn events(on: &On) -> Vec<String> {
    let some = [
        on.push.as_ref().map(|branch| format!("push to {branch}")),
        on.pull_request.as_ref().map(|branch| format!("pull request to {branch}")),
        on.tag.as_ref().map(|tag| format!("tag {tag}")),
        on.schedule.as_ref().map(|time| format!("at {}", time.value.0)),
        on.manual.as_ref().filter(|manual| manual.value).map(|_| "by hand".to_owned()),
    ];
    some.into_iter().flatten().collect()
}

fn word(event: Event) -> String {
    match event {
        Event::Push => "push",
        Event::PullRequest => "pull request",
        Event::Tag => "tag",
        Event::Schedule => "schedule",
        Event::Manual => "by hand",
    }
    .into()
}

fn job(plan: &Plan, workflow: &Workflow, set: &StageJob) -> Job {
    let plain = |title: String, notes: Vec<String>| Job { title, notes, gate: None, effects: Vec::new() };
    match set {
        StageJob::Job(set) => {
            let title = set.title.as_ref().map_or_else(|| set.name.value.0.clone(), |title| title.value.clone());
            let mut job = plain(title, Vec::new());
            let legs: usize = set.matrix.iter().flat_map(|m| &m.axes).map(|axis| axis.values.len()).product();
            if set.matrix.is_some() {
                job.notes.push(format!("{legs} combinations"));
            }
            if !set.only.is_empty() {
                let only: Vec<String> = set.only.iter().map(|event| word(event.value)).collect();
                job.notes.push(format!("only {}", only.join(", ")));
            }
            if !set.after.is_empty() {
                let after: Vec<&str> = set.after.iter().map(|name| name.value.0.as_str()).collect();
                job.notes.push(format!("after {}", after.join(", ")));
            }
            for step in &set.steps {
                if let Step::Stack(stack) = step
                    && let Some(environment) = plan.environment(&stack.environment.value.0)
                {
                    job.effects.push(Effect { verb: "starts", place: place(environment) });
                }
            }
            job
        }
        StageJob::ImagesJobs(_) => {
            let images = workflow.images.iter().filter_map(|index| plan.images.get(*index));
            plain("Build and sign".into(), lines(&names(images.map(|image| image.id.as_str()))))
        }
        StageJob::ScanImages(_) => plain("Scan the images".into(), Vec::new()),
        StageJob::Drift(_) => plain("Files are what the spec says".into(), Vec::new()),
        StageJob::Deploy(set) => {
            let mut job = match plan.environment(&set.environment.value.0) {
                Some(environment) => touching(format!("Deploy to {}", environment.name), "deploys", environment),
                None => plain(format!("Deploy to {}", set.environment), Vec::new()),
            };
            if !set.only.is_empty() {
                let only: Vec<String> = set.only.iter().map(|event| word(event.value)).collect();
                job.notes.push(format!("only {}", only.join(", ")));
            }
            job
        }
    }
}

/// A job that changes an environment: it passes the gate first.
fn touching(title: String, verb: &'static str, environment: &Environment) -> Job {
    let effects = vec![Effect { verb, place: place(environment) }];
    Job { title, notes: Vec::new(), gate: gate(environment), effects }
}

fn gate(environment: &Environment) -> Option<String> {
    let approval = environment.set.approval.as_ref()?;
    let wait = approval.wait.as_ref().map(|wait| format!("wait {wait}"));
    let agree = match approval.reviewers.as_slice() {
        [] if wait.is_some() => None,
        [] => Some("approval".to_owned()),
        reviewers => {
            let names = reviewers.iter().map(|reviewer| reviewer.value.as_str());
            Some(format!("approval by {}", names.collect::<Vec<_>>().join(" or ")))
        }
    };
    Some(agree.into_iter().chain(wait).collect::<Vec<_>>().join(", "))
}

fn place(environment: &Environment) -> Place {
    let platform = match environment.platform {
        Platform::Compose if environment.local => "Compose, the developer's machine",
        Platform::Compose => "Compose",
        Platform::Render if environment.builds_itself() => "Render, which builds every push",
        Platform::Render => "Render",
        Platform::Kubernetes => "Kubernetes",
    };
    let strategy = environment.set.rollout.as_ref().map(|rollout| rollout.strategy.value);
    let about = match strategy {
        Some(Strategy::Canary) => {
            let steps = environment.set.rollout.iter().flat_map(|r| &r.steps);
            let weights: Vec<String> = steps.map(|step| step.percent.to_string()).collect();
            match weights.is_empty() {
                true => format!("{platform}, canary"),
                false => format!("{platform}, canary {} %", weights.join(", ")),
            }
        }
        Some(other) => format!("{platform}, {other}"),
        None => platform.to_owned(),
    };
    let services = names(environment.services.iter().map(|service| service.name.as_str()));
    Place { name: environment.name.clone(), about, services }
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = all.collect();
    match all.len().checked_sub(MOST_NAMES) {
        None | Some(0) => all.join(", "),
        Some(more) => format!("{} and {more} more", all[..MOST_NAMES].join(", ")),
    }
}

/// A list in lines that do not make a box the widest of all.
fn lines(list: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in list.split_inclusive(", ") {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.trim_end().chars().count() <= WIDEST => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The characters of one line of a list.
const WIDEST: usize = 28;
