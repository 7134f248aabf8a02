//! Deploys to Kubernetes, by Helm.

use super::super::context::Context;
use super::super::expr::{Expr, shell_word};
use super::super::model::{Named, Step, Values};
use super::{metrics, render};
use crate::diag::Diagnostic;
use crate::plan::{Environment, KUBERNETES_KEY, Strategy, kubernetes_namespace};
use crate::schema::kinds::Duration;

/// The Helm that is installed: the last of its third line that this was tried with.
const HELM: &str = "v3.19.0";

/// The steps of a deploy.
pub fn deploy(
    environment: &Environment,
    roll: Duration,
    context: &Context<'_>,
    say: &mut Vec<Diagnostic>,
) -> Vec<Step> {
    let mut steps = connect(environment, context, say);
    let watched = watch(environment, context, ".*");
    let prometheus = prometheus(environment, context, say);
    if !watched.is_empty() && !prometheus.is_empty() {
        let mut lines = vec!["deploy/bin/watch-metrics.sh --check --for 1 \\".to_owned()];
        lines.extend(continued(&watched, ""));
        steps.push(Step::lines(lines).named("Read the metrics before the roll-out").envs(prometheus.clone()));
    }
    let all_at_once = super::soaks(environment).millis == 0;
    steps.push(roll_out(environment, roll, context, prometheus.clone()));
    if all_at_once && !watched.is_empty() && !prometheus.is_empty() {
        steps.push(watch_after(environment, roll, context, &watched).envs(prometheus));
    }
    steps
}

/// Helm, and the kubeconfig in a file that nobody else can read and that ends with the job.
pub fn connect(environment: &Environment, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Vec<Step> {
    let cluster = environment.set.cluster.as_ref();
    let named = cluster.and_then(|c| c.kubeconfig.as_ref());
    let (name, span) = named.map_or((KUBERNETES_KEY, environment.set.name.span), |s| (s.value.0.as_str(), s.span));
    let secret = context.secret(name, span, "to reach the cluster", say);
    let write = Step::lines(["umask 077", "printf '%s\\n' \"$CONTENT\" >\"$RUNNER_TEMP/kubeconfig\""]);
    vec![
        Step::uses("azure/setup-helm").with("version", HELM),
        write.named("Write the kubeconfig where only this job reads it").env("CONTENT", secret),
    ]
}

/// Takes the kubeconfig away.
pub fn forget() -> Step {
    Step::lines(["rm -f \"$RUNNER_TEMP/kubeconfig\""]).named("Forget the kubeconfig").when("always()")
}

/// Where kubectl and Helm find the kubeconfig.
pub fn kubeconfig() -> Named {
    ("KUBECONFIG".into(), format!("{}/kubeconfig", Expr::new("runner.temp")).into())
}

/// The release of the chart; every environment has a namespace of its own.
pub fn release<'a>(context: &Context<'a>) -> &'a str {
    &context.plan.project.name
}

/// The options that name a release, and how long one change of it may take.
fn place(environment: &Environment, roll: Duration, context: &Context<'_>) -> String {
    let seconds = roll.as_seconds();
    format!(
        "--release {} --namespace {} --timeout {seconds} --logs \"$RUNNER_TEMP/logs\"",
        release(context),
        kubernetes_namespace(context.plan, environment)
    )
}

/// Watches a version that came all at once, and goes back when a limit is passed.
fn watch_after(environment: &Environment, roll: Duration, context: &Context<'_>, watched: &[String]) -> Step {
    let seconds = super::watch_time(environment).as_seconds();
    let mut lines = vec![format!("deploy/bin/watch-metrics.sh --for {seconds} \\")];
    lines.extend(continued(watched, " || {"));
    lines.push(format!("  deploy/bin/kube-deploy.sh rollback {}", place(environment, roll, context)));
    lines.extend(["  exit 1".to_owned(), "}".to_owned()]);
    let (name, value) = kubeconfig();
    Step::lines(lines).named("Watch the new version; go back if a limit is passed").env(name, value)
}

fn roll_out(environment: &Environment, roll: Duration, context: &Context<'_>, prometheus: Values) -> Step {
    let steps = super::steps(environment);
    let command = if steps.is_empty() { "upgrade" } else { "canary" };
    let mut options = images(environment, context);
    let mut env = vec![kubeconfig()];
    if !steps.is_empty() {
        let list = |items: Vec<String>| shell_word(&items.join(" "));
        let weights = list(steps.iter().map(|(percent, _)| percent.to_string()).collect());
        let soaks = list(steps.iter().map(|(_, soak)| soak.as_seconds().to_string()).collect());
        options.push(format!("--weights {weights} --soak {soaks} --"));
        options.extend(watch(environment, context, "-canary-.*"));
        env.extend(prometheus);
    }
    let mut lines = vec![format!("deploy/bin/kube-deploy.sh {command} {} \\", place(environment, roll, context))];
    lines.push(format!("  --chart deploy/chart --values deploy/values-{}.yaml \\", environment.name));
    lines.extend(continued(&options, ""));
    let blue_green = environment.set.rollout.as_ref().is_some_and(|r| r.strategy.value == Strategy::BlueGreen);
    let name = match (steps.is_empty(), blue_green, environment.migration().is_some()) {
        (true, _, true) => "Migrate, then roll out; go back if it fails",
        (true, _, false) => "Roll out; go back if it fails",
        (_, true, true) => "Migrate, then switch to a second set, and watch it",
        (_, true, false) => "Switch to a second set, and watch it",
        (_, false, true) => "Migrate, then shift the traffic step by step",
        (_, false, false) => "Shift the traffic step by step",
    };
    Step::lines(lines).named(name).envs(env)
}

/// Rolls out the images in the job's variables, all at once, as a rollback to a version does. An older image does not
/// know the revisions that a newer one has added: its migration would fail on them, so it is left out.
pub fn upgrade(environment: &Environment, roll: Duration, context: &Context<'_>) -> Step {
    let mut lines = vec![format!("deploy/bin/kube-deploy.sh upgrade {} \\", place(environment, roll, context))];
    lines.push(format!("  --chart deploy/chart --values deploy/values-{}.yaml \\", environment.name));
    if environment.migration().is_some() {
        lines.push("  --migration skip \\".to_owned());
    }
    lines.extend(continued(&images(environment, context), ""));
    let (name, value) = kubeconfig();
    Step::lines(lines).named("Roll out the version").env(name, value)
}

/// Goes back to the revision before.
pub fn rollback(environment: &Environment, roll: Duration, context: &Context<'_>) -> Step {
    let (name, value) = kubeconfig();
    Step::lines([format!("deploy/bin/kube-deploy.sh rollback {}", place(environment, roll, context))])
        .named("Go back to the version before")
        .env(name, value)
}

/// Shows what a rollback goes back to, for the record.
pub fn before(environment: &Environment, context: &Context<'_>) -> Step {
    let (name, value) = kubeconfig();
    let command = format!(
        "helm history {} --namespace {} --max 10 | tee \"$RUNNER_TEMP/before.txt\"",
        release(context),
        kubernetes_namespace(context.plan, environment)
    );
    Step::lines([command]).named("See what there is to go back to").env(name, value)
}

/// Takes the schema one step back, with the version that knows how.
pub fn downgrade(environment: &Environment, context: &Context<'_>) -> Option<Step> {
    let (service, migrate) = environment.migration()?;
    let (_, words) = migrate.back.as_ref()?;
    let words: Vec<String> = words.iter().map(|word| shell_word(word)).collect();
    let command = format!(
        "deploy/bin/kube-deploy.sh exec --namespace {} --deployment {}-{} --timeout {} -- {}",
        kubernetes_namespace(context.plan, environment),
        release(context),
        service.name,
        migrate.timeout.as_seconds(),
        words.join(" ")
    );
    let (name, value) = kubeconfig();
    Some(Step::lines([command]).named("Take the schema one step back").env(name, value))
}

fn images(environment: &Environment, context: &Context<'_>) -> Vec<String> {
    let services = render::services(environment, context.plan);
    services.into_iter().map(|(s, image)| ["--image \"", &s.name, "=$", &image.variable, "\""].concat()).collect()
}

fn watch(environment: &Environment, context: &Context<'_>, pods: &str) -> Vec<String> {
    let pods = format!("{}{pods}", release(context));
    metrics::conditions(environment, &kubernetes_namespace(context.plan, environment), &pods)
}

/// Where the metrics are.
fn prometheus(environment: &Environment, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Values {
    let metrics = environment.set.metrics.as_ref();
    let url = metrics.and_then(|m| m.prometheus.as_ref()).map(|secret| ("PROMETHEUS_URL", secret));
    let token = metrics.and_then(|m| m.token.as_ref()).map(|secret| ("PROMETHEUS_TOKEN", secret));
    let all = url.into_iter().chain(token);
    all.map(|(name, secret)| (name.into(), context.secret(&secret.value.0, secret.span, "to read metrics", say)))
        .collect()
}

/// Lines of one command: all but the last go on.
fn continued(options: &[String], end: &str) -> Vec<String> {
    let last = options.len();
    let line = |(index, option): (usize, &String)| {
        let more = if index + 1 == last { end } else { " \\" };
        ["  ", option, more].concat()
    };
    options.iter().enumerate().map(line).collect()
}
