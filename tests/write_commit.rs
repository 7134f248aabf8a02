//! `dbgen build --commit`: one commit of exactly the generated files, and nothing else is touched.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod sandbox;

use sandbox::{Said, Sandbox};

/// What git answers in the folder, whoever runs the test.
fn git(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let mut command = sandbox.command("git");
    let output = surroundings(&mut command).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn dbgen(sandbox: &Sandbox, arguments: &[&str]) -> Said {
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_dbgen"));
    surroundings(&mut command).args(arguments).output().unwrap().into()
}

fn surroundings(command: &mut std::process::Command) -> &mut std::process::Command {
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env_remove("GIT_DIR")
}

fn repository(folder: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let example = Sandbox::example("hello");
    for (path, bytes) in example.files() {
        sandbox.write(&format!("{folder}{path}"), bytes);
    }
    git(&sandbox, &["init", "-q", "-b", "main"]);
    git(&sandbox, &["config", "user.name", "Ada"]);
    git(&sandbox, &["config", "user.email", "ada@example.com"]);
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "-qm", "By hand"]);
    sandbox
}

fn files_of(sandbox: &Sandbox, commit: &str) -> Vec<String> {
    let list = git(sandbox, &["show", "--format=", "--name-status", "--no-renames", commit]);
    list.lines().map(str::to_owned).collect()
}

#[test]
fn one_commit_of_exactly_the_generated_files() {
    let sandbox = repository("");
    // Things that are under way: staged, changed, untracked, and a hand-written neighbour.
    sandbox.write("staged.txt", "staged\n");
    git(&sandbox, &["add", "staged.txt"]);
    sandbox.write("staged.txt", "staged, and then changed\n");
    sandbox.write("app.py", "changed\n");
    sandbox.write("untracked.txt", "mine\n");
    sandbox.write(".github/workflows/mine.yml", "mine\n");
    let said = dbgen(&sandbox, &["build", "--commit", "-m", "Ship it\n\nWith a reason."]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("[main ") && said.out.contains("] Ship it: "), "{}", said.out);
    let mut expected: Vec<String> = sandbox
        .read("deploy.lock")
        .lines()
        .skip(1)
        .map(|l| format!("A\t{}", &l.splitn(3, ' ').nth(2).unwrap()))
        .collect();
    expected.push("A\tdeploy.lock".into());
    expected.sort();
    assert_eq!(files_of(&sandbox, "HEAD"), expected);
    assert_eq!(
        git(&sandbox, &["log", "-1", "--format=%an <%ae>%n%B"]),
        "Ada <ada@example.com>\nShip it\n\nWith a reason.\n\n"
    );
    assert_eq!(git(&sandbox, &["log", "--format=%s"]), "Ship it\nBy hand\n");
    // The index and the work tree are as they were.
    assert_eq!(
        git(&sandbox, &["status", "--porcelain"]),
        " M app.py\nAM staged.txt\n?? .github/workflows/mine.yml\n?? untracked.txt\n"
    );
    assert_eq!(git(&sandbox, &["show", ":staged.txt"]), "staged\n");
    let leftovers = git(&sandbox, &["rev-parse", "--git-dir"]);
    assert!(
        !std::fs::read_dir(sandbox.at(leftovers.trim())).unwrap().any(|e| e
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("dbgen"))
    );
}

#[test]
fn scripts_keep_their_bit_and_removals_are_committed() {
    let sandbox = repository("");
    assert_eq!(dbgen(&sandbox, &["build", "--commit"]).code, Some(0));
    let spec = sandbox.read("deploy.kdl");
    let local = &spec[..spec.find("environment \"production\"").unwrap()];
    let ci = "workflow \"ci\" {\n on push=\"main\"\n stage \"test\" { job \"unit\" { run \"make test\"; }; }\n}\n";
    let secrets = "secrets { RENDER_API_KEY for=\"pipeline\"; }\n";
    sandbox.write("deploy.kdl", local.replace(secrets, "") + ci);
    // A build without a commit removes the file; the next one with a commit knows from HEAD that it was generated.
    let said = dbgen(&sandbox, &["build"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!sandbox.at(".github/workflows/deploy.yml").exists());
    let said = dbgen(&sandbox, &["build", "--commit"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let files = files_of(&sandbox, "HEAD");
    assert!(files.contains(&"D\t.github/workflows/deploy.yml".to_owned()), "{files:?}");
    assert!(
        files.contains(&"M\tdeploy.lock".to_owned()) && !files.iter().any(|f| f.ends_with("deploy.kdl")),
        "{files:?}"
    );
    assert_eq!(git(&sandbox, &["status", "--porcelain"]), " M deploy.kdl\n");
    let modes = git(&sandbox, &["ls-tree", "-r", "HEAD~1"]);
    for line in modes.lines().filter(|line| line.ends_with(".sh")) {
        assert!(line.starts_with("100755 "), "{line}");
    }
}

#[test]
fn nothing_to_commit_is_said_and_no_commit_is_made() {
    let sandbox = repository("");
    assert_eq!(dbgen(&sandbox, &["build", "--commit"]).code, Some(0));
    let before = git(&sandbox, &["rev-parse", "HEAD"]);
    let said = dbgen(&sandbox, &["build", "--commit"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("nothing to commit"), "{}", said.out);
    assert_eq!(git(&sandbox, &["rev-parse", "HEAD"]), before);
}

#[test]
fn a_spec_in_a_folder_of_the_repository() {
    let sandbox = repository("services/shop of things/");
    let said = dbgen(&sandbox, &["build", "--commit", "services/shop of things"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let files = files_of(&sandbox, "HEAD");
    assert!(files.iter().all(|f| f.starts_with("A\tservices/shop of things/")) && files.len() > 2, "{files:?}");
    assert_eq!(git(&sandbox, &["status", "--porcelain"]), "");
    let said = dbgen(&sandbox, &["build", "--commit", "services/shop of things"]);
    assert!(said.out.contains("nothing to commit"), "{}", said.out);
}

#[test]
fn the_first_commit_of_a_branch() {
    let sandbox = Sandbox::example("hello");
    git(&sandbox, &["init", "-q", "-b", "main"]);
    git(&sandbox, &["config", "user.name", "Ada"]);
    git(&sandbox, &["config", "user.email", "ada@example.com"]);
    let said = dbgen(&sandbox, &["build", "--commit"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(git(&sandbox, &["log", "--format=%s"]), "Rebuild from deploy.kdl\n");
    assert!(git(&sandbox, &["ls-tree", "-r", "--name-only", "HEAD"]).contains("render.yaml"));
    assert!(!git(&sandbox, &["ls-tree", "-r", "--name-only", "HEAD"]).contains("deploy.kdl"));
}

/// Fails unless the build is refused with these words, before anything is written.
fn refused(sandbox: &Sandbox, words: &str) {
    let before = sandbox.files();
    let said = dbgen(sandbox, &["build", "--commit"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains(words), "no `{words}` in {}", said.err);
    assert!(said.err.contains("nothing was written") && sandbox.files() == before);
}

#[test]
fn where_a_commit_would_surprise_nothing_is_written() {
    let sandbox = repository("");
    git(&sandbox, &["checkout", "-q", "--detach"]);
    refused(&sandbox, "HEAD is detached");
    git(&sandbox, &["checkout", "-q", "main"]);
    sandbox.write(".git/MERGE_HEAD", git(&sandbox, &["rev-parse", "HEAD"]));
    refused(&sandbox, "a merge that is under way");
    sandbox.remove(".git/MERGE_HEAD");
    sandbox.write(".git/rebase-merge/done", "");
    refused(&sandbox, "a rebase that is under way");
    refused(&Sandbox::example("hello"), "needs a git repository");
    let said = dbgen(&sandbox, &["build", "-m", "x"]);
    assert!(said.code == Some(1) && said.err.contains("--commit"), "{}", said.err);
}

#[test]
fn without_git_and_without_a_name_the_words_say_what_to_do() {
    let sandbox = Sandbox::example("hello");
    let said: Said = sandbox
        .command(env!("CARGO_BIN_EXE_dbgen"))
        .args(["build", "--commit"])
        .env("PATH", "")
        .output()
        .unwrap()
        .into();
    assert!(said.err.contains("the program `git`, and it is not installed"), "{}", said.err);
    let sandbox = Sandbox::example("hello");
    git(&sandbox, &["init", "-q", "-b", "main"]);
    git(&sandbox, &["config", "user.useConfigOnly", "true"]);
    let said = dbgen(&sandbox, &["build", "--commit"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(
        said.err.contains("the files are written, but not committed") && said.err.contains("user.email"),
        "{}",
        said.err
    );
}

#[test]
fn an_edit_stops_the_commit_with_the_build() {
    let sandbox = repository("");
    assert_eq!(dbgen(&sandbox, &["build", "--commit"]).code, Some(0));
    let before = git(&sandbox, &["rev-parse", "HEAD"]);
    sandbox.write("render.yaml", "edited: true\n");
    let said = dbgen(&sandbox, &["build", "--commit"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("dbgen build --force render.yaml"), "{}", said.err);
    assert_eq!(git(&sandbox, &["rev-parse", "HEAD"]), before);
    // Ejected, the file is nobody's but its editor's, and stays out of the commit.
    let said = dbgen(&sandbox, &["build", "--commit", "--eject", "render.yaml"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("  = render.yaml: yours from now on; `dbgen build --adopt render.yaml` gives it back"));
    assert_eq!(files_of(&sandbox, "HEAD"), ["M\tdeploy.lock"]);
    assert_eq!(git(&sandbox, &["status", "--porcelain"]), " M render.yaml\n");
}
