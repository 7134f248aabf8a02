//! `dbgen diff --base`: the spec as git has it, from repositories of every kind.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod diff_support;

use diff_support::{MAIN, Said, Sandbox, commit, diff, git, refused, repository, repository_at, service};

#[test]
fn includes_are_followed_at_the_revision() {
    let sandbox = repository();
    let same = diff(sandbox.path(), &["--base", "main"]);
    assert_eq!((same.code, same.err.as_str()), (Some(0), ""), "{same:?}");
    // One file changes, one comes, one goes: all by a pattern.
    sandbox.write("services/api.kdl", service("api", 8001));
    sandbox.write("services/web.kdl", service("web", 3000));
    let said = diff(sandbox.path(), &["--base", "main"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.out.contains("8000 → 8001") && said.out.contains("+ service web"), "{}", said.out);
    assert_eq!(said.err, "dbgen: services/api.kdl and 1 other file hold changes that are not committed: they count\n");
    commit(sandbox.path(), "two");
    sandbox.remove("services/api.kdl");
    let said = diff(sandbox.path(), &["--base", "HEAD~1"]);
    assert!(said.out.contains("8000 → 3000") && said.out.contains("api → web"), "{}", said.out);
    assert_eq!(said.err, "");
}

#[test]
fn comments_order_and_layout_are_no_change() {
    let sandbox = repository();
    sandbox.write("services/api.kdl", format!("// A comment.\n{}", service("api", 8000).replace("    ", "\t")));
    let said = diff(sandbox.path(), &["--base", "main"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("nothing changes"), "{}", said.out);
}

#[test]
fn folders_work_trees_detached_heads_and_sha256() {
    let sandbox = repository_at("teams/shop front/");
    sandbox.write("teams/shop front/services/api.kdl", service("api", 8001));
    let place = sandbox.at("teams/shop front");
    let said = diff(&place, &["--base", "main", "--format", "unified"]);
    assert!(said.out.contains("+++ b/teams/shop front/render.yaml\t\n"), "{said:?}");
    let said = diff(sandbox.path(), &["--base", "main", "teams/shop front"]);
    assert!(said.code == Some(2) && said.out.contains("8000 → 8001"), "{said:?}");
    commit(sandbox.path(), "two");

    git(sandbox.path(), &["worktree", "add", "-q", "--detach", "../tree", "HEAD"]);
    let tree = sandbox.at("../tree/teams/shop front");
    let said = diff(&tree, &["--base", "HEAD~1"]);
    assert!(said.code == Some(2) && said.out.contains("8000 → 8001"), "{said:?}");
    git(sandbox.path(), &["worktree", "remove", "../tree"]);

    let other = Sandbox::empty();
    git(other.path(), &["init", "-q", "-b", "main", "--object-format=sha256"]);
    other.write("deploy.kdl", MAIN);
    other.write("Dockerfile", "FROM scratch\n");
    other.write("services/api.kdl", service("api", 8000));
    commit(other.path(), "one");
    other.write("services/api.kdl", service("api", 8001));
    let said = diff(other.path(), &["--base", "main"]);
    assert!(said.code == Some(2) && said.out.contains("8000 → 8001"), "{said:?}");
}

#[test]
fn a_branch_is_compared_with_where_it_left_the_other() {
    let sandbox = repository();
    git(sandbox.path(), &["switch", "-qc", "feature"]);
    sandbox.write("services/api.kdl", service("api", 8001));
    commit(sandbox.path(), "the feature");
    git(sandbox.path(), &["switch", "-q", "main"]);
    sandbox.write("services/other.kdl", service("other", 9000));
    commit(sandbox.path(), "somebody else");
    git(sandbox.path(), &["switch", "-q", "feature"]);
    let said = diff(sandbox.path(), &["--base", "main"]);
    assert!(said.out.contains("8000 → 8001") && !said.out.contains("other"), "{}", said.out);
    assert!(said.out.contains("(where this branch left main): "), "{}", said.out);
    let said = diff(sandbox.path(), &["--base", "main", "--no-merge-base"]);
    assert!(said.out.contains("- service other") && said.out.contains("since main ("), "{}", said.out);

    git(sandbox.path(), &["switch", "-q", "--orphan", "alone"]);
    for (path, text) in
        [("deploy.kdl", MAIN), ("services/api.kdl", &service("api", 8002)), ("Dockerfile", "FROM scratch\n")]
    {
        sandbox.write(path, text);
    }
    commit(sandbox.path(), "alone");
    let said = diff(sandbox.path(), &["--base", "main"]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains("`main` and HEAD have no commit in common here\n  help: ")
            && said.err.contains("--no-merge-base")
    );
    assert_eq!(diff(sandbox.path(), &["--base", "main", "--no-merge-base"]).code, Some(2));
}

#[test]
fn a_revision_that_is_not_there() {
    let sandbox = repository();
    let at = sandbox.path();
    refused(at, &["--base", "mian"], &["there is no revision `mian` here", "did you mean `main`?"]);
    refused(at, &["--base", "zzzzzz"], &["no revision `zzzzzz`", "`git branch --all`"]);
    refused(at, &["--base", "HEAD~9"], &["no revision `HEAD~9`"]);
    // Names are never options, commands, or more than one line.
    for name in ["-x", "--output=/tmp/x", "--help", "HEAD\nHEAD", "\u{1b}[2J", "$(touch x)", "HEAD:deploy.kdl", "", " "]
    {
        refused(at, &[&format!("--base={name}")], &["dbgen: there is no revision `"]);
    }
    assert!(!diff(at, &["--base=\u{1b}[2J"]).err.contains('\u{1b}'));
    refused(at, &["--base", "main^{tree}"], &["no revision `main^{tree}`"]);
    let blob = git(at, &["rev-parse", "HEAD:deploy.kdl"]);
    refused(at, &["--base", blob.trim()], &["no revision"]);
    git(at, &["remote", "add", "upstream", "https://example.com/x.git"]);
    refused(
        at,
        &["--base", "release/2"],
        &["`git fetch upstream +release/2:refs/remotes/upstream/release/2`, then --base upstream/release/2"],
    );
    git(at, &["update-ref", "refs/remotes/upstream/develop", "HEAD"]);
    refused(at, &["--base", "develop"], &["did you mean `upstream/develop`?"]);
    // What git itself can read is taken: tags, hashes, words of a message.
    git(at, &["tag", "-am", "One", "v1"]);
    let hash = git(at, &["rev-parse", "HEAD"]);
    for name in ["v1", hash.trim(), &hash[..8], ":/one", "@"] {
        assert_eq!(diff(at, &["--base", name]).code, Some(0), "{name}");
    }
}

#[test]
fn a_shallow_checkout_says_what_to_fetch_and_the_command_helps() {
    let sandbox = repository();
    git(sandbox.path(), &["switch", "-qc", "feature"]);
    sandbox.write("services/api.kdl", service("api", 8001));
    commit(sandbox.path(), "two");
    let url = format!("file://{}", sandbox.path().display());
    let clone = |name: &str, more: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join(name);
        git(folder.path(), &[&["clone", "-q", "--depth=1"], more, &[&url, at.to_str().unwrap()]].concat());
        (folder, at)
    };
    // One branch, as actions/checkout does it: `main` is not there at all.
    let (_one, at) = clone("one", &["--branch=feature"]);
    let said = diff(&at, &["--base", "main"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let command = said.err.split('`').find(|part| part.starts_with("git fetch")).unwrap().to_owned();
    assert_eq!(command, "git fetch --unshallow origin +main:refs/remotes/origin/main");
    git(&at, &command.split(' ').skip(1).collect::<Vec<_>>());
    let said = diff(&at, &["--base", "origin/main"]);
    assert!(said.code == Some(2) && said.out.contains("8000 → 8001"), "{said:?}");

    // Both ends, and nothing between them.
    let (_two, at) = clone("two", &["--branch=feature", "--no-single-branch"]);
    refused(&at, &["--base", "main"], &["did you mean `origin/main`?"]);
    refused(&at, &["--base", "HEAD^"], &["shallow checkout", "`git fetch --unshallow origin`", "fetch-depth: 0"]);
    refused(
        &at,
        &["--base", "origin/main"],
        &["no commit in common here: this is a shallow checkout", "--no-merge-base"],
    );
    let said = diff(&at, &["--base", "origin/main", "--no-merge-base"]);
    assert!(said.code == Some(2) && said.out.contains("8000 → 8001"), "{said:?}");
    git(&at, &["fetch", "--unshallow", "origin"]);
    assert_eq!(diff(&at, &["--base", "origin/main"]).code, Some(2));
}

#[test]
fn where_there_is_no_repository_or_no_git() {
    let sandbox = repository();
    let bare = Sandbox::empty();
    git(bare.path(), &["clone", "-q", "--bare", sandbox.path().to_str().unwrap(), "bare"]);
    refused(&bare.at("bare"), &["--base", "main"], &["without a work tree", "`git worktree add FOLDER BRANCH`"]);
    let plain = Sandbox::example("hello");
    refused(plain.path(), &["--base", "main"], &["there is no git repository here"]);
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_dbgen"));
    let said: Said = command.args(["diff", "--base", "main"]).env("PATH", "").output().unwrap().into();
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(said.err.contains("the program `git` is not installed, or not in PATH"), "{}", said.err);
    // The tree alone needs neither.
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_dbgen"));
    let said: Said = command.args(["diff", "--format", "unified"]).env("PATH", "").output().unwrap().into();
    assert_eq!(said.code, Some(0), "{said:?}");
    let fresh = Sandbox::empty();
    fresh.write("deploy.kdl", MAIN);
    git(fresh.path(), &["init", "-q"]);
    refused(fresh.path(), &["--base", "HEAD"], &["there is no revision `HEAD` here"]);
}

#[test]
fn a_spec_that_was_not_there_and_one_that_does_not_compile() {
    let sandbox = repository();
    git(sandbox.path(), &["rm", "-q", "-r", "--cached", "."]);
    git(sandbox.path(), &["commit", "-qm", "nothing"]);
    let said = diff(sandbox.path(), &["--base", "HEAD"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("there is no deploy.kdl at HEAD (") && said.err.contains("everything is new"));
    assert!(said.out.contains("+ service api"), "{}", said.out);
    let patch = diff(sandbox.path(), &["--base", "HEAD", "--format", "unified"]).out;
    assert!(patch.contains("new file mode 100644\n--- /dev/null\n+++ b/render.yaml\n"), "{patch}");

    // Committed in a way that does not compile; what can be read of it is compared.
    let good = sandbox.read("services/api.kdl");
    sandbox.write("services/api.kdl", service("api", 8000) + "service \"web\" runtime=\"python\" { helth \"/\"; }\n");
    sandbox.write("render.yaml", "token: as committed\n");
    commit(sandbox.path(), "broken");
    sandbox.write("services/api.kdl", good.replace("8000", "8001"));
    let said = diff(sandbox.path(), &["--base", "HEAD"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("deploy.kdl at HEAD (") && said.err.contains(") does not compile:\n"), "{}", said.err);
    assert!(said.err.contains("unknown-node") && said.err.contains("what could be read of it is compared"));
    assert!(said.out.contains("8000 → 8001"), "{}", said.out);
    let said = diff(sandbox.path(), &["--base", "HEAD", "--format", "unified"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("-token: as committed\n"), "{}", said.out);

    // Where nothing can be read, nothing is said to be the same.
    let main = sandbox.read("deploy.kdl");
    sandbox.write("deploy.kdl", "service \"}}}} \n");
    commit(sandbox.path(), "no spec at all");
    sandbox.write("deploy.kdl", main);
    refused(sandbox.path(), &["--base", "HEAD"], &[") does not compile: too little of it can be read"]);
    let said = diff(sandbox.path(), &["--base", "HEAD", "--format", "unified"]);
    assert!(said.code == Some(1) && said.out.contains("-token: as committed\n"), "{said:?}");

    // The spec of today has to compile; what was is not even looked at.
    sandbox.write("services/api.kdl", "service \"api\" { helth \"/\"; }\n");
    refused(sandbox.path(), &["--base", "HEAD"], &["unknown-node", "what does not compile cannot be compared"]);
}

#[test]
fn a_rule_that_the_spec_of_then_breaks_is_no_matter_any_more() {
    let sandbox = repository();
    let spec = sandbox.read("deploy.kdl");
    let job = |run: &str| {
        format!(
            "{spec}workflow \"test\" {{\n  on push=\"main\"\n  stage \"a\" {{ job \"unit\" {{ run \"{run}\"; }}; }}\n}}\n"
        )
    };
    sandbox.write("deploy.kdl", job("make test || true"));
    refused(sandbox.path(), &["--base", "main"], &["hidden-failure", "what does not compile cannot be compared"]);
    commit(sandbox.path(), "a check that hides its failure");
    sandbox.write("deploy.kdl", job("make test"));
    let said = diff(sandbox.path(), &["--base", "main"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(!said.err.contains("does not compile") && said.out.contains("|| true"), "{said:?}");
}

#[test]
fn the_exit_code_follows_the_bar() {
    let sandbox = repository();
    let code = |more: &[&str]| diff(sandbox.path(), &[&["--base", "main"], more].concat()).code;
    // Nothing; then something that weighs nothing; then something that breaks.
    assert_eq!(code(&["--fail-on", "any"]), Some(0));
    let api = service("api", 8000);
    sandbox.write("services/api.kdl", api.replace("port", "env LOG_LEVEL=\"debug\"\n    port"));
    assert_eq!((code(&[]), code(&["--fail-on", "any"])), (Some(2), Some(2)));
    assert_eq!((code(&["--fail-on", "weakens"]), code(&["--fail-on", "breaks"])), (Some(0), Some(0)));
    for format in ["terminal", "markdown", "json", "github", "unified"] {
        assert_eq!(code(&["--format", format]), Some(2), "{format}");
        assert_eq!(code(&["--fail-on", "breaks", "--format", format]), Some(0), "{format}");
    }
    sandbox.write("services/api.kdl", service("api", 8001));
    for bar in ["any", "weakens", "breaks"] {
        assert_eq!(code(&["--fail-on", bar]), Some(2), "{bar}");
    }
    assert_eq!(diff(sandbox.path(), &["--fail-on", "any"]).code, Some(1), "without a base, there is nothing to weigh");
}

#[test]
fn what_is_ignored_is_shown_and_does_not_count() {
    let sandbox = repository();
    sandbox.write("services/api.kdl", service("api", 8001));
    let said = diff(sandbox.path(), &["--base", "main", "--ignore", "port-changed"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("[port-changed]\n") && said.out.contains("accepted: --ignore\n"), "{}", said.out);
    let json = diff(sandbox.path(), &["--base", "main", "--ignore", "port-changed,volume-moved", "--format", "json"]);
    assert!(json.code == Some(0) && json.out.contains("\"accepted\": \"--ignore\""), "{}", json.out);
    // Another change beside it counts as before.
    sandbox.write("services/api.kdl", service("api", 8001).replace("port", "env LOG_LEVEL=\"debug\"\n    port"));
    let code = |more: &[&str]| diff(sandbox.path(), &[&["--base", "main"], more].concat()).code;
    assert_eq!(code(&["--ignore", "port-changed"]), Some(2));
    assert_eq!(code(&["--ignore", "port-changed", "--fail-on", "breaks"]), Some(0));
    refused(
        sandbox.path(),
        &["--base", "main", "--ignore", "port-chnged"],
        &["`--ignore port-chnged`: no risk has this code", "did you mean `port-changed`?"],
    );
}

#[test]
fn every_format_says_what_has_changed() {
    let sandbox = repository_at("shop/");
    sandbox.write("shop/services/api.kdl", service("api", 8001));
    commit(sandbox.path(), "two");
    let say = |format: &str| diff(&sandbox.at("shop"), &["--base", "HEAD~1", "--format", format]);
    for (format, words) in [
        ("terminal", "shop/deploy.kdl since HEAD~1 ("),
        ("markdown", "`8000` \u{2192} `8001`"),
        ("json", "\"spec\": \"shop/deploy.kdl\""),
        ("github", "::error file=shop/services/api.kdl,line=3,endLine=3,"),
        ("unified", "\n+++ b/shop/render.yaml\n"),
    ] {
        let said = say(format);
        assert_eq!((said.code, said.err.as_str()), (Some(2), ""), "{format}");
        assert!(said.out.contains(words), "no {words:?} in:\n{}", said.out);
    }
    let verbose = diff(&sandbox.at("shop"), &["--base", "HEAD~1", "--verbose"]);
    assert!(verbose.out.contains("\n~ render.yaml: 1 line added, 1 removed\n"), "{}", verbose.out);
}
