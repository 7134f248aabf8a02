//! `dbgen init` on whole repositories: `tests/init/<name>.tree`, beside which lie the spec and the words that come out.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod repo;
mod sandbox;
mod trees;

use sandbox::Sandbox;

fn unpack(name: &str) -> Sandbox {
    trees::unpack(name, name)
}

/// Runs `dbgen` with the tree's folder as where one is.
fn dbgen(sandbox: &Sandbox, name: &str, arguments: &[&str]) -> sandbox::Said {
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_dbgen"));
    command.current_dir(sandbox.at(name)).args(arguments).output().unwrap().into()
}

fn names() -> Vec<String> {
    repo::names("tests/init").into_iter().filter_map(|n| n.strip_suffix(".tree").map(str::to_owned)).collect()
}

#[test]
fn every_tree_gives_its_spec_and_its_words() {
    let mut stale = String::new();
    for name in names() {
        let sandbox = unpack(&name);
        let said = dbgen(&sandbox, &name, &["init"]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{name}: {said:?}");
        let spec = sandbox.read(&format!("{name}/deploy.kdl"));
        for (end, text) in [("kdl", &spec), ("out", &said.out)] {
            stale += &repo::fresh(&format!("tests/init/{name}.{end}"), text, "init").err().unwrap_or_default();
        }
    }
    assert!(stale.is_empty(), "\n{stale}");
}

#[test]
fn every_spec_builds_at_once_and_touches_nothing_that_was_there() {
    for name in names() {
        let sandbox = unpack(&name);
        let before = sandbox.files();
        assert_eq!(dbgen(&sandbox, &name, &["init"]).code, Some(0), "{name}");
        let check = dbgen(&sandbox, &name, &["check"]);
        assert_eq!(check.code, Some(0), "{name}: {}", check.err);
        let layout = dbgen(&sandbox, &name, &["fmt", "--check"]);
        assert_eq!(layout.code, Some(0), "{name}: {}", layout.out);
        let build = dbgen(&sandbox, &name, &["build"]);
        assert_eq!(build.code, Some(0), "{name}: {}{}", build.out, build.err);
        let after = sandbox.files();
        for (path, bytes) in &before {
            assert_eq!(after.get(path), Some(bytes), "{name}: {path} has changed");
        }
        assert_eq!(dbgen(&sandbox, &name, &["build", "--check"]).code, Some(0), "{name}");
    }
}

#[test]
fn nothing_that_looks_like_a_credential_is_written_or_shown() {
    let mut planted = 0;
    for name in names() {
        let sandbox = unpack(&name);
        let before = sandbox.files();
        planted += before.values().filter(|bytes| holds(bytes)).count();
        for arguments in [&["init", "--stdout"][..], &["init"], &["build"], &["check"]] {
            let said = dbgen(&sandbox, &name, arguments);
            assert!(!said.out.contains("PLANTED") && !said.err.contains("PLANTED"), "{name} {arguments:?}: {said:?}");
            assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'), "{name} {arguments:?}: {said:?}");
        }
        for (path, bytes) in sandbox.files().iter().filter(|(path, _)| !before.contains_key(*path)) {
            assert!(!holds(bytes), "{name}: {path} holds a credential");
        }
    }
    assert!(planted >= 4, "the trees hold no credentials any more");
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(7).any(|window| window == b"PLANTED")
}

#[test]
fn a_spec_that_is_there_stays() {
    let sandbox = Sandbox::example("hello");
    let before = sandbox.files();
    let said = sandbox.dbgen(&["init"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(said.err.contains("deploy.kdl is there already") && said.err.contains("init --stdout"), "{}", said.err);
    let printed = sandbox.dbgen(&["init", "--stdout"]);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert!(printed.out.contains("runtime=\"python\" {\n    build\n    port 8000 public=#true"), "{}", printed.out);
    assert!(printed.err.contains("yours to decide"), "{}", printed.err);
    assert_eq!(before, sandbox.files());
}

#[test]
fn a_folder_is_needed() {
    let sandbox = Sandbox::empty();
    let said = sandbox.dbgen(&["init", "nowhere"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("nowhere is no folder"), "{}", said.err);
    sandbox.write("here/Dockerfile", "FROM python:3.12\nEXPOSE 80\n");
    let said = sandbox.dbgen(&["init", "here"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.out.contains("here/deploy.kdl: written") && said.out.ends_with("`dbgen build here`\n"),
        "{}",
        said.out
    );
    assert!(sandbox.read("here/deploy.kdl").contains("port 80 public=#true"), "{}", sandbox.read("here/deploy.kdl"));
    assert_eq!(sandbox.dbgen(&["build", "here"]).code, Some(0));
}

#[test]
fn no_link_is_followed() {
    let outside = Sandbox::empty();
    outside.write("Dockerfile", "FROM node:22\nEXPOSE 4321\n");
    outside.write("docker-compose.yml", "services: {stranger: {image: 'a:1'}}\n");
    let sandbox = Sandbox::empty();
    sandbox.write("readme", "");
    std::os::unix::fs::symlink(outside.path(), sandbox.at("linked")).unwrap();
    std::os::unix::fs::symlink(outside.at("docker-compose.yml"), sandbox.at("docker-compose.yml")).unwrap();
    std::os::unix::fs::symlink("nowhere", sandbox.at("deploy.lock")).unwrap();
    let said = sandbox.dbgen(&["init", "--stdout"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.out.contains("4321") && !said.out.contains("stranger"), "{}", said.out);
    std::os::unix::fs::symlink("elsewhere.kdl", sandbox.at("deploy.kdl")).unwrap();
    assert_eq!(sandbox.dbgen(&["init"]).code, Some(1));
    assert!(!sandbox.at("elsewhere.kdl").exists());
}
