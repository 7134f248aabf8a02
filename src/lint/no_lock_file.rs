//! Packages that are to be installed from a lock file that is not there.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Manager, Step, Tool, ToolName};

/// Finds tools of the toolchain whose lock file does not exist, where a job uses them.
pub const RULE: Rule = Rule { code: codes::NO_LOCK_FILE, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for tool in scene.plan.project.set.toolchain.iter().flat_map(|t| &t.tools) {
        let steps = || walk::jobs(scene.plan).flat_map(|(_, _, job)| &job.steps);
        let uses = steps().filter_map(|step| match step {
            Step::UseTool(own) if own.tool.value == tool.name.value => Some(own),
            _ => None,
        });
        let uses: Vec<_> = uses.collect();
        // Where each job installs in its own way, only the cache asks for the file.
        let usual = tool.install.is_none() && uses.iter().any(|own| own.install.is_none());
        let Some((file, makes)) = lock(tool, usual).filter(|_| !uses.is_empty()) else { continue };
        let folder = tool.directory.as_ref().map(|d| d.value.0.trim_end_matches('/')).filter(|d| *d != ".");
        let path = folder.map_or_else(|| file.to_owned(), |folder| format!("{folder}/{file}"));
        if scene.world.exists(&path) {
            continue;
        }
        let span = tool.manager.as_ref().map_or(tool.name.span, |manager| manager.span);
        found.push(
            Diagnostic::found(codes::NO_LOCK_FILE, span, format!("there is no `{path}` to install from"))
                .here("installs and caches by it")
                .help(match folder {
                    Some(_) => format!("make it with `{makes}`, or mend `directory=`"),
                    None => format!("make it with `{makes}`, or say where it is: `directory=`"),
                }),
        );
    }
}

/// The lock file of a package manager, and what makes it: as the set-up of the GitHub target asks for it. The caches of
/// pip and uv do without.
fn lock(tool: &Tool, usual: bool) -> Option<(&'static str, &'static str)> {
    match (tool.name.value, tool.manager.as_ref().map(|m| m.value)) {
        (ToolName::Python, Some(Manager::Poetry)) => Some(("poetry.lock", "poetry lock")),
        (ToolName::Python, _) if !usual => None,
        (ToolName::Python, Some(Manager::Uv)) => Some(("uv.lock", "uv lock")),
        (ToolName::Python, _) => Some(("requirements.txt", "pip freeze")),
        (ToolName::Node, Some(Manager::Pnpm)) => Some(("pnpm-lock.yaml", "pnpm install")),
        (ToolName::Node, Some(Manager::Yarn)) => Some(("yarn.lock", "yarn install")),
        (ToolName::Node, _) => Some(("package-lock.json", "npm install")),
        // Without one Go has nothing to check, and Cargo says so itself.
        (ToolName::Go | ToolName::Rust, _) => None,
    }
}
