//! `build --commit`: one commit of exactly the generated files.
//!
//! The commit is made from an index of its own, which starts as a copy of HEAD: what is staged, and what has changed in
//! the work tree, stays as it is. Only the entries of the generated files are brought up to date in the real index.
//! No hook runs: `git commit-tree` has none.

use super::Streams;
use super::outcome::Outcome;
use super::terminal::plural;
use crate::write::{LEDGER, Ledger};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The repository that a tree is in, on a branch that can take a commit.
pub struct Repository {
    root: PathBuf,
    /// The folder of the tree in the repository: empty, or with `/` at its end.
    prefix: String,
    branch: String,
    /// The commit that the branch is at; `None` before the first one.
    head: Option<String>,
    git_dir: PathBuf,
}

/// What git is in the middle of, by the file or folder that says so.
const UNDER_WAY: &[(&str, &str)] = &[
    ("MERGE_HEAD", "a merge"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
    ("rebase-merge", "a rebase"),
    ("rebase-apply", "a rebase"),
];

fn refuse<T>(why: &str) -> io::Result<T> {
    Err(io::Error::other(format!("nothing was written: --commit {why}")))
}

impl Repository {
    /// Looks at the repository around a folder, and refuses where a commit would surprise.
    pub fn open(root: &Path) -> io::Result<Self> {
        let mut own = Self {
            root: root.to_owned(),
            prefix: String::new(),
            branch: String::new(),
            head: None,
            git_dir: PathBuf::new(),
        };
        let Some(prefix) = own.ask(["rev-parse", "--show-prefix"])? else {
            return refuse("needs a git repository, and there is none here: `git init` makes one; or build without it");
        };
        own.prefix = prefix;
        own.git_dir = own.ask(["rev-parse", "--absolute-git-dir"])?.unwrap_or_default().into();
        for (name, what) in UNDER_WAY {
            if own.git_dir.join(name).exists() {
                return refuse(&format!("does not mix with {what} that is under way: finish it first"));
            }
        }
        let Some(branch) = own.ask(["symbolic-ref", "--quiet", "HEAD"])? else {
            return refuse("needs a branch, and HEAD is detached: `git switch BRANCH`, or `git switch -c NEW`");
        };
        own.branch = branch;
        own.head = own.ask(["rev-parse", "--quiet", "--verify", "HEAD^{commit}"])?;
        Ok(own)
    }

    /// Commits the files of `ledger`, the ledger itself, and the removal of what HEAD's ledger lists and is gone.
    pub fn commit(&self, ledger: &Ledger, message: &str, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let paths = self.paths(ledger)?;
        let index = Index { path: self.git_dir.join(format!("dbgen-index-{}", std::process::id())) };
        let start = if self.head.is_some() { vec!["read-tree", "HEAD"] } else { vec!["read-tree", "--empty"] };
        self.must(start, "", Some(&index))?;
        self.update(&paths, Some(&index))?;
        let changed = self.changed(&index)?;
        if changed.is_empty() {
            writeln!(streams.out, "nothing to commit: HEAD holds the generated files as they are")?;
            return Ok(Outcome::Good);
        }
        let tree = self.must(["write-tree"], "", Some(&index))?;
        let mut arguments = vec!["commit-tree", &tree];
        if let Some(head) = &self.head {
            arguments.extend(["-p", head]);
        }
        // `git commit` signs when it is configured to; its plumbing has to be told.
        if self.ask(["config", "--type=bool", "commit.gpgSign"])?.as_deref() == Some("true") {
            arguments.push("-S");
        }
        let commit = self.must(arguments, &format!("{}\n", message.trim_end()), None)?;
        // With the old value, a commit that somebody has made in the meantime is not lost.
        let (old, subject) = (self.head.as_deref().unwrap_or(""), message.lines().next().unwrap_or_default());
        let log = format!("commit (dbgen): {subject}");
        self.must(["update-ref", "-m", &log, &self.branch, &commit, old], "", None)?;
        let branch = self.branch.strip_prefix("refs/heads/").unwrap_or(&self.branch);
        let short = self.ask(["rev-parse", "--short", &commit])?.unwrap_or(commit);
        writeln!(streams.out, "[{branch} {short}] {subject}: {}", plural(changed.len(), "file"))?;
        if let Err(problem) = self.update(&paths, None) {
            writeln!(
                streams.err,
                "dbgen: the commit is made, but the index could not be brought up to date: {problem}"
            )?;
            writeln!(streams.err, "dbgen: `git reset` does that")?;
        }
        Ok(Outcome::Good)
    }

    /// The files that the commit may touch, from the folder of the spec.
    fn paths(&self, ledger: &Ledger) -> io::Result<BTreeSet<String>> {
        let mut paths: BTreeSet<String> = ledger.entries.keys().cloned().collect();
        paths.insert(LEDGER.to_owned());
        if self.head.is_some()
            && let Some(text) = self.ask(["cat-file", "blob", &format!("HEAD:{}{LEDGER}", self.prefix)])?
        {
            // What is still there although no ledger lists it has become somebody's own.
            let gone = |path: &String| std::fs::symlink_metadata(self.root.join(path)).is_err();
            paths.extend(Ledger::parse(&text, &self.root).entries.into_keys().filter(gone));
        }
        Ok(paths)
    }

    /// Brings the entries of `paths` up to date in an index, as the work tree has them.
    fn update(&self, paths: &BTreeSet<String>, index: Option<&Index>) -> io::Result<()> {
        let list: String = paths.iter().map(|path| format!("{path}\0")).collect();
        self.must(["update-index", "--add", "--remove", "--replace", "-z", "--stdin"], &list, index).map(drop)
    }

    /// The paths in which an index differs from HEAD.
    fn changed(&self, index: &Index) -> io::Result<Vec<String>> {
        let list = match &self.head {
            Some(_) => self.must(["diff-index", "--cached", "--name-only", "-z", "HEAD"], "", Some(index))?,
            None => self.must(["ls-files", "-z", "--full-name"], "", Some(index))?,
        };
        Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    /// What git answers; `None` where it says no.
    fn ask<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> io::Result<Option<String>> {
        let output = self.run(arguments, "", None)?;
        Ok(output.status.success().then(|| text(&output.stdout)))
    }

    /// What git answers; an error in git's own words where it cannot.
    fn must<'a>(
        &self,
        arguments: impl IntoIterator<Item = &'a str>,
        input: &str,
        index: Option<&Index>,
    ) -> io::Result<String> {
        let arguments: Vec<&str> = arguments.into_iter().collect();
        let output = self.run(arguments.iter().copied(), input, index)?;
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        Err(io::Error::other(format!(
            "the files are written, but not committed: `git {}` says: {}",
            arguments[0],
            text(&output.stderr)
        )))
    }

    fn run<'a>(
        &self,
        arguments: impl IntoIterator<Item = &'a str>,
        input: &str,
        index: Option<&Index>,
    ) -> io::Result<Output> {
        let mut git = Command::new("git");
        git.arg("-C").arg(&self.root).args(arguments.into_iter().map(OsStr::new));
        if let Some(index) = index {
            git.env("GIT_INDEX_FILE", &index.path);
        }
        let git = git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut git = match git {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => {
                return refuse("needs the program `git`, and it is not installed, or not in PATH");
            }
            other => other?,
        };
        if let Some(mut pipe) = git.stdin.take() {
            // Whoever does not read their input says why by their exit code.
            let _ = pipe.write_all(input.as_bytes());
        }
        git.wait_with_output()
    }
}

/// A text of git's without the newline at its end.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

/// An index of our own; gone with this value.
struct Index {
    path: PathBuf,
}

impl Drop for Index {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
