//! A package manager that the job's machine does not have.

use super::{Needs, Rule, Scene, shell, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{Job, Step, ToolName};

/// Finds commands of package managers in jobs that have set none up.
pub const RULE: Rule = Rule { code: codes::TOOL_NOT_SET_UP, needs: Needs::Plan, check };

/// Programs that GitHub's machines with Ubuntu lack (actions/runner-images, `Ubuntu2404-Readme.md`), each with what
/// brings it. npm, Yarn, pip, Cargo and Go are there.
const TOOLS: [(&str, ToolName, &str); 4] = [
    ("poetry", ToolName::Python, "poetry"),
    ("uv", ToolName::Python, "uv"),
    ("uvx", ToolName::Python, "uv"),
    ("pnpm", ToolName::Node, "pnpm"),
];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let known = |job: &Job| job.runner.as_ref().is_none_or(|runner| runner.value.starts_with("ubuntu-"));
    for (_, _, job) in walk::jobs(scene.plan).filter(|(_, _, job)| known(job)) {
        for (program, language, manager) in TOOLS {
            one(scene, job, program, language, manager, found);
        }
    }
}

fn one(scene: &Scene<'_>, job: &Job, program: &str, language: ToolName, manager: &str, found: &mut Vec<Diagnostic>) {
    for step in &job.steps {
        match step {
            Step::UseTool(tool) if tool.tool.value == language => return,
            // An action may bring what it likes.
            Step::ActionStep(_) => return,
            Step::RunStep(run) => {
                for command in &run.commands {
                    let commands = shell::commands(&command.value);
                    let Some(at) = commands.iter().position(|words| words[0] == program) else {
                        // `pip install poetry`, `corepack enable`: it brings the program itself.
                        if command.value.contains(manager) || command.value.contains("corepack") {
                            return;
                        }
                        continue;
                    };
                    let brings =
                        |words: &Vec<&str>| words.iter().any(|word| word.contains(manager) || *word == "corepack");
                    if commands[..at].iter().any(brings) {
                        return;
                    }
                    let mut tools = scene.plan.project.set.toolchain.iter().flat_map(|t| &t.tools);
                    let declared = tools.any(|tool| tool.name.value == language);
                    let help = match declared {
                        true => format!("add to the job, before this: `use \"{language}\"`"),
                        false => format!(
                            "add to the project `toolchain {{ {language} \"VERSION\" manager=\"{manager}\"; }}`, and to the job `use \"{language}\"`"
                        ),
                    };
                    let report = Diagnostic::found(
                        codes::TOOL_NOT_SET_UP,
                        command.span,
                        format!("nothing has set up `{program}` in the job `{}`", job.name),
                    )
                    .here(format!("a fresh machine has no `{program}`"))
                    .help(help);
                    let uses = format!("use \"{language}\"");
                    found.push(match declared {
                        true => report.mend(
                            format!("add `{uses}` before it"),
                            false,
                            vec![Change::AddBefore(run.span, uses)],
                        ),
                        false => report,
                    });
                    return;
                }
            }
            _ => {}
        }
    }
}
