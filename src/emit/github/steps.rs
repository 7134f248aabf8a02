//! The steps that a spec's job names.

use super::context::{Context, SCRIPTS, built_image};
use super::expr::{Expr, Place, Script, Value, shell_word};
use super::model::{Does, Step, Values};
use super::permissions::{self, Scope};
use super::{actions, containers::Containers, env};
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::plan::{self, ActionStep, Artifact, Coverage, Environment, Junit, RunStep, Sarif, Stack, StepWhen};
use crate::schema::kinds::Duration;

/// How long the started environment may take where nothing is said.
const STACK_TIMEOUT: Duration = Duration::seconds(180);
/// How long artifacts are kept where nothing is said.
const KEEP: Duration = Duration::seconds(14 * 24 * 3600);
/// A pull request from a fork gets a token that can only read.
const NO_FORK: &str = "!github.event.pull_request.head.repo.fork";

/// A job's steps in the making.
pub struct Maker<'a, 'b> {
    /// The workflow.
    pub context: &'a Context<'a>,
    /// The containers beside the job.
    pub containers: &'a Containers<'a>,
    /// What tells the legs of a matrix apart, for the names of artifacts: `-${{ matrix.flow }}`.
    pub leg: String,
    /// What there is to say.
    pub say: &'b mut Vec<Diagnostic>,
}

impl Maker<'_, '_> {
    /// `run`: one step a command, or one for all of them under one name.
    pub fn run(&mut self, run: &RunStep) -> Vec<Step> {
        let mut scripts = Vec::new();
        for command in &run.commands {
            let text = command.value.trim_end();
            let end = if text.contains('\n') { "\n" } else { "" };
            match Script::new(format!("{text}{end}")) {
                Some(script) => scripts.push(script),
                None => self.say.push(
                    Diagnostic::error(codes::EXPRESSION_IN_RUN, command.span, "a command cannot hold an expression")
                        .here("whatever stands in the value would run as a command")
                        .help("give it to the step as a variable: `env { REF \"${{ github.ref_name }}\"; }`, and write \"$REF\""),
                ),
            }
        }
        if run.name.is_some() && scripts.len() > 1 {
            scripts = vec![Script::lines(scripts.iter().map(|script| script.text().trim_end()))];
        }
        let env = env::block(&run.env, Place::Step, self.context, self.containers, self.say);
        let step = |script| Step {
            name: run.name.as_ref().map(|n| n.value.clone()),
            condition: when(run.when.as_ref().map(|w| w.value)),
            env: env.clone(),
            directory: run.directory.as_ref().map(|d| d.value.0.clone()),
            optional: run.optional.as_ref().is_some_and(|o| o.value),
            raw: run.raw.clone(),
            ..Step::run(script)
        };
        scripts.into_iter().map(step).collect()
    }

    /// `action`: pinned, its inputs checked.
    pub fn action(&mut self, step: &ActionStep) -> Option<Step> {
        let with: Values = step
            .with
            .iter()
            .flat_map(|w| &w.inputs)
            .map(|input| {
                let value = input.value.as_ref().map(|v| v.0.as_str());
                (input.name.value.clone().into(), env::written(&value, Place::Step, self.say))
            })
            .collect();
        let name = &step.action.value;
        let mut scopes = Vec::new();
        let known = actions::find(name);
        let action = match (known, &step.commit) {
            (Some(known), None) => {
                self.inputs(known, step);
                Does::Uses {
                    action: known.name.to_owned(),
                    commit: known.commit.to_owned(),
                    version: known.version.to_owned(),
                }
            }
            (_, Some(commit)) => {
                let good = commit.value.len() == 40 && commit.value.bytes().all(|b| b"0123456789abcdef".contains(&b));
                if !good {
                    self.say.push(
                        Diagnostic::error(codes::UNPINNED_ACTION, commit.span, "this is no full commit")
                            .here("expected 40 hexadecimal digits in lower case")
                            .help(format!(
                                "a branch, a tag or a short commit can be moved to other code; \
                                 `git ls-remote https://github.com/{name}` tells the commit of a tag"
                            )),
                    );
                }
                let Some(version) = &step.version else {
                    self.say.push(
                        Diagnostic::error(
                            codes::UNPINNED_ACTION,
                            commit.span,
                            format!("which version of `{name}` is this?"),
                        )
                        .help("add `version=\"v1.2.3\"`: it stands beside the commit, for people and for update bots"),
                    );
                    return None;
                };
                Does::Uses { action: name.clone(), commit: commit.value.clone(), version: version.value.clone() }
            }
            (None, None) => {
                let report = Diagnostic::error(
                    codes::UNKNOWN_ACTION,
                    step.action.span,
                    format!("dbgen does not know the action `{name}`"),
                );
                let pin = "name its commit: `commit=\"40 hexadecimal digits\" version=\"v1.2.3\"`";
                self.say.push(match did_you_mean(name, actions::all().iter().map(|a| a.name)) {
                    Some(better) => report.help(format!("did you mean `{better}`? Otherwise {pin}")).fix(
                        format!("write {better}"),
                        format!("\"{better}\""),
                        false,
                    ),
                    None => report.help(pin),
                });
                return None;
            }
        };
        for permission in &step.permissions {
            let (scope, level) = permission.value.split_once(':').unwrap_or((&permission.value, ""));
            if !permissions::NAMES.contains(&scope) || !matches!(level, "read" | "write") {
                let better = did_you_mean(scope, permissions::NAMES).unwrap_or("checks");
                self.say.push(
                    Diagnostic::error(codes::WRONG_VALUE, permission.span, "this is no permission of a workflow")
                        .help(format!("a name, a colon, and read or write: \"{better}:write\"")),
                );
                continue;
            }
            let reason = format!("for {name}");
            scopes.push(Scope { name: scope.to_owned().into(), write: level == "write", reason: reason.into() });
        }
        Some(Step {
            name: step.name.as_ref().map(|n| n.value.clone()),
            condition: when(step.when.as_ref().map(|w| w.value)),
            action,
            with,
            env: env::block(&step.env, Place::Step, self.context, self.containers, self.say),
            scopes,
            raw: step.raw.clone(),
            ..Step::default()
        })
    }

    fn inputs(&mut self, known: &actions::Action, step: &ActionStep) {
        let given: Vec<_> = step.with.iter().flat_map(|w| &w.inputs).collect();
        for input in &given {
            let name = &input.name.value;
            match known.inputs().find(|own| own.name.eq_ignore_ascii_case(name)) {
                Some(own) if own.deprecated => self.say.push(
                    Diagnostic::warning(
                        codes::DEPRECATED_INPUT,
                        input.name.span,
                        format!("`{name}` of {} will go away", known.name),
                    )
                    .help("see the action's README for what takes its place"),
                ),
                Some(_) => {}
                None => {
                    let message = format!("{} {} has no input `{name}`", known.name, known.version);
                    let report = Diagnostic::error(codes::UNKNOWN_ACTION_INPUT, input.name.span, message);
                    let free = known.inputs().map(|own| own.name);
                    let free = free.filter(|own| !given.iter().any(|input| input.name.value.eq_ignore_ascii_case(own)));
                    self.say.push(match did_you_mean(name, free) {
                        Some(better) => report.help(format!("did you mean `{better}`?")).fix(
                            format!("write {better}"),
                            better.to_owned(),
                            false,
                        ),
                        None => {
                            let all: Vec<_> = known.inputs().map(|i| i.name).collect();
                            report.help(match all.as_slice() {
                                [] => "it has none; it is told by variables".to_owned(),
                                all => format!("it has: {}", all.join(", ")),
                            })
                        }
                    });
                }
            }
        }
        for own in known.inputs().filter(|own| own.required) {
            if !given.iter().any(|input| input.name.value.eq_ignore_ascii_case(own.name)) {
                let message = format!("{} needs the input `{}`", known.name, own.name);
                self.say.push(
                    Diagnostic::error(codes::MISSING, step.action.span, message)
                        .help(format!("add `with {{ {} \"...\"; }}`", own.name)),
                );
            }
        }
    }

    /// `coverage`: to Codecov, by the job's own identity.
    pub fn coverage(&self, coverage: &Coverage) -> Step {
        let step = self.codecov("Upload the coverage to Codecov", &coverage.file.value.0);
        let step = match &coverage.flag {
            Some(flag) => step.with("flags", flag.value.0.as_str()),
            None => step,
        };
        Step { raw: coverage.raw.clone(), ..step }
    }

    /// `junit`: kept, and shown by Codecov.
    pub fn junit(&self, junit: &Junit) -> Vec<Step> {
        let file = &junit.file.value.0;
        let flag = junit.flag.as_ref().map(|flag| flag.value.0.as_str());
        let name = format!("junit{}{}", flag.map(|f| format!("-{f}")).unwrap_or_default(), self.leg);
        let keep = upload("Keep the test report", &name, file, KEEP.as_days(), "error").when("!cancelled()");
        let mut show = self.codecov("Show the tests at Codecov", file).with("report_type", "test_results");
        if let Some(flag) = flag {
            show = show.with("flags", flag);
        }
        vec![keep, show.when("!cancelled()")]
    }

    fn codecov(&self, name: &str, file: &str) -> Step {
        // A fork's pull request has no identity to show; Codecov takes its reports without one.
        let oidc: Value = match self.context.triggers.events.contains(plan::Event::PullRequest) {
            true => Expr::new(NO_FORK).into(),
            false => true.into(),
        };
        Step::uses("codecov/codecov-action")
            .named(name)
            .with("files", file)
            .with("disable_search", true)
            .with("use_oidc", oidc)
    }

    /// `sarif`: to the repository's security page.
    pub fn sarif(&self, sarif: &Sarif) -> Step {
        let fork = self.context.triggers.events.contains(plan::Event::PullRequest);
        let step = Step::uses("github/codeql-action/upload-sarif")
            .named("File the findings under Security")
            .when(if fork { format!("!cancelled() && {NO_FORK}") } else { "!cancelled()".to_owned() })
            .with("sarif_file", sarif.file.value.0.as_str())
            .with("category", format!("{}{}", sarif.category.value, self.leg));
        Step { raw: sarif.raw.clone(), ..step }
    }

    /// `artifact`.
    pub fn artifact(&self, artifact: &Artifact) -> Step {
        let paths: Vec<&str> = artifact.paths.iter().map(|p| p.value.as_str()).collect();
        let keep = artifact.keep.as_ref().map_or(KEEP, |k| k.value);
        let name = format!("{}{}", artifact.name, self.leg);
        let condition = artifact.when.as_ref().map_or(StepWhen::Always, |w| w.value);
        // After a failure there may be nothing to keep; after success it would be a mistake.
        let missing = if condition == StepWhen::Success { "error" } else { "ignore" };
        let step = upload(&format!("Keep {}", artifact.name), &name, &paths.join("\n"), keep.as_days(), missing);
        Step { condition: when(Some(condition)), raw: artifact.raw.clone(), ..step }
    }

    /// `stack`: an environment on Compose from this run's images. What belongs into the job's own variables comes
    /// first, the steps at the end of the job last.
    pub fn stack(&mut self, stack: &Stack, environment: &Environment) -> (Values, Vec<Step>, Vec<Step>) {
        let images = self.context.images_of(environment);
        let (made_up, secrets) = self.stack_secrets(environment);
        // Every later step that speaks to Compose needs them too: Compose fills in the file anew each time.
        let env: Values = images.iter().map(|image| built_image(image)).chain(secrets).collect();
        let mut steps = Vec::new();
        if let Some(login) = super::registry::login(self.context.plan, false, self.context, self.say) {
            steps.extend(login);
        }
        if let Some(step) = throwaway(&made_up) {
            steps.push(step);
        }
        let file = format!("deploy/compose.{}.yaml", environment.name);
        let compose = format!("docker compose --file {file}");
        let timeout = stack.timeout.as_ref().map_or(STACK_TIMEOUT, |t| t.value).as_seconds();
        let up = Step::lines([format!("{compose} up --detach --wait --wait-timeout {timeout}")]);
        steps.push(up.named(format!("Start {}", environment.name)));
        let log = format!("\"$RUNNER_TEMP/{}.log\"", environment.name);
        let logs = Step::lines([format!("{compose} logs --no-color --timestamps >{log}")])
            .named("Collect the containers' logs")
            .when("failure()");
        let path = format!("{}/{}.log", Expr::new("runner.temp"), environment.name);
        let name = format!("logs-{}{}", environment.name, self.leg);
        let keep = upload("Keep the containers' logs", &name, &path, KEEP.as_days(), "ignore").when("failure()");
        (env, steps, vec![logs, keep])
    }

    /// The secrets that an environment on Compose asks for: those that are made up here, and those of GitHub's.
    fn stack_secrets(&mut self, environment: &Environment) -> (Vec<String>, Values) {
        let (mut made_up, mut values) = (Vec::new(), Values::new());
        for store in &environment.datastores {
            if matches!(store.engine, plan::Engine::Database { .. }) {
                made_up.push(store.password_variable());
            }
        }
        for variable in environment.services.iter().flat_map(|s| &s.variables) {
            let plan::Value::Secret { name, optional: false } = &variable.value else { continue };
            let secret = self.context.plan.secret(name);
            if secret.and_then(|s| s.generate.as_ref()).is_some_and(|g| g.value) {
                if !made_up.contains(name) {
                    made_up.push(name.clone());
                }
            } else if !values.iter().any(|(own, _)| own == name) {
                values.push((name.clone().into(), Expr::secret(name).into()));
            }
        }
        (made_up, values)
    }
}

/// Makes up secrets that live as long as the job.
pub fn throwaway(names: &[String]) -> Option<Step> {
    if names.is_empty() {
        return None;
    }
    let words: Vec<String> = names.iter().map(|name| shell_word(name)).collect();
    let make = ["value=\"$(openssl rand -hex 32)\"", "echo \"::add-mask::$value\""];
    let step = match words.as_slice() {
        [one] => {
            Step::lines(make.into_iter().map(str::to_owned).chain([format!("echo \"{one}=$value\" >>\"$GITHUB_ENV\"")]))
        }
        many => Step::lines([
            format!("for name in {}; do", many.join(" ")),
            format!("  {}", make[0]),
            format!("  {}", make[1]),
            "  echo \"$name=$value\" >>\"$GITHUB_ENV\"".to_owned(),
            "done".to_owned(),
        ]),
    };
    Some(step.named("Make up secrets for this job alone"))
}

/// Keeps files.
pub fn upload(step: &str, name: &str, path: &str, days: u64, missing: &str) -> Step {
    let path = if path.contains('\n') { format!("{path}\n") } else { path.to_owned() };
    Step::uses("actions/upload-artifact")
        .named(step)
        .with("name", name)
        .with("path", path)
        .with("retention-days", days.clamp(1, 90))
        .with("if-no-files-found", missing)
}

/// The checkout that every job starts with; the token does not stay behind in the repository's settings.
pub fn checkout() -> Step {
    Step::uses("actions/checkout").with("persist-credentials", false)
}

/// The checkout of the deploy scripts and what they read.
pub fn checkout_deploy() -> Step {
    let folder = SCRIPTS.split('/').next().unwrap_or(SCRIPTS);
    checkout().with("sparse-checkout", folder)
}

fn when(when: Option<StepWhen>) -> Option<Expr> {
    match when? {
        StepWhen::Success => None,
        StepWhen::Failure => Some(Expr::new("failure()")),
        StepWhen::Always => Some(Expr::new("!cancelled()")),
    }
}
