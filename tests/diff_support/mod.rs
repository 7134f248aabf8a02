//! Repositories with a spec, and `dbgen diff` in them.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used)]

#[path = "../sandbox/mod.rs"]
mod sandbox;

pub use sandbox::{Said, Sandbox};
use std::path::Path;
use std::process::Command;

/// A spec with an include.
pub const MAIN: &str = "project \"shop\" { images \"ghcr.io/acme/{service}\"; }\ninclude \"services/*.kdl\"\n\
                    environment \"production\" on=\"render\" { region \"frankfurt\"; }\n\
                    environment \"development\" on=\"compose\" local=#true\nsecrets { RENDER_API_KEY for=\"pipeline\"; }\n\
                    workflow \"ci\" {\n  on push=\"main\"\n  stage \"images\" { images; }\n\
                    \x20 stage \"production\" { deploy \"production\"; }\n}\n";

/// A service in a file of its own.
pub fn service(name: &str, port: u16) -> String {
    format!(
        "service \"{name}\" runtime=\"python\" {{\n    build\n    port {port} public=#true\n    health \"/health\"\n}}\n"
    )
}

/// Runs a program in a folder, without what anybody has configured for git.
pub fn run(folder: &Path, program: &str, arguments: &[&str]) -> Said {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1");
    for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
        command.env(name, "/dev/null");
    }
    for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        command.env(format!("{name}_NAME"), "Ada").env(format!("{name}_EMAIL"), "ada@example.com");
    }
    command.output().unwrap().into()
}

/// Runs git; it has to work.
pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let said = run(folder, "git", arguments);
    assert_eq!(said.code, Some(0), "git {arguments:?}: {said:?}");
    said.out
}

/// Runs `dbgen diff`.
pub fn diff(folder: &Path, arguments: &[&str]) -> Said {
    run(folder, env!("CARGO_BIN_EXE_dbgen"), &[&["diff"], arguments].concat())
}

/// Commits everything.
pub fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-qm", message]);
}

/// A repository whose main branch has a spec with an include, built, below `prefix`.
pub fn repository_at(prefix: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write(&format!("{prefix}deploy.kdl"), MAIN);
    sandbox.write(&format!("{prefix}services/api.kdl"), service("api", 8000));
    sandbox.write(&format!("{prefix}Dockerfile"), "FROM scratch\n");
    git(sandbox.path(), &["init", "-q", "-b", "main"]);
    let built = run(&sandbox.at(prefix), env!("CARGO_BIN_EXE_dbgen"), &["build"]);
    assert_eq!(built.code, Some(0), "{built:?}");
    commit(sandbox.path(), "one");
    sandbox
}

/// The same at the root.
pub fn repository() -> Sandbox {
    repository_at("")
}

/// Fails unless there is no answer, for these reasons.
pub fn refused(folder: &Path, arguments: &[&str], words: &[&str]) {
    let said = diff(folder, arguments);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{said:?}");
    for word in words {
        assert!(said.err.contains(word), "no `{word}` in {}", said.err);
    }
}
