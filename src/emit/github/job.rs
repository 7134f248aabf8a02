//! A job that the spec writes out.

use super::containers::Containers;
use super::context::{Context, capital};
use super::env;
use super::expr::{Expr, Place, Value};
use super::model::{Body, Job, Minutes, Steps, Values};
use super::steps::{Maker, checkout, throwaway};
use super::toolchain;
use crate::diag::{Diagnostic, codes};
use crate::plan::{self, Environment, History, JOB_TIMEOUT, Step};
use crate::yaml::{Map, Yaml};

/// The machine where nothing is said: a version, so that it does not change under anybody.
pub const RUNNER: &str = "ubuntu-24.04";

/// The job; its place among the others is found later.
pub fn make(set: &plan::Job, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Job {
    let home = home(set, context);
    let mut containers = Containers::default();
    let withs =
        || set.steps.iter().filter_map(|step| if let Step::WithDatastores(with) = step { Some(with) } else { None });
    let mut services = Map::new();
    for with in withs() {
        for name in &with.datastores {
            match home.and_then(|home| home.datastore(&name.value.0)) {
                Some(store) => containers.add(store),
                None => say.push(
                    Diagnostic::error(
                        codes::MISSING,
                        name.span,
                        "there is no environment that this could be read from",
                    )
                    .help("declare one: `environment \"development\" on=\"compose\" local=#true`"),
                ),
            }
        }
    }
    if let Some(with) = withs().next() {
        services = containers.to_yaml(with.span, say);
    }
    let axes: Vec<(String, &plan::Axis)> =
        set.matrix.iter().flat_map(|m| &m.axes).map(|axis| (axis.name.value.0.clone(), axis)).collect();
    let mut variables: Values =
        axes.iter().map(|(name, _)| (name.to_uppercase().into(), Expr::new(format!("matrix.{name}")).into())).collect();
    let own = env::block(&set.env, Place::Job, context, &containers, say);
    let mut made_up = Vec::new();
    for with in withs() {
        let Some(wanted) = &with.service else { continue };
        let service = home
            .and_then(|home| home.service(&wanted.value.0))
            .or_else(|| context.plan.environments.iter().find_map(|environment| environment.service(&wanted.value.0)));
        if let Some(service) = service {
            let (values, secrets) =
                env::of_service(service, &containers, &own, wanted.as_ref().map(|n| n.0.as_str()), context, say);
            variables.extend(values);
            made_up.extend(secrets);
        }
    }
    let leg: String = axes.iter().map(|(name, _)| format!("-{}", Expr::new(format!("matrix.{name}")))).collect();
    let mut first = checkout();
    if set.history.as_ref().is_some_and(|history| history.value == History::Full) {
        first = first.with("fetch-depth", 0);
    }
    let mut steps = vec![first];
    steps.extend(throwaway(&made_up));
    let mut last = Vec::new();
    let mut maker = Maker { context, containers: &containers, leg, say };
    for step in &set.steps {
        match step {
            Step::UseTool(wanted) => {
                let tools = context.plan.project.set.toolchain.iter().flat_map(|t| &t.tools);
                let found = tools.into_iter().find(|tool| tool.name.value == wanted.tool.value);
                let install = wanted.install.as_ref().map(|install| install.value.as_str());
                steps.extend(
                    found.map(|tool| toolchain::steps(tool, install, context.triggers.release)).into_iter().flatten(),
                );
            }
            Step::WithDatastores(_) => {}
            Step::RunStep(run) => steps.extend(maker.run(run)),
            Step::ActionStep(action) => steps.extend(maker.action(action)),
            Step::Coverage(coverage) => steps.push(maker.coverage(coverage)),
            Step::Junit(junit) => steps.extend(maker.junit(junit)),
            Step::Sarif(sarif) => steps.push(maker.sarif(sarif)),
            Step::Artifact(artifact) => steps.push(maker.artifact(artifact)),
            Step::Stack(stack) => {
                let name = &stack.environment.value.0;
                if let Some(environment) = context.plan.environment(name) {
                    let (values, start, end) = maker.stack(stack, environment);
                    variables.extend(values);
                    steps.extend(start);
                    last.extend(end);
                }
            }
        }
    }
    steps.extend(last);
    variables.extend(own);
    let matrix = axes
        .iter()
        .map(|(name, axis)| (name.clone(), Yaml::flow(axis.values.iter().map(|value| value.value.0.as_str()))));
    Job {
        id: set.name.value.0.clone(),
        name: set.title.as_ref().map_or_else(|| capital(&set.name.value.0.replace('-', " ")), |t| t.value.clone())
            + &title_of_leg(&axes),
        raw: set.raw.clone(),
        body: Body::Steps(Box::new(Steps {
            runner: set.runner.as_ref().map_or_else(|| RUNNER.to_owned(), |runner| runner.value.clone()),
            timeout: Minutes(Value::Int(set.timeout.as_ref().map_or(JOB_TIMEOUT, |t| t.value).as_minutes().max(1))),
            services,
            env: variables,
            directory: set.directory.as_ref().map(|d| d.value.0.clone()).filter(|d| d != "."),
            matrix: matrix.collect(),
            steps,
            ..Steps::default()
        })),
        ..Job::default()
    }
}

fn title_of_leg(axes: &[(String, &plan::Axis)]) -> String {
    let legs: Vec<String> = axes.iter().map(|(name, _)| Expr::new(format!("matrix.{name}")).to_string()).collect();
    if legs.is_empty() { String::new() } else { format!(" ({})", legs.join(", ")) }
}

/// The environment that datastores and variables of a job are read from: the developer's own machine, which is the
/// one nearest to a runner, else the first that has what the job names.
fn home<'a>(set: &plan::Job, context: &Context<'a>) -> Option<&'a Environment> {
    let wanted = set.steps.iter().find_map(|step| match step {
        Step::WithDatastores(with) => with.service.as_ref().map(|service| service.value.0.as_str()),
        _ => None,
    });
    let has = |environment: &&Environment| wanted.is_none_or(|service| environment.service(service).is_some());
    let all = &context.plan.environments;
    all.iter().filter(|e| e.local).find(has).or_else(|| all.iter().find(has))
}
