//! A credential in a spec, and every command that reads the spec: none of them shows it, and none leaves a file behind.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

const SPEC: &str = include_str!("../examples/hello/deploy.kdl");

/// Made here, since none may stand in a repository; letters from nowhere.
fn token() -> String {
    ["gh", "p_", "q7Wn2ZkX9bTf4RdLm8Vs1YcHj6GpA3uE5oKi"].concat()
}

const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["build"],
    &["build", "--check"],
    &["build", "--check", "--format", "json"],
    &["fmt", "--check"],
    &["secrets"],
    &["secrets", "--format", "json"],
    &["graph"],
    &["graph", "--format", "dot"],
    &["graph", "--format", "svg"],
    &["diff"],
    &["diff", "--format", "unified"],
    &["diff", "--format", "json"],
];

/// What a command prints, on both streams.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbgen"));
    let out = command.args(arguments).current_dir(folder).env_remove("GITHUB_ACTIONS").output().unwrap();
    let text = [out.stdout, out.stderr].concat();
    (out.status.code(), String::from_utf8_lossy(&text).into_owned())
}

/// Whether any nine letters in a row of a credential are there.
fn shows(text: &str, token: &str) -> bool {
    let text = text.to_lowercase();
    token.to_lowercase().as_bytes()[4..].windows(9).any(|part| text.contains(std::str::from_utf8(part).unwrap()))
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn no_command_shows_what_stands_in_a_spec() {
    let token = token();
    let escaped: String = token.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect();
    let places = [
        format!("// {token}\n{SPEC}"),
        format!("{SPEC}\nservice \"x\" {{ image \"a:1\"; env KEY=\"{token}\"; }}\n"),
        format!("{SPEC}\nservice \"{token}\" {{ image \"a:1\"; }}\n"),
        format!("{SPEC}\nservice \"x\" {{ image \"a:1\"; command \"{escaped}\"; }}\n"),
        format!("{SPEC}\nsecrets {{ KEY \"{token}\"; }}\n"),
        format!("{SPEC}\ninclude \"{token}.kdl\"\n"),
        format!("{SPEC}\n{token}=\"{token}"),
        format!(
            "{SPEC}\nworkflow \"w\" {{ on push=\"main\"; stage \"s\" {{ job \"j\" {{ run \"curl -H 'X: {token}'\"; }}; }}; }}\n"
        ),
    ];
    for text in &places {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("deploy.kdl"), text).unwrap();
        for arguments in COMMANDS {
            let (code, said) = run(folder.path(), arguments);
            assert!(!shows(&said, &token), "{arguments:?} shows it:\n{said}");
            // What asks for nothing but the layout says nothing of what is written.
            assert!(arguments[0] == "fmt" || code != Some(0), "{arguments:?} takes it:\n{said}");
            assert_eq!(files(folder.path()), ["deploy.kdl"], "{arguments:?} leaves files behind");
            assert_eq!(&fs::read_to_string(folder.path().join("deploy.kdl")).unwrap(), text, "{arguments:?}");
        }
        for (number, line) in text.lines().enumerate().filter(|(_, line)| shows(line, &token) || line.contains("u{")) {
            let column = line.find(['q', '\\']).unwrap_or_default() + 1;
            for place in [format!("deploy.kdl:{}", number + 1), format!("deploy.kdl:{}:{column}", number + 1)] {
                let (_, said) = run(folder.path(), &["explain", &place]);
                assert!(!shows(&said, &token), "explain {place} shows it:\n{said}");
            }
        }
    }
}

/// A tree that was built while the spec was good: what comes into the spec afterwards reaches neither its files nor the
/// ledger, and no difference to them is shown.
#[test]
fn nothing_of_it_reaches_a_tree_that_is_there() {
    let token = token();
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hello");
    for name in files(&example).iter().filter(|name| example.join(name).is_file()) {
        fs::copy(example.join(name), folder.path().join(name)).unwrap();
    }
    let (code, said) = run(folder.path(), &["build"]);
    assert_eq!(code, Some(0), "{said}");
    let state = || {
        let paths = files(folder.path()).into_iter().filter(|name| name != "deploy.kdl");
        paths.map(|name| (fs::read(folder.path().join(&name)).unwrap_or_default(), name)).collect::<Vec<_>>()
    };
    let before = state();
    fs::write(
        folder.path().join("deploy.kdl"),
        format!("{SPEC}\nservice \"x\" {{ image \"a:1\"; env KEY=\"{token}\"; }}\n"),
    )
    .unwrap();
    for arguments in COMMANDS {
        let (_, said) = run(folder.path(), arguments);
        assert!(!shows(&said, &token), "{arguments:?} shows it:\n{said}");
        assert!(state() == before, "{arguments:?} changes the tree");
    }
}
