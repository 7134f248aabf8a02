//! `dbgen diff --base` in repositories that nobody can trust: it reads, and does nothing else.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod diff_support;

use diff_support::{MAIN, commit, diff, git, refused, repository, service};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

#[test]
fn neither_the_work_tree_nor_gits_own_files_are_touched() {
    let sandbox = repository();
    sandbox.write("services/api.kdl", service("api", 8001));
    let before = sandbox.files();
    for format in ["terminal", "unified"] {
        assert_eq!(diff(sandbox.path(), &["--base", "main", "--format", format]).code, Some(2));
    }
    assert_eq!(before, sandbox.files());
}

#[test]
fn a_partial_clone_reaches_for_nothing_and_says_how_to_get_it() {
    let sandbox = repository();
    git(sandbox.path(), &["config", "uploadpack.allowFilter", "true"]);
    sandbox.write("services/api.kdl", service("api", 8001));
    commit(sandbox.path(), "two");
    let url = format!("file://{}", sandbox.path().display());
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["clone", "-q", "--filter=blob:none", &url, "clone"]);
    let at = folder.path().join("clone");
    let said = diff(&at, &["--base", "HEAD^"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    // The message is wrapped by its drawing.
    let err = said.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert!(err.contains("this clone does not hold it"), "{err}");
    git(&at, &["fetch", "-q", "--refetch", "--no-filter"]);
    assert_eq!(diff(&at, &["--base", "HEAD^"]).code, Some(2));
}

#[test]
fn links_in_a_commit_are_followed_inside_and_not_outside() {
    let sandbox = repository();
    sandbox.write("outside.kdl", "project \"outside\"\n");
    sandbox.write("sub/deploy.kdl", MAIN.replace("services/*", "links/*"));
    sandbox.write("sub/real/api.kdl", service("api", 8000));
    sandbox.write("sub/links/.keep", "");
    sandbox.write("sub/Dockerfile", "FROM scratch\n");
    symlink("../real/api.kdl", sandbox.at("sub/links/api.kdl")).unwrap();
    commit(sandbox.path(), "inside");
    let same = diff(&sandbox.at("sub"), &["--base", "HEAD"]);
    assert_eq!((same.code, same.err.as_str()), (Some(0), ""), "{same:?}");
    for (target, words) in [
        ("../../services/api.kdl", "it leads out of the folder of deploy.kdl"),
        ("/etc/hostname", "it leads out of the folder of deploy.kdl"),
        ("api.kdl", "there is no such file"),
    ] {
        let good = sandbox.at("sub/links/api.kdl");
        fs::remove_file(&good).unwrap();
        symlink(target, &good).unwrap();
        commit(sandbox.path(), "outside");
        fs::remove_file(&good).unwrap();
        symlink("../real/api.kdl", &good).unwrap();
        let said = diff(&sandbox.at("sub"), &["--base", "HEAD"]);
        assert_eq!(said.code, Some(1), "{target}: {said:?}");
        let err = said.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert!(err.contains(words), "{target}: {}", said.err);
    }
}

#[test]
fn nothing_that_a_repository_names_is_run() {
    let sandbox = repository();
    let marker = sandbox.at("was-run");
    let script = format!("#!/bin/sh\ntouch '{}'\nexit 1\n", marker.display());
    sandbox.write(".git/evil.sh", script);
    fs::set_permissions(sandbox.at(".git/evil.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    let evil = sandbox.at(".git/evil.sh");
    let evil = evil.to_str().unwrap();
    for name in ["post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"] {
        fs::create_dir_all(sandbox.at(".git/hooks")).unwrap();
        fs::copy(evil, sandbox.at(&format!(".git/hooks/{name}"))).unwrap();
    }
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.cat-file",
        "core.sshCommand",
        "diff.external",
        "core.editor",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "alias.cat-file",
        "credential.helper",
        "core.askPass",
        "core.alternateRefsCommand",
        "gpg.program",
        "uploadpack.packObjectsHook",
    ] {
        git(sandbox.path(), &["config", key, evil]);
    }
    for setting in [["extensions.partialClone", "origin"], ["remote.origin.promisor", "true"]] {
        git(sandbox.path(), &[&["config"][..], &setting].concat());
    }
    git(sandbox.path(), &["config", "remote.origin.url", &format!("ext::{evil}")]);
    git(sandbox.path(), &["config", "protocol.ext.allow", "always"]);
    sandbox.write(".git/info/attributes", "* filter=evil diff=evil\n");
    sandbox.write("services/api.kdl", service("api", 8001));
    for format in ["terminal", "unified"] {
        let said = diff(sandbox.path(), &["--base", "main", "--verbose", "--format", format]);
        assert_eq!(said.code, Some(2), "{said:?}");
    }
    refused(sandbox.path(), &["--base", &"0123456789".repeat(4)], &["there is no revision"]);
    assert!(!marker.exists(), "something of the repository's was run");
}

#[test]
fn a_secret_in_an_old_revision_is_in_no_output() {
    let sandbox = repository();
    let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    let good = sandbox.read("services/api.kdl");
    let render = sandbox.read("render.yaml");
    sandbox.write("services/api.kdl", good.replace("port", &format!("env TOKEN=\"{token}\"\n    port")));
    sandbox.write("render.yaml", render.replace("region: frankfurt", &format!("region: frankfurt # {token}")));
    assert_ne!(sandbox.read("render.yaml"), render);
    commit(sandbox.path(), "a mistake");
    sandbox.write("services/api.kdl", good);
    sandbox.write("render.yaml", render);
    for format in ["terminal", "unified"] {
        let said = diff(sandbox.path(), &["--base", "HEAD", "--verbose", "--format", format]);
        assert_eq!(said.code, Some(1), "{said:?}");
        let all = said.out + &said.err;
        assert!(all.contains("render.yaml") && !all.contains(&token[4..14]) && !all.contains(&token[20..30]), "{all}");
    }
}
