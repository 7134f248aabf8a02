//! `dbgen` as people run it: what it prints where, how it ends, and what it does to a folder.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod sandbox;

use sandbox::{Said, Sandbox};
use std::os::unix::fs::{PermissionsExt, symlink};

const LEDGER: &str = "deploy.lock";

fn built(example: &str) -> Sandbox {
    let sandbox = Sandbox::example(example);
    let said = sandbox.dbgen(&["build"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    sandbox
}

/// Fails unless the run ended with `code` and left the folder as it was.
fn untouched(sandbox: &Sandbox, code: i32, run: impl FnOnce() -> Said) -> Said {
    let before = sandbox.files();
    let said = run();
    assert_eq!(said.code, Some(code), "{said:?}");
    assert_eq!(before, sandbox.files(), "files have changed: {said:?}");
    said
}

#[test]
fn build_writes_says_so_and_does_nothing_the_second_time() {
    let sandbox = Sandbox::example("hello");
    let before = sandbox.files().len();
    let said = sandbox.dbgen(&["build"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let written = said.out.lines().filter(|line| line.starts_with("  + ")).count();
    assert_eq!(sandbox.files().len(), before + written + 1, "the files that it names, and the ledger: {}", said.out);
    assert!(said.out.contains("  + compose.yaml\n") && said.out.contains("next: "), "{}", said.out);
    let again = untouched(&sandbox, 0, || sandbox.dbgen(&["build"]));
    assert_eq!(again.out, format!("deploy.kdl: {written} as they were\n"));
    let check = untouched(&sandbox, 0, || sandbox.dbgen(&["build", "--check"]));
    assert_eq!(check.out, format!("deploy.kdl: {written} files as they should be\n"));
}

#[test]
fn a_folder_and_a_file_name_the_same_spec() {
    let sandbox = Sandbox::example("hello");
    let by_folder = sandbox.dbgen(&["check", "."]);
    let by_file = sandbox.command(env!("CARGO_BIN_EXE_dbgen")).args(["check", "deploy.kdl"]).output().unwrap().into();
    let by_file: Said = by_file;
    assert_eq!((by_folder.code, &by_folder.out), (Some(0), &by_file.out));
    assert!(by_file.out.starts_with("deploy.kdl is good: 2 environments, "), "{}", by_file.out);
}

#[test]
fn check_writes_nothing() {
    let sandbox = Sandbox::example("deal-brain");
    let said = untouched(&sandbox, 0, || sandbox.dbgen(&["check"]));
    assert_eq!(said.err, "");
}

#[test]
fn an_error_ends_with_1_and_stands_on_standard_error() {
    let sandbox = Sandbox::example("hello");
    sandbox.write("deploy.kdl", sandbox.read("deploy.kdl").replace("health \"/health\"", "helth \"/health\""));
    for command in [vec!["check"], vec!["build"], vec!["build", "--check"]] {
        let said = untouched(&sandbox, 1, || sandbox.dbgen(&command));
        assert_eq!(said.out, "", "{command:?}");
        for words in ["unknown-node", "did you mean `health`?", "deploy.kdl:10:5", "dbgen: 1 error"] {
            assert!(said.err.contains(words), "no `{words}` in {}", said.err);
        }
    }
}

#[test]
fn build_check_ends_with_2_and_shows_what_differs() {
    let sandbox = built("hello");
    sandbox.write("deploy.kdl", sandbox.read("deploy.kdl").replace("publish 8000", "publish 8001"));
    let said = untouched(&sandbox, 2, || sandbox.dbgen(&["build", "--check"]));
    assert!(said.out.contains("  ~ compose.yaml: ") && said.out.contains("      +"), "{}", said.out);
    assert!(said.out.ends_with("run `dbgen build`\n") && said.err.is_empty(), "{said:?}");
    sandbox.remove("render.yaml");
    let said = untouched(&sandbox, 2, || sandbox.dbgen(&["build", "--check"]));
    assert!(said.out.contains("  + render.yaml: is missing"), "{}", said.out);
    assert_eq!(sandbox.dbgen(&["build"]).code, Some(0));
    untouched(&sandbox, 0, || sandbox.dbgen(&["build", "--check"]));
}

#[test]
fn a_file_of_somebody_else_is_refused_and_so_is_everything() {
    let sandbox = Sandbox::example("hello");
    sandbox.write("compose.yaml", "services: {}\n");
    let said = untouched(&sandbox, 1, || sandbox.dbgen(&["build"]));
    assert!(said.err.contains("  ! compose.yaml: it is there already"), "{}", said.err);
    assert!(said.err.contains("nothing was written"), "{}", said.err);
}

#[test]
fn a_file_that_somebody_has_edited_is_refused() {
    let sandbox = built("hello");
    sandbox.write("render.yaml", sandbox.read("render.yaml") + "# mine\n");
    let said = untouched(&sandbox, 1, || sandbox.dbgen(&["build"]));
    assert!(said.err.contains("  ! render.yaml: somebody has edited it"), "{}", said.err);
    let said = untouched(&sandbox, 2, || sandbox.dbgen(&["build", "--check"]));
    assert!(said.out.contains("  ! render.yaml: "), "{}", said.out);
}

#[test]
fn a_checkout_with_other_line_ends_is_the_same() {
    let sandbox = built("hello");
    sandbox.write("compose.yaml", sandbox.read("compose.yaml").replace('\n', "\r\n"));
    untouched(&sandbox, 0, || sandbox.dbgen(&["build", "--check"]));
    untouched(&sandbox, 0, || sandbox.dbgen(&["build"]));
}

#[test]
fn what_the_spec_makes_no_more_is_removed_and_neighbours_stay() {
    let sandbox = built("hello");
    sandbox.write(".github/workflows/e2e-tests.yml", "# by hand\n");
    sandbox.write("deploy/notes.md", "# by hand\n");
    let text = sandbox.read("deploy.kdl");
    let (before, after) = (text.find("environment \"production\"").unwrap(), text.find("workflow \"deploy\"").unwrap());
    let only_local = format!(
        "{}workflow \"ci\" {{\n on push=\"main\"\n stage \"test\" {{ job \"unit\" {{ run \"make test\"; }}; }}\n}}\n",
        &text[..before]
    );
    assert!(before < after, "the example has changed its order");
    sandbox.write("deploy.kdl", only_local.replace("secrets { RENDER_API_KEY for=\"pipeline\"; }\n", ""));
    let said = sandbox.dbgen(&["build"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("  - render.yaml\n"), "{}", said.out);
    let files = sandbox.files();
    assert!(!files.contains_key("render.yaml") && !files.contains_key(".github/workflows/deploy.yml"));
    assert_eq!(files[".github/workflows/e2e-tests.yml"], b"# by hand\n");
    assert_eq!(files["deploy/notes.md"], b"# by hand\n");
    assert!(!sandbox.read(LEDGER).contains("render.yaml"));
}

#[test]
fn an_edited_file_that_the_spec_makes_no_more_is_left_to_its_editor() {
    let sandbox = built("hello");
    let ledger = sandbox.read(LEDGER);
    // As if an older spec had made it.
    let line = ledger.lines().find(|line| line.ends_with(" render.yaml")).unwrap();
    sandbox.write(LEDGER, ledger.clone() + &line.replace("render.yaml", "old.yaml") + "\n");
    sandbox.write("old.yaml", "mine: now\n");
    assert_eq!(sandbox.dbgen(&["build"]).code, Some(0));
    assert_eq!(sandbox.read("old.yaml"), "mine: now\n");
    assert!(!sandbox.read(LEDGER).contains("old.yaml"));
}

#[test]
fn a_ledger_that_leads_out_of_the_folder_removes_nothing() {
    let outer = Sandbox::empty();
    outer.write("victim.yaml", "precious\n");
    outer.write("inner/deploy.kdl", "project \"shop\"\n");
    let hash = "0".repeat(64);
    outer.write(
        "inner/deploy.lock",
        format!("{hash} render ../victim.yaml\n{hash} render {}\n", outer.at("victim.yaml").display()),
    );
    assert_eq!(outer.dbgen(&["build", "inner"]).code, Some(0));
    assert_eq!(outer.read("victim.yaml"), "precious\n");
}

#[test]
fn links_are_not_written_through() {
    let elsewhere = Sandbox::empty();
    let sandbox = Sandbox::example("hello");
    symlink(elsewhere.path(), sandbox.at(".github")).unwrap();
    let said = sandbox.dbgen(&["build"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("the folder `.github` on its way is a link"), "{}", said.err);
    assert!(elsewhere.files().is_empty() && !sandbox.at("render.yaml").exists());

    let sandbox = Sandbox::example("hello");
    elsewhere.write("target.yaml", "precious\n");
    symlink(elsewhere.at("target.yaml"), sandbox.at("compose.yaml")).unwrap();
    let said = sandbox.dbgen(&["build"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(elsewhere.read("target.yaml"), "precious\n");
}

#[test]
fn a_build_that_breaks_half_way_leaves_the_old_tree() {
    // A limit on the size of files stands in for a full disk: it holds for root, too.
    let full = "trap '' XFSZ; ulimit -f 4; exec \"$DBGEN\" build";
    let sandbox = Sandbox::example("deal-brain");
    let said = untouched(&sandbox, 1, || sandbox.shell(full));
    assert!(said.err.starts_with("dbgen: "), "{}", said.err);

    let sandbox = built("deal-brain");
    sandbox.write(
        "deploy.kdl",
        sandbox.read("deploy.kdl").replace("images \"ghcr.io/acme/", "images \"ghcr.io/acme/other-"),
    );
    untouched(&sandbox, 1, || sandbox.shell(full));
    assert_eq!(sandbox.dbgen(&["build"]).code, Some(0));
    untouched(&sandbox, 0, || sandbox.dbgen(&["build", "--check"]));
}

#[test]
fn a_build_that_is_killed_half_way_leaves_the_old_tree_and_the_next_one_works() {
    let sandbox = built("deal-brain");
    let old = sandbox.files();
    sandbox.write(
        "deploy.kdl",
        sandbox.read("deploy.kdl").replace("images \"ghcr.io/acme/", "images \"ghcr.io/acme/other-"),
    );
    // Here the signal of the limit ends the program in the middle of a write.
    let said = sandbox.shell("ulimit -c 0; ulimit -f 4; \"$DBGEN\" build");
    assert_ne!(said.code, Some(0), "{said:?}");
    let now = sandbox.files();
    assert!(now.keys().any(|path| path.contains(".dbgen-")), "it was not killed in the middle of its work");
    for (path, bytes) in old.iter().filter(|(path, _)| *path != "deploy.kdl") {
        assert_eq!(&now[path], bytes, "{path}");
    }
    assert_eq!(sandbox.dbgen(&["build"]).code, Some(0));
    assert!(!sandbox.files().keys().any(|path| path.contains(".dbgen-")), "what was left is tidied up");
    untouched(&sandbox, 0, || sandbox.dbgen(&["build", "--check"]));
}

#[test]
fn specs_that_cannot_be_read_are_named() {
    let sandbox = Sandbox::empty();
    let said = untouched(&sandbox, 1, || sandbox.dbgen(&["build"]));
    assert!(said.err.contains("cannot read `deploy.kdl`: there is no such file"), "{}", said.err);
    let said = untouched(&sandbox, 1, || sandbox.dbgen(&["build", "nowhere/deploy.kdl"]));
    assert!(said.err.contains("there is no such file"), "{}", said.err);
    sandbox.write("deploy.kdl", b"project \"shop\xff\"\n");
    let said = untouched(&sandbox, 1, || sandbox.dbgen(&["check"]));
    assert!(said.err.contains("it is not UTF-8: byte 13"), "{}", said.err);
}

#[test]
fn one_target_writes_its_own_files_only() {
    let sandbox = Sandbox::example("deal-brain");
    assert_eq!(sandbox.dbgen(&["build", "--target", "render"]).code, Some(0));
    let one = sandbox.files();
    assert!(one.contains_key("render.yaml") && !one.contains_key("compose.yaml"));
    assert_eq!(sandbox.dbgen(&["build"]).code, Some(0));
    assert_eq!(sandbox.files()["render.yaml"], one["render.yaml"]);
    let said = sandbox.dbgen(&["build", "--target", "heroku"]);
    assert_eq!(said.code, Some(1), "a wrong argument is an error, never a difference");
    assert!(said.err.contains("possible values") && said.err.contains("render"), "{}", said.err);
}

#[test]
fn scripts_can_be_run_and_other_files_cannot() {
    let sandbox = built("deal-brain");
    let mut scripts = 0;
    for line in sandbox.read(LEDGER).lines().filter(|line| !line.starts_with('#')) {
        let path = line.splitn(3, ' ').nth(2).unwrap();
        let runs = sandbox.at(path).metadata().unwrap().permissions().mode() & 0o111 != 0;
        assert_eq!(runs, sandbox.read(path).starts_with("#!"), "{path}");
        scripts += usize::from(runs);
    }
    assert!(scripts > 0, "no script was written");
}

#[test]
fn no_output_names_this_machine() {
    let sandbox = built("deal-brain");
    let here = sandbox.path().to_str().unwrap().as_bytes();
    for (path, bytes) in sandbox.files() {
        assert!(!bytes.windows(here.len()).any(|window| window == here), "{path} names {}", sandbox.path().display());
    }
}

/// `script` of util-linux makes a terminal; that of other systems takes other options.
#[test]
#[cfg(target_os = "linux")]
fn colours_are_for_terminals_that_want_them() {
    let sandbox = Sandbox::empty();
    assert!(!sandbox.dbgen(&["check"]).err.contains('\x1b'), "a pipe is no terminal");
    let found = sandbox.shell("command -v script >/dev/null").code;
    assert_eq!(found, Some(0), "a terminal is made by `script`: apt-get install bsdutils (or util-linux)");
    let terminal =
        |variables: &str| sandbox.shell(&format!("{variables} script -qec '\"$DBGEN\" check' /dev/null")).out;
    assert!(terminal("TERM=xterm").contains('\x1b'), "a terminal gets colours");
    for variables in ["TERM=xterm NO_COLOR=1", "TERM=xterm CI=true", "TERM=dumb"] {
        assert!(!terminal(variables).contains('\x1b'), "{variables}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let sandbox = Sandbox::empty();
    let said = sandbox.shell("{ \"$DBGEN\" schema; echo \"code $?\" >&2; } | head -c 10");
    assert_eq!((said.err.as_str(), said.out.len()), ("code 0\n", 10));
}

#[test]
fn schema_help_version_and_completions_go_to_standard_output() {
    let sandbox = Sandbox::empty();
    for arguments in [
        &["schema"][..],
        &["schema", "--format", "markdown"],
        &["--help"],
        &["--version"],
        &["build", "--help"],
        &["completions", "bash"],
        &["completions", "zsh"],
        &["completions", "fish"],
    ] {
        let said = untouched(&sandbox, 0, || sandbox.dbgen(arguments));
        assert!(said.err.is_empty() && said.out.contains("dbgen"), "{arguments:?}: {said:?}");
    }
    let said = sandbox.shell("\"$DBGEN\" completions bash | bash -n");
    assert_eq!(said.code, Some(0), "{}", said.err);
    for arguments in [&["biuld"][..], &[], &["build", "--chek"], &["schema", "--format", "xml"]] {
        let said = untouched(&sandbox, 1, || sandbox.dbgen(arguments));
        assert!(said.out.is_empty() && !said.err.is_empty(), "{arguments:?}: {said:?}");
    }
}
