//! Targets, recipes and scripts that a job runs and their file does not have.

use super::task_calls::{Runner, calls};
use super::tasks::{self, Tasks};
use super::{Needs, Rule, Scene, walk};
use crate::diag::{Change, Diagnostic, codes, did_you_mean};
use crate::plan::{Job, RunStep, Step};
use crate::source::S;
use std::collections::BTreeMap;

/// Finds `make x`, `just x`, `npm run x`, `pnpm run x` and `yarn run x` without an x.
pub const RULE: Rule = Rule { code: codes::NO_SUCH_TASK, needs: Needs::Plan, check };

/// The files that were read, each with its path.
type Files = BTreeMap<(String, Runner), Option<(String, Tasks)>>;

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let mut files = Files::new();
    for (_, _, job) in walk::jobs(scene.plan) {
        for step in &job.steps {
            match step {
                Step::RunStep(run) if !steps_in(scene, job, run, &mut files, found) => break,
                // An action can bring any file.
                Step::ActionStep(_) => break,
                _ => {}
            }
        }
    }
}

/// Whether the job can be followed further: no command of the step makes such files anew.
fn steps_in(scene: &Scene<'_>, job: &Job, run: &RunStep, files: &mut Files, found: &mut Vec<Diagnostic>) -> bool {
    let folder = run.directory.as_ref().or(job.directory.as_ref()).map_or(".", |d| d.value.0.trim_end_matches('/'));
    for command in &run.commands {
        let makes =
            ["configure", "cmake", "akefile", "npm pkg", "npm init", "package.json", "git clone", "git checkout"];
        if makes.iter().any(|makes| command.value.contains(makes)) {
            return false;
        }
        for (runner, inside, task) in calls(&command.value) {
            let folder = match inside {
                None => folder.to_owned(),
                Some(inside) if folder == "." => inside.to_owned(),
                Some(inside) => format!("{folder}/{inside}"),
            };
            let known = files.entry((folder.clone(), runner)).or_insert_with(|| read(scene, &folder, runner));
            let Some((path, tasks)) = known.as_ref().filter(|(_, tasks)| !tasks.has(task)) else { continue };
            let near = did_you_mean(task, tasks.names.iter().map(String::as_str));
            let maybe = match runner {
                // By its own rules it makes a program of a source, and a file that is there needs none.
                Runner::Make => scene
                    .world
                    .list(&folder)
                    .is_ok_and(|names| names.iter().any(|name| name.split('.').next() == Some(task))),
                Runner::Yarn => near.is_none() || tasks.packages.contains(task),
                Runner::Just | Runner::Package => false,
            };
            if !maybe {
                found.push(report(command, runner, path, task, near, tasks));
            }
        }
    }
    true
}

fn read(scene: &Scene<'_>, folder: &str, runner: Runner) -> Option<(String, Tasks)> {
    let path = |name: &&str| if folder == "." { (*name).to_owned() } else { format!("{folder}/{name}") };
    let (path, bytes) =
        runner.files().iter().map(path).find_map(|path| scene.world.read(&path).ok().map(|bytes| (path, bytes)))?;
    let text = String::from_utf8(bytes).ok()?;
    let tasks = match runner {
        Runner::Make => tasks::make(&text),
        Runner::Just => tasks::just(&text),
        Runner::Package | Runner::Yarn => tasks::package(&text),
    };
    Some((path, tasks?))
}

fn report(
    command: &S<String>,
    runner: Runner,
    path: &str,
    task: &str,
    near: Option<&str>,
    tasks: &Tasks,
) -> Diagnostic {
    let word = runner.word();
    let report = Diagnostic::found(codes::NO_SUCH_TASK, command.span, format!("`{path}` has no {word} `{task}`"))
        .here("runs it");
    match near {
        Some(better) => {
            let report = report.help(format!("did you mean `{better}`?"));
            // Where the text stands in the spec as it is, and the word in it once.
            let plain = !command.value.contains(['"', '\\', '\n', '#']) && command.value.matches(task).count() == 1;
            let change = Change::Replace(command.span, format!("\"{}\"", command.value.replacen(task, better, 1)));
            if plain { report.mend(format!("run {better}"), false, vec![change]) } else { report }
        }
        None if tasks.names.is_empty() => report.help(format!("it has no {word} at all; add one")),
        None => {
            let names = walk::list(tasks.names.iter().map(String::as_str));
            report.help(format!("it has {names}; add `{task}`, or run another"))
        }
    }
}
