//! Scripts that a job runs and the repository does not have.

use super::{Needs, Rule, Scene, shell, walk};
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::plan::{Job, RunStep, Step};
use std::collections::BTreeSet;

/// Finds `./script.sh`, `bash script.sh` and `python script.py` that lead nowhere.
pub const RULE: Rule = Rule { code: codes::NO_SUCH_SCRIPT, needs: Needs::Plan, check };

/// Programs that run the file that stands behind them.
const READERS: [&str; 10] = ["bash", "sh", "zsh", "python", "python3", "node", "ruby", "perl", "source", "."];
/// Folders that a build fills: what lies there is the work of an earlier step.
const OUTPUTS: [&str; 10] =
    ["dist", "build", "out", "output", "target", "node_modules", ".next", ".venv", "venv", "tmp"];
/// What a script's name ends in. Anything else may be the work of an earlier step: a program that was built.
const ENDINGS: [&str; 9] = [".sh", ".bash", ".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl"];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (_, _, job) in walk::jobs(scene.plan) {
        let mut before = String::new();
        for step in &job.steps {
            match step {
                Step::RunStep(run) => commands(scene, job, run, &mut before, found),
                // An action can bring any file.
                Step::ActionStep(_) => break,
                _ => {}
            }
        }
    }
}

/// `before`: every command of the job so far. A script that one of them names may be its work.
fn commands(scene: &Scene<'_>, job: &Job, run: &RunStep, before: &mut String, found: &mut Vec<Diagnostic>) {
    let folder = run.directory.as_ref().or(job.directory.as_ref()).map_or(".", |d| d.value.0.trim_end_matches('/'));
    for command in &run.commands {
        let mut told: BTreeSet<String> = BTreeSet::new();
        // After `cd` nobody but the shell knows where it is.
        let moves = |words: &Vec<&str>| matches!(words[0], "cd" | "pushd");
        for words in shell::commands(&command.value).into_iter().take_while(|words| !moves(words)) {
            let Some(named) = script(&words) else { continue };
            let path = if folder == "." { named.to_owned() } else { format!("{folder}/{named}") };
            // dbgen's own scripts are there once it has written them.
            let made = path.starts_with("deploy/bin/") || before.contains(named);
            if made || scene.world.exists(&path) || !told.insert(path.clone()) {
                continue;
            }
            let report = Diagnostic::found(codes::NO_SUCH_SCRIPT, command.span, format!("there is no script `{path}`"))
                .here("runs it");
            let (inside, last) = path.rsplit_once('/').unwrap_or(("", &path));
            let near = scene.world.list(inside).unwrap_or_default();
            found.push(match did_you_mean(last, near.iter().map(String::as_str)) {
                Some(name) if inside.is_empty() => report.help(format!("did you mean `{name}`?")),
                Some(name) => report.help(format!("did you mean `{inside}/{name}`?")),
                None if folder == "." => {
                    report.help("commands run in the root of the repository; create the file, or name another")
                }
                None => report.help(format!("commands run in `{folder}` here; create the file, or name another")),
            });
        }
        *before += &command.value;
        *before += "\n";
    }
}

/// The script that a command runs, as a path from where it runs.
fn script<'a>(words: &[&'a str]) -> Option<&'a str> {
    let (first, rest) = words.split_first()?;
    let (file, plain) = match READERS.contains(first) {
        // An option may change what the next word is: `python -m`, `bash -c`.
        true => (*rest.first()?, true),
        false => (*first, first.starts_with("./")),
    };
    let ends = ENDINGS.iter().any(|end| file.ends_with(end));
    let inside = !file.starts_with(['/', '-']) && !file.split('/').any(|part| part == ".." || OUTPUTS.contains(&part));
    (plain && ends && inside && shell::is_plain(file)).then(|| file.trim_start_matches("./"))
}

#[cfg(test)]
mod tests {
    use super::script;

    #[test]
    fn what_a_command_runs() {
        let of = |line: &'static str| script(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(of("./scripts/x.sh --all"), Some("scripts/x.sh"));
        assert_eq!((of("bash infra/x.sh"), of("python tools/x.py")), (Some("infra/x.sh"), Some("tools/x.py")));
        for none in [
            "python -m x.py",
            "./target/release/app",
            "bash /tmp/x.sh",
            "node dist/main.js",
            "node $X.js",
            "./../x.sh",
            "make x.py",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
