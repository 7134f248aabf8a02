//! What `git` knows of the repository around a spec. It is only asked: the work tree, the index and the references stay
//! as they are, and nothing that a repository's own configuration names is run.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

mod objects;
mod revision;
mod world;

pub use revision::Revision;
pub use world::RevisionWorld;

/// Why git has no answer, and what to do about it.
#[derive(Debug)]
pub struct Refusal {
    /// What is wrong.
    pub words: String,
    /// What helps; nothing where that is clear.
    pub help: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(words: impl Into<String>, help: impl Into<String>) -> Self {
        Self { words: words.into(), help: help.into() }
    }
}

impl From<io::Error> for Refusal {
    fn from(problem: io::Error) -> Self {
        if problem.kind() == ErrorKind::NotFound {
            return Self::new(
                "the program `git` is not installed, or not in PATH",
                "a revision can only be read with it; without --base, the tree is compared with deploy.kdl as it is",
            );
        }
        Self::new(format!("`git` cannot be run: {problem}"), "")
    }
}

/// The repository that a folder with a work tree is in.
#[derive(Debug)]
pub struct Repository {
    root: PathBuf,
    /// The folder in the repository: empty, or with `/` at its end.
    pub prefix: String,
    /// Whether its history was cut off when it was fetched.
    pub shallow: bool,
}

impl Repository {
    /// Looks at the repository around a folder.
    pub fn open(root: &Path) -> Result<Self, Refusal> {
        let mut own = Self { root: root.to_owned(), prefix: String::new(), shallow: false };
        let facts = own.run(&["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix"])?;
        if !facts.status.success() {
            let said = text(&facts.stderr);
            if said.contains("not a git repository") {
                return Err(Refusal::new(
                    "there is no git repository here",
                    "a revision is one of a repository; without --base, the tree is compared with deploy.kdl as it is",
                ));
            }
            // As in a container that has got the checkout from outside.
            let help = match said.contains("dubious ownership") {
                true => {
                    "the folder belongs to somebody else: if you trust it, `git config --global --add safe.directory \
                         FOLDER`"
                }
                false => "",
            };
            return Err(Refusal::new(format!("git says: {}", short(&said)), help));
        }
        let said = text(&facts.stdout);
        let mut lines = said.lines();
        if lines.next() != Some("true") {
            return Err(Refusal::new(
                "this is a repository without a work tree, so there is no deploy.kdl to compare",
                "`git worktree add FOLDER BRANCH` makes one; then run this in FOLDER",
            ));
        }
        own.shallow = lines.next() == Some("true");
        own.prefix = lines.next().unwrap_or_default().to_owned();
        Ok(own)
    }

    /// Runs git for an answer.
    fn run(&self, arguments: &[&str]) -> Result<Output, Refusal> {
        Ok(self.command(arguments).stdin(Stdio::null()).output()?)
    }

    /// git, in the folder, without anything of the repository's that could run a program or reach for the network.
    ///
    /// What the commands of this module do by themselves is little: they read objects and references. A stranger's
    /// `.git/config` could still name a program for the file system monitor, for hooks, or for fetching what a partial
    /// clone has left out (git-config, `core.fsmonitor`, `core.hooksPath`, `core.sshCommand`).
    fn command(&self, arguments: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.arg("-C").arg(&self.root).args(["--no-pager", "--no-optional-locks"]);
        for setting in ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false"] {
            git.args(["-c", setting]);
        }
        git.args(arguments);
        for (name, value) in [
            // The words that are looked for are English.
            ("LC_ALL", "C"),
            ("LANGUAGE", "C"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
            // For a git that is older than the line above: no way of fetching is a good one.
            ("GIT_ALLOW_PROTOCOL", "none"),
        ] {
            git.env(name, value);
        }
        git
    }
}

/// A text of git's without the line end behind it.
fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.strip_suffix('\n').unwrap_or(&text).to_owned()
}

/// The first line of what git says, without the word that it starts with.
fn short(said: &str) -> String {
    let line = said.lines().next().unwrap_or_default();
    let line = line.strip_prefix("fatal: ").unwrap_or(line);
    line.chars().filter(|c| !c.is_control()).take(300).collect()
}
