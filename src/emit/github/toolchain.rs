//! Languages: set up, package manager and cache included, in an order that works.

use super::expr::{Expr, Value, shell_word};
use super::model::Step;
use crate::plan::{Manager, Tool, ToolName};

/// A run for a pushed tag makes a release: it looks into no cache that another run could have filled.
const RELEASE: &str = "startsWith(github.ref, 'refs/tags/')";

/// The versions of a language that get fixes, the newest first, without those that are there for a few months only.
///
/// Python Developer's Guide, "Status of Python versions"; nodejs/Release, "Release schedule", the even lines; Go, "Release
/// History", of which the last two are mended; Rust, "Releases".
pub fn versions(tool: ToolName) -> &'static [&'static str] {
    match tool {
        ToolName::Python => &["3.15", "3.14", "3.13", "3.12", "3.11"],
        ToolName::Node => &["26", "24", "22"],
        ToolName::Go => &["1.27", "1.26"],
        ToolName::Rust => &["1.98", "1.97"],
    }
}

/// The steps that set up a language and install the packages; `install` replaces the usual way.
pub fn steps(tool: &Tool, install: Option<&str>, release: bool) -> Vec<Step> {
    let setup = Setup {
        version: &tool.version.value.0,
        manager_version: tool.manager_version.as_ref().map(|v| v.value.0.as_str()),
        directory: tool.directory.as_ref().map(|d| d.value.0.as_str()).filter(|d| *d != "."),
        release,
    };
    let manager = tool.manager.as_ref().map(|m| m.value);
    let (mut steps, usual) = match tool.name.value {
        ToolName::Python => setup.python(manager.unwrap_or(Manager::Pip)),
        ToolName::Node => setup.node(manager.unwrap_or(Manager::Npm)),
        ToolName::Go => setup.go(),
        ToolName::Rust => setup.rust(),
    };
    let install = install.or(tool.install.as_ref().map(|i| i.value.as_str())).unwrap_or(usual);
    if !install.is_empty() {
        let mut step = Step::lines([install]);
        step.directory = setup.directory.map(str::to_owned);
        steps.push(step);
    }
    steps
}

struct Setup<'a> {
    version: &'a str,
    manager_version: Option<&'a str>,
    directory: Option<&'a str>,
    release: bool,
}

impl Setup<'_> {
    fn lock(&self, file: &str) -> String {
        self.directory.map_or_else(|| file.to_owned(), |directory| format!("{directory}/{file}"))
    }

    /// The cache of a package manager, filled under a key of the lock file. `path` is where it keeps its downloads.
    fn cache(&self, name: &str, path: impl Into<Value>, lock: &str) -> Step {
        let version = self.version;
        let key = format!("{name}-{version}-${{{{ runner.os }}}}-${{{{ hashFiles('{}') }}}}", self.lock(lock));
        Step::uses("actions/cache")
            .comment("A release is built from nothing that another run has left behind.")
            .with("path", path)
            .with("key", key)
            .with("lookup-only", Expr::new(RELEASE))
    }

    /// The setup action with its own cache, or none of it where a run can make a release.
    fn own_cache(&self, step: Step, manager: &str, lock: &str) -> Step {
        let step = step.with("cache", manager);
        match self.directory {
            Some(_) => step.with("cache-dependency-path", self.lock(lock)),
            None => step,
        }
    }

    fn python(&self, manager: Manager) -> (Vec<Step>, &'static str) {
        let python = Step::uses("actions/setup-python").with("python-version", self.version);
        if manager == Manager::Uv {
            let mut uv = Step::uses("astral-sh/setup-uv").with("python-version", self.version);
            if let Some(version) = self.manager_version {
                uv = uv.with("version", version);
            }
            if let Some(directory) = self.directory {
                uv = uv.with("working-directory", directory);
            }
            return (vec![uv], "uv sync --locked");
        }
        let (name, lock, path, usual) = match manager {
            Manager::Poetry => ("poetry", "poetry.lock", "~/.cache/pypoetry", "poetry install --no-interaction"),
            _ => ("pip", "requirements.txt", "~/.cache/pip", "pip install --requirement requirements.txt"),
        };
        let mut steps = Vec::new();
        if manager == Manager::Poetry {
            // Before Python: its cache asks Poetry where the environments are.
            let pin = self.manager_version.map(|v| format!("=={v}")).unwrap_or_default();
            steps.push(Step::lines([format!("pipx install poetry{pin}")]));
        }
        if self.release {
            steps.extend([python, self.cache(name, path, lock)]);
        } else {
            steps.push(self.own_cache(python, name, lock));
        }
        (steps, usual)
    }

    fn node(&self, manager: Manager) -> (Vec<Step>, &'static str) {
        let node = Step::uses("actions/setup-node").with("node-version", self.version);
        let (name, lock, usual) = match manager {
            Manager::Pnpm => ("pnpm", "pnpm-lock.yaml", "pnpm install --frozen-lockfile"),
            Manager::Yarn => ("yarn", "yarn.lock", "yarn install --immutable"),
            _ => ("npm", "package-lock.json", "npm ci"),
        };
        let mut steps = Vec::new();
        if manager == Manager::Pnpm {
            // Before Node.js: its cache asks pnpm where the store is. Without a version here, package.json says it.
            let mut pnpm = Step::uses("pnpm/action-setup");
            if let Some(version) = self.manager_version {
                pnpm = pnpm.with("version", version);
            }
            if self.directory.is_some() {
                pnpm = pnpm.with("package_json_file", self.lock("package.json"));
            }
            steps.push(pnpm);
        }
        if !self.release {
            steps.push(self.own_cache(node, name, lock));
            return (steps, usual);
        }
        steps.push(node.with("package-manager-cache", false));
        match manager {
            Manager::Pnpm => steps.extend([
                Step::lines(["echo \"path=$(pnpm store path --silent)\" >>\"$GITHUB_OUTPUT\""])
                    .id("pnpm-store")
                    .named("Find pnpm's store"),
                self.cache(name, Expr::new("steps.pnpm-store.outputs.path"), lock),
            ]),
            Manager::Yarn => steps.push(self.cache(name, "~/.yarn/berry/cache", lock)),
            _ => steps.push(self.cache(name, "~/.npm", lock)),
        }
        (steps, usual)
    }

    fn go(&self) -> (Vec<Step>, &'static str) {
        let mut go = Step::uses("actions/setup-go").with("go-version", self.version);
        if self.directory.is_some() {
            go = go.with("cache-dependency-path", self.lock("go.sum"));
        }
        if self.release {
            go = go
                .comment("A release is built from nothing that another run has left behind.")
                .with("cache", Expr::new(format!("!{RELEASE}")));
        }
        (vec![go], "go mod download")
    }

    fn rust(&self) -> (Vec<Step>, &'static str) {
        let version = shell_word(self.version);
        let toolchain = Step::lines([
            format!("rustup toolchain install {version} --profile minimal --component clippy --component rustfmt"),
            format!("rustup default {version}"),
        ]);
        let mut cache = Step::uses("Swatinem/rust-cache");
        if let Some(directory) = self.directory {
            cache = cache.with("workspaces", directory);
        }
        if self.release {
            cache = cache
                .comment("A release is built from nothing that another run has left behind.")
                .with("lookup-only", Expr::new(RELEASE));
        }
        (vec![toolchain.named(format!("Install Rust {}", self.version)), cache], "cargo fetch --locked")
    }
}
