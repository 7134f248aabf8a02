//! A workflow of stages: its jobs, what each waits for, and when it runs.

use super::context::{Context, image_job};
use super::events::Events;
use super::expr::{Expr, Place, Value};
use super::model::{Concurrency, Job, Workflow};
use super::permissions::least;
use super::triggers::Triggers;
use super::{build_image, deploy, drift, env, images, job, scan, summary};
use crate::diag::{Diagnostic, codes};
use crate::hash::HashMap;
use crate::plan::{self, Event, StageJob, Step};
use crate::source::{S, Span};
use std::collections::BTreeSet;

/// A job with what is needed to find its place.
struct Placed {
    job: Job,
    stage: usize,
    /// The place in the spec that it comes from.
    span: Span,
    events: Events,
    /// Whether it deploys and can be started by hand.
    deploys: bool,
    /// Jobs whose outputs it reads.
    reads: Vec<String>,
    /// Jobs that the spec says it waits for.
    after: Vec<String>,
}

/// The workflow.
pub fn make(context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Workflow {
    let set = &context.workflow.set;
    let mut placed = Vec::new();
    for (index, stage) in set.stages.iter().enumerate() {
        let first = placed.len();
        for entry in &stage.jobs {
            let before = placed.len();
            stage_job(entry, context, &mut placed, say);
            let own = match entry {
                StageJob::Job(job) => job.only.as_slice(),
                StageJob::Deploy(deploy) => deploy.only.as_slice(),
                _ => &[],
            };
            for job in &mut placed[before..] {
                job.stage = index;
                job.events = events(stage, own, entry, job, context.triggers, say);
                // By hand a run can be started on any branch; only one is deployed from.
                job.deploys = matches!(entry, StageJob::Deploy(_)) && job.events.contains(Event::Manual);
            }
        }
        if let Some(placed) = placed.get_mut(first) {
            placed.job.comment = format!("Stage: {}", stage.name);
        }
    }
    wrong_branch(context, say);
    unique(&placed, set.summary.as_ref().map(|s| s.span), say);
    let waits = waits(&placed, &context.workflow.after);
    conditions(&mut placed, &waits, context, say);
    let ids: Vec<String> = placed.iter().map(|placed| placed.job.id.clone()).collect();
    for (placed, needs) in placed.iter_mut().zip(waits.needs) {
        placed.job.needs = needs.into_iter().map(|at| ids[at].clone()).collect();
    }
    let mut jobs: Vec<Job> = placed.into_iter().map(|placed| placed.job).collect();
    if let Some(set) = &set.summary {
        let summary = summary::make(set, &jobs);
        jobs.push(summary);
    }
    Workflow {
        name: context.workflow.title.clone(),
        on: context.triggers.on.clone(),
        concurrency: Some(concurrency(context.triggers)),
        env: env::block(&set.env, Place::Workflow, context, &Default::default(), say),
        jobs,
        raw: set.raw.clone(),
    }
}

/// A branch that is deployed from, and whose push starts nothing that deploys, is a slip of the pen.
fn wrong_branch(context: &Context<'_>, say: &mut Vec<Diagnostic>) {
    let Some(branch) = &context.plan.project.set.branch else { return };
    let deploys = |w: &&plan::Workflow| {
        let mut jobs = w.set.stages.iter().flat_map(|stage| &stage.jobs);
        jobs.any(|job| matches!(job, StageJob::Deploy(_)))
    };
    let pushes = || {
        let all = context.plan.workflows.iter().filter(deploys).flat_map(|w| &w.set.on);
        all.filter_map(|on| on.push.as_ref())
    };
    let matches = |glob: &str| glob.contains(['*', '?', '[', '+']) || glob == branch.value;
    if let (Some(push), false) = (pushes().next(), pushes().any(|push| matches(&push.value.0))) {
        say.push(
            Diagnostic::warning(
                codes::CONFLICT,
                branch.span,
                format!("no push to `{branch}` starts a workflow that deploys"),
            )
            .here("the branch that is deployed from")
            .also(push.span, "this branch does")
            .help("name the same branch in both places"),
        );
    }
}

/// A newer run takes the place of an older one of the same pull request; nothing else is ever cancelled.
fn concurrency(triggers: &Triggers) -> Concurrency {
    let workflow = Expr::new("github.workflow");
    if !triggers.events.contains(Event::PullRequest) {
        return Concurrency {
            group: format!("{workflow}-{}", Expr::new("github.run_id")).into(),
            cancel: Value::Bool(false),
            queue: false,
            comment: "Every run runs to its end; deploys of one environment wait for each other below.".into(),
        };
    }
    let run = Expr::new("github.event.pull_request.number || github.run_id");
    Concurrency {
        group: format!("{workflow}-{run}").into(),
        cancel: Expr::new("github.event_name == 'pull_request'").into(),
        queue: false,
        comment: "A push to a pull request cancels the run before it; no other run is ever cancelled.".into(),
    }
}

fn stage_job(entry: &StageJob, context: &Context<'_>, placed: &mut Vec<Placed>, say: &mut Vec<Diagnostic>) {
    let mut add = |job: Job, span: Span, reads: Vec<String>, after: Vec<String>| {
        placed.push(Placed { job, stage: 0, span, events: Events::default(), deploys: false, reads, after });
    };
    let all = || context.workflow.images.iter().filter_map(|index| context.plan.images.get(*index));
    let of = |name: &str| -> Vec<String> {
        let environment = context.plan.environment(name);
        environment.iter().flat_map(|e| context.images_of(e)).map(image_job).collect()
    };
    match entry {
        StageJob::Job(set) => {
            let stacks = set.steps.iter().filter_map(|step| match step {
                Step::Stack(stack) => Some(of(&stack.environment.value.0)),
                _ => None,
            });
            let after = set.after.iter().map(|name| name.value.0.clone()).collect();
            add(job::make(set, context, say), set.name.span, stacks.flatten().collect(), after);
        }
        StageJob::ImagesJobs(set) => {
            let permissions = least(&build_image::steps(context.plan)).into();
            for image in all() {
                add(images::make(set, image, &permissions, context, say), set.span, Vec::new(), Vec::new());
            }
        }
        StageJob::ScanImages(set) => {
            add(scan::make(set, context, say), set.span, all().map(image_job).collect(), Vec::new());
        }
        StageJob::Deploy(set) => {
            if let Some(job) = deploy::make(set, context, say) {
                add(job, set.span, of(&set.environment.value.0), Vec::new());
            }
        }
        StageJob::Drift(set) => add(drift::make(set, context, say), set.span, Vec::new(), Vec::new()),
    }
}

/// The events that a job runs for.
fn events(
    stage: &plan::Stage,
    own: &[S<Event>],
    entry: &StageJob,
    job: &Placed,
    triggers: &Triggers,
    say: &mut Vec<Diagnostic>,
) -> Events {
    let mut events = triggers.events;
    for only in [stage.only.as_slice(), own] {
        if !only.is_empty() {
            events = events.and(only.iter().map(|own| own.value).collect());
        }
    }
    let publishes = match entry {
        StageJob::ImagesJobs(_) | StageJob::ScanImages(_) | StageJob::Deploy(_) => true,
        StageJob::Job(job) => job.steps.iter().any(|step| matches!(step, Step::Stack(_))),
        StageJob::Drift(_) => false,
    };
    let named = !events.is_empty();
    // A pull request brings code that nobody has agreed to: it may neither push an image nor deploy.
    if publishes && stage.only.is_empty() && own.is_empty() {
        events = events.without([Event::PullRequest].into_iter().collect());
    }
    if events.is_empty() && !triggers.events.is_empty() {
        let (place, what) = match (own.first(), stage.only.first()) {
            _ if named => (job.span, format!("the job `{}`", job.job.id)),
            (Some(only), _) => (only.span, format!("the job `{}`", job.job.id)),
            (None, Some(only)) => (only.span, format!("the stage `{}`", stage.name)),
            (None, None) => (job.span, format!("the job `{}`", job.job.id)),
        };
        let all: Vec<&str> = triggers.events.iter().map(|event| event.as_str()).collect();
        let report = Diagnostic::error(codes::NEVER_RUNS, place, format!("{what} never runs"));
        say.push(match named {
            true => report
                .here("publishes or runs images, which a pull request may not")
                .help("start the workflow by something else, too: `on push=\"main\"`"),
            false => report.here("none of these events starts the workflow").help(format!(
                "it is started by: {}; name one of them, or add an `on` to the workflow",
                all.join(", ")
            )),
        });
    }
    events
}

/// Keys of jobs are unique: those of the spec and those that dbgen makes.
fn unique(placed: &[Placed], summary: Option<Span>, say: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, Span> = HashMap::default();
    let all = placed.iter().map(|p| (p.job.id.as_str(), p.span)).chain(summary.map(|span| ("summary", span)));
    for (id, span) in all {
        if let Some(first) = seen.insert(id, span) {
            // Two jobs of one name in the spec have been reported already.
            if first != span {
                say.push(
                    Diagnostic::error(codes::DUPLICATE, span, format!("two jobs of the workflow are called `{id}`"))
                        .also(first, "the first one")
                        .help("dbgen calls its own jobs `image-...`, `scan`, `deploy-...`, `drift` and `summary`: rename yours"),
                );
            }
        }
    }
}

/// For each job by its index, the indices of others.
struct Waits {
    /// The jobs that it waits for.
    needs: Vec<Vec<usize>>,
    /// Those whose outputs it reads.
    reads: Vec<Vec<usize>>,
}

/// What each job waits for: every job of the stages before its own, those that it names, those whose outputs it
/// reads.
fn waits(placed: &[Placed], after: &[Vec<usize>]) -> Waits {
    let places: HashMap<&str, usize> = placed.iter().enumerate().map(|(at, p)| (p.job.id.as_str(), at)).collect();
    let find = |ids: &[String]| ids.iter().filter_map(|id| places.get(id.as_str()).copied()).collect();
    let reads: Vec<Vec<usize>> = placed.iter().map(|job| find(&job.reads)).collect();
    // The jobs of a stage wait for the same stages.
    let within = |stages: &Vec<usize>| (0..placed.len()).filter(|at| stages.contains(&placed[*at].stage)).collect();
    let stages: Vec<Vec<usize>> = after.iter().map(within).collect();
    let needs = placed.iter().zip(&reads).map(|(job, reads)| {
        let mut all = stages.get(job.stage).cloned().unwrap_or_default();
        let before = after.get(job.stage).map(Vec::as_slice).unwrap_or_default();
        let mut more = BTreeSet::new();
        let named: Vec<usize> = find(&job.after);
        for other in reads.iter().chain(&named) {
            if !before.contains(&placed[*other].stage) && more.insert(*other) {
                all.push(*other);
            }
        }
        all
    });
    Waits { needs: needs.collect(), reads }
}

/// When each job runs. GitHub skips a job when any job before it, near or far, was skipped; where that one runs for
/// fewer events, the condition has to say that being skipped is no reason.
fn conditions(placed: &mut [Placed], waits: &Waits, context: &Context<'_>, say: &mut Vec<Diagnostic>) {
    let mut seen = vec![false; placed.len()];
    let ancestors: Vec<Vec<usize>> = (0..placed.len()).map(|at| before(at, &waits.needs, &mut seen)).collect();
    for (at, own) in ancestors.iter().enumerate() {
        if own.binary_search(&at).is_ok() {
            say.push(
                Diagnostic::error(
                    codes::CYCLE,
                    placed[at].span,
                    format!("the job `{}` waits for itself", placed[at].job.id),
                )
                .help("take a name out of its `after`, or out of those that it waits for"),
            );
        }
    }
    // Who reads the output of a job can run only when that one has run.
    for (at, own) in ancestors.iter().enumerate() {
        for &other in waits.reads[at].iter().filter(|other| own.binary_search(other).is_ok()) {
            let events = placed[other].events;
            let could = !placed[at].events.is_empty();
            placed[at].events = placed[at].events.and(events);
            if could && placed[at].events.is_empty() {
                let message = format!("the job `{}` never runs", placed[at].job.id);
                say.push(
                    Diagnostic::error(codes::NEVER_RUNS, placed[at].span, message)
                        .here("none of its events builds the images that it needs")
                        .also(placed[other].span, "builds them, for other events")
                        .help("let both run for the same events: change one `only`"),
                );
            }
        }
    }
    for (at, own) in ancestors.iter().enumerate() {
        let mut condition = context.triggers.condition(placed[at].events);
        if placed[at].deploys {
            condition = Some(deployed_from(context, placed[at].events, condition));
        }
        let skipped = own.iter().any(|other| !placed[at].events.without(placed[*other].events).is_empty());
        let goes_on = Expr::new("!cancelled() && !failure()");
        placed[at].job.condition = match (skipped, condition) {
            (false, condition) => condition,
            (true, None) => Some(goes_on),
            (true, Some(condition)) => Some(goes_on.and(condition)),
        };
    }
}

/// The condition of a deploy that can be started by hand: by hand a run starts on any branch, and one is deployed from.
fn deployed_from(context: &Context<'_>, events: Events, own: Option<Expr>) -> Expr {
    let branch = &context.plan.project.branch;
    let tags = events.contains(Event::Tag);
    let place =
        format!("github.ref == 'refs/heads/{branch}'{}", if tags { " || github.ref_type == 'tag'" } else { "" });
    let pushes_here = context.workflow.set.on.iter().filter_map(|on| on.push.as_ref()).all(|p| p.value.0 == *branch);
    let left = context.triggers.events.without(events);
    if pushes_here && left.iter().all(|event| matches!(event, Event::PullRequest | Event::Tag)) {
        // A pull request has a ref of its own, so that this says it all.
        return Expr::new(place);
    }
    let hand = Expr::new(format!("github.event_name != 'workflow_dispatch' || {place}"));
    own.map_or(hand.clone(), |own| own.and(hand))
}

/// Every job that a job waits for, directly or not, sorted. `seen` is false for all, before and after.
fn before(at: usize, needs: &[Vec<usize>], seen: &mut [bool]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let (mut next, mut done) = (at, 0);
    loop {
        for &other in &needs[next] {
            if !std::mem::replace(&mut seen[other], true) {
                found.push(other);
            }
        }
        match found.get(done) {
            Some(&other) => (next, done) = (other, done + 1),
            None => break,
        }
    }
    found.iter().for_each(|other| seen[*other] = false);
    found.sort_unstable();
    found
}
