//! The scripts of `action.yml`, with a `gh` that only takes notes, on the checkouts that GitHub makes.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod diff_support;

use diff_support::{Said, Sandbox, commit, git, repository, service};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes down how it was called and what it was given; `comment` is the number of the comment that is there already.
const GH: &str = r#"#!/usr/bin/env bash
set -euo pipefail
notes="$(dirname "$0")/notes"
printf '%s\n' "$*" >>"${notes}/calls"
if [[ -e "${notes}/refuse" ]]; then echo "HTTP 403: Resource not accessible by integration" >&2; exit 1; fi
case "$*" in
  *graphql*) [[ -z "${MARKER:-}" ]] || printf '%s\n' "${MARKER}" >"${notes}/marker"
    if [[ -e "${notes}/comment" ]]; then cat "${notes}/comment"; fi ;;
  *body=@*) all="$*"; cat "${all##*body=@}" >"${notes}/body" ;;
esac
"#;

/// A runner with a checkout of a pull request.
struct Runner {
    folder: tempfile::TempDir,
    checkout: PathBuf,
    env: Vec<(String, String)>,
}

/// A pull request with the spec as `edit` makes it; its merge is what GitHub calls `refs/pull/1/merge`.
fn pull_request(edit: impl FnOnce(&Sandbox)) -> Sandbox {
    let origin = repository();
    git(origin.path(), &["switch", "-qc", "feature"]);
    edit(&origin);
    origin.write("note.txt", "so that there is a change at all\n");
    commit(origin.path(), "the feature");
    git(origin.path(), &["switch", "-q", "--detach", "main"]);
    git(origin.path(), &["merge", "-q", "--no-ff", "-m", "merge", "feature"]);
    git(origin.path(), &["update-ref", "refs/pull/1/merge", "HEAD"]);
    git(origin.path(), &["switch", "-q", "main"]);
    origin
}

fn built(origin: &Sandbox) {
    assert_eq!(diff_support::run(origin.path(), env!("CARGO_BIN_EXE_dbgen"), &["build"]).code, Some(0));
}

impl Runner {
    /// With the checkout that actions/checkout makes, so many commits deep.
    fn new(origin: &Sandbox, depth: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["checkout", "temp", "bin/notes"] {
            fs::create_dir_all(at(name)).unwrap();
        }
        fs::write(at("bin/gh"), GH).unwrap();
        fs::set_permissions(at("bin/gh"), fs::Permissions::from_mode(0o755)).unwrap();
        let checkout = at("checkout");
        git(&checkout, &["init", "-q"]);
        git(&checkout, &["remote", "add", "origin", &format!("file://{}", origin.path().display())]);
        let depth = format!("--depth={depth}");
        git(&checkout, &["fetch", "-q", "--no-tags", &depth, "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge"]);
        git(&checkout, &["checkout", "-q", "refs/remotes/pull/1/merge"]);
        let id = |name: &str| git(origin.path(), &["rev-parse", name]).trim().to_owned();
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        let path = format!("{}:{}", text(at("bin")), std::env::var("PATH").unwrap());
        let env = [
            ("PATH", path),
            ("DBGEN", env!("CARGO_BIN_EXE_dbgen").to_owned()),
            ("GITHUB_WORKSPACE", text(checkout.clone())),
            ("GITHUB_REPOSITORY", "acme/shop".to_owned()),
            ("GITHUB_SERVER_URL", "https://github.com".to_owned()),
            ("GITHUB_SHA", id("refs/pull/1/merge")),
            ("GITHUB_STEP_SUMMARY", text(at("summary"))),
            ("GITHUB_OUTPUT", text(at("output"))),
            ("RUNNER_TEMP", text(at("temp"))),
            ("GH_TOKEN", "not-a-token".to_owned()),
            ("PULL_NUMBER", "1".to_owned()),
            ("PULL_BASE", id("main")),
            ("PULL_HEAD", id("feature")),
            ("PULL_FROM", "acme/shop".to_owned()),
        ];
        let env = env.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { folder, checkout, env }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.env.retain(|(own, _)| own != name);
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    fn note(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join("bin/notes").join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    fn script(&self, name: &str) -> Said {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action").join(name);
        let mut command = Command::new(script);
        command.current_dir(&self.checkout).env_clear().envs(self.env.iter().map(|(name, value)| (name, value)));
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null").env("HOME", "/nowhere");
        command.output().unwrap().into()
    }

    /// Reviews, and fails unless it ends like this and says these words on either stream.
    fn review(&self, code: i32, words: &[&str]) -> String {
        let said = self.script("review.sh");
        assert_eq!(said.code, Some(code), "{said:?}");
        let all = said.out + &said.err;
        for word in words {
            assert!(all.contains(word), "no {word:?} in:\n{all}");
        }
        assert!(!all.contains("not-a-token") && !all.contains("eC1hY2Nlc3M"), "the token is in the log:\n{all}");
        all
    }

    fn calls(&self) -> String {
        self.read("bin/notes/calls")
    }
}

fn another_port(origin: &Sandbox) {
    origin.write("services/api.kdl", service("api", 8001));
    built(origin);
}

#[test]
fn a_change_is_said_in_one_comment_and_in_the_summary() {
    let origin = pull_request(another_port);
    let runner = Runner::new(&origin, 2);
    runner.review(0, &["::error file=services/api.kdl,line=3,endLine=3,title=breaks"]);
    let body = runner.read("bin/notes/body");
    assert!(body.starts_with("<!-- dbgen . -->\n### \u{1f534} `deploy.kdl`: "), "{body}");
    assert!(body.contains("8000") && body.contains("port-changed") && body.len() < 65_536, "{body}");
    let base = git(&runner.checkout, &["rev-parse", "HEAD^1"]);
    assert!(body.contains(&format!("Compared with `{}`.", &base[..7])), "{body}");
    assert_eq!(body.split_once('\n').unwrap().1, runner.read("summary"));
    assert!(runner.calls().contains("--method POST repos/acme/shop/issues/1/comments"), "{}", runner.calls());
    assert!(runner.read("output").contains("differs=true\ndrift=false\nreport=/"), "{}", runner.read("output"));
    // The next run finds what this one has written.
    runner.note("comment", "4711\n4712\n");
    runner.review(0, &[]);
    assert!(runner.calls().contains("--method PATCH repos/acme/shop/issues/comments/4711 "), "{}", runner.calls());
    assert_eq!(runner.calls().matches("--method").count(), 2);
    assert_eq!(runner.read("bin/notes/marker"), "<!-- dbgen . -->\n");
}

#[test]
fn a_checkout_of_one_commit_is_made_deeper() {
    let origin = pull_request(another_port);
    let runner = Runner::new(&origin, 1);
    runner.review(0, &[]);
    assert!(runner.read("bin/notes/body").contains("8000"), "{}", runner.read("bin/notes/body"));
    // Where that cannot be, the log and the comment say what to fetch.
    let runner = Runner::new(&origin, 1);
    git(&runner.checkout, &["remote", "set-url", "origin", "file:///nowhere"]);
    runner.review(
        1,
        &["give actions/checkout a fetch-depth of 2", "there is no revision", "git fetch --unshallow origin"],
    );
    assert!(runner.read("bin/notes/body").contains("could not be compared\n\n    dbgen: there is no revision"));
}

#[test]
fn a_base_can_be_named() {
    let origin = pull_request(another_port);
    let runner = Runner::new(&origin, 5).with("DBGEN_BASE", "HEAD^2");
    runner.review(0, &[]);
    assert_eq!(runner.calls().matches("--method").count(), 0, "the branch itself differs in nothing");
    let runner = Runner::new(&origin, 5).with("DBGEN_BASE", "--output=x");
    runner.review(1, &["there is no revision `--output=x` here"]);
}

#[test]
fn nothing_is_said_where_there_is_nothing_to_say() {
    let origin = pull_request(|_| {});
    let runner = Runner::new(&origin, 2);
    runner.review(0, &[]);
    assert_eq!(runner.calls().matches("--method").count(), 0, "{}", runner.calls());
    assert!(runner.read("output").contains("differs=false\ndrift=false\n"));
    // A comment of an earlier push is brought up to date.
    runner.note("comment", "7\n");
    runner.review(0, &[]);
    assert!(runner.calls().contains("--method PATCH repos/acme/shop/issues/comments/7 "));
    assert!(runner.read("bin/notes/body").contains("nothing changes"), "{}", runner.read("bin/notes/body"));
}

#[test]
fn a_fork_and_a_token_that_may_not_write_get_the_summary() {
    let origin = pull_request(another_port);
    let runner = Runner::new(&origin, 2).with("PULL_FROM", "eve/shop");
    runner.review(0, &["::notice title=dbgen::this pull request comes from a fork"]);
    assert!(runner.calls().is_empty() && runner.read("summary").contains("8000"));
    let runner = Runner::new(&origin, 2);
    runner.note("refuse", "");
    runner.review(0, &["HTTP 403", "::warning title=dbgen::the comment could not be written"]);
    // Not knowing whether there is one, it does not write a second one.
    assert!(!runner.calls().contains("--method") && runner.read("summary").contains("8000"), "{}", runner.calls());
    let runner = Runner::new(&origin, 2).with("DBGEN_COMMENT", "false");
    runner.review(0, &[]);
    assert!(runner.calls().is_empty() && runner.read("summary").contains("8000"));
}

#[test]
fn what_fails_the_job() {
    // Files that nobody has built anew.
    let origin = pull_request(|origin| origin.write("services/api.kdl", service("api", 8001)));
    let runner = Runner::new(&origin, 2);
    runner.review(1, &["::error file=render.yaml,title=drift::"]);
    assert!(runner.read("bin/notes/body").contains("> The committed files are not what deploy.kdl compiles to"));
    assert!(runner.read("summary").contains("| `` render.yaml `` |") && runner.read("output").contains("drift=true\n"));
    // A change that is too heavy.
    let origin = pull_request(another_port);
    for (bar, code) in [("breaks", 1), ("weakens", 1), ("", 0)] {
        let runner = Runner::new(&origin, 2).with("DBGEN_FAIL_ON", bar);
        let all = runner.review(code, &[]);
        assert_eq!(all.contains("a change fails this job (fail-on: "), code == 1, "{bar}");
    }
    Runner::new(&origin, 2).with("DBGEN_FAIL_ON", "breaks").with("DBGEN_IGNORE", "port-changed").review(0, &[]);
    Runner::new(&origin, 2).with("DBGEN_IGNORE", "no-such").review(1, &["no risk has this code"]);
    // A spec that does not compile, with what it says at its line.
    let origin = pull_request(|origin| origin.write("services/api.kdl", "service \"api\" { helth \"/\"; }\n"));
    let runner = Runner::new(&origin, 2);
    runner.review(1, &["::error file=services/api.kdl,line=1"]);
    assert!(runner.read("bin/notes/body").contains("deploy.kdl does not compile"));
}

#[test]
fn words_from_outside_are_never_commands() {
    let origin = pull_request(another_port);
    let words = "$(touch ran) `touch ran`; touch ran #";
    let runner = Runner::new(&origin, 2).with("DBGEN_PATH", words);
    runner.review(1, &[]);
    assert!(!runner.checkout.join("ran").exists());
    assert_eq!(runner.read("bin/notes/marker"), "<!-- dbgen __touch_ran___touch_ran___touch_ran__ -->\n");
    for name in ["DBGEN_FAIL_ON", "DBGEN_IGNORE", "DBGEN_BASE", "PULL_HEAD", "PULL_FROM"] {
        let runner = Runner::new(&origin, 2).with(name, words);
        runner.script("review.sh");
        assert!(!runner.checkout.join("ran").exists(), "{name}");
    }
}

#[test]
fn the_program_is_built_once_for_each_source() {
    let origin = pull_request(|_| {});
    let runner = Runner::new(&origin, 1);
    let at = |name: &str| runner.folder.path().join(name);
    for (name, text) in [
        ("action-source/Cargo.toml", "rust-version = \"1.95\"\n"),
        ("action-source/Cargo.lock", ""),
        ("action-source/src/main.rs", "fn main() {}\n"),
        ("action-source/templates/x", ""),
        ("action-source/schema/x", ""),
        ("action-source/tests/x", ""),
        (
            "bin/cargo",
            "#!/bin/sh\necho \"cargo $*\" >>\"$(dirname \"$0\")/notes/calls\"\nmkdir -p \"$DBGEN_HOME/bin\"\n\
             printf '#!/bin/sh\\necho dbgen 0\\n' >\"$DBGEN_HOME/bin/dbgen\"\nchmod +x \"$DBGEN_HOME/bin/dbgen\"\n",
        ),
        ("bin/rustup", "#!/bin/sh\necho \"rustup $*\" >>\"$(dirname \"$0\")/notes/calls\"\n"),
    ] {
        fs::create_dir_all(at(name).parent().unwrap()).unwrap();
        fs::write(at(name), text).unwrap();
        fs::set_permissions(at(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let home = at("temp/dbgen").to_str().unwrap().to_owned();
    let source = at("action-source").to_str().unwrap().to_owned();
    let runner = Runner { folder: runner.folder, checkout: runner.checkout, env: runner.env }
        .with("GITHUB_ACTION_PATH", &source)
        .with("DBGEN_HOME", &home);
    let key = |runner: &Runner| {
        let _ = fs::remove_file(runner.folder.path().join("output"));
        let said = runner.script("source.sh");
        assert_eq!(said.code, Some(0), "{said:?}");
        runner.read("output")
    };
    let first = key(&runner);
    assert!(first.starts_with("hash=") && first.trim().len() == 69 && first == key(&runner), "{first}");
    fs::write(runner.folder.path().join("action-source/src/main.rs"), "fn main() { }\n").unwrap();
    assert_ne!(first, key(&runner));
    for _ in 0..2 {
        let said = runner.script("install.sh");
        assert_eq!(said.code, Some(0), "{said:?}");
    }
    let expected = format!(
        "rustup toolchain install --profile minimal --no-self-update 1.95\n\
         cargo +1.95 install --locked --path . --root {home} --target-dir {home}/target\n"
    );
    assert_eq!(runner.calls(), expected, "the second time, the program is there");
}
