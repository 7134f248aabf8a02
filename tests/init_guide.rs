//! docs/guide.md is a transcript: its commands are run here, one after the other, and what they print is what it says.
//! Blocks marked `console` hold commands with their output, blocks marked `diff` are edits of deploy.kdl.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod repo;
mod sandbox;
mod trees;

use sandbox::Sandbox;

const GUIDE: &str = "docs/guide.md";

/// What the guide's commands are run in: the folder of the repository that it starts from.
const FOLDER: &str = "shop";

#[test]
fn the_guide_says_what_dbgen_prints() {
    let sandbox = trees::unpack("python-compose", FOLDER);
    let guide = repo::read(GUIDE);
    let (mut out, mut block) = (String::new(), None::<(String, String)>);
    let mut run = 0;
    for line in guide.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, None) => out += &format!("{line}\n"),
            (None, Some(kind)) => {
                out += &format!("{line}\n");
                block = Some((kind.to_owned(), String::new()));
            }
            (Some((_, text)), None) => *text += &format!("{line}\n"),
            (Some((kind, text)), Some(_)) => {
                match kind.as_str() {
                    "console" => out += &console(&sandbox, text, &mut run),
                    "diff" => {
                        edit(&sandbox, text);
                        out += text;
                    }
                    _ => out += text,
                }
                out += "```\n";
                block = None;
            }
        }
    }
    assert!(run > 10, "only {run} commands were found in {GUIDE}");
    if let Err(stale) = repo::fresh(GUIDE, &out, "init_guide") {
        panic!("\n{stale}");
    }
}

/// Runs every line that starts with `$ `, and gives the block as it should be.
fn console(sandbox: &Sandbox, text: &str, run: &mut usize) -> String {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_dbgen"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut out = String::new();
    for line in text.lines().filter_map(|l| l.strip_prefix("$ ")) {
        *run += 1;
        let mut shell = sandbox.command("sh");
        let shell =
            shell.args(["-c", &format!("exec 2>&1; {line}")]).env("PATH", &path).current_dir(sandbox.at(FOLDER));
        let said = String::from_utf8(shell.output().unwrap().stdout).unwrap();
        // A blank at the end of a line is nothing that a reader could see, or an editor would leave there.
        let said: String = said.lines().map(|l| l.trim_end().to_owned() + "\n").collect();
        out += &format!("$ {line}\n{said}");
    }
    out
}

/// Does what a diff of deploy.kdl says. What it takes away must stand there once.
fn edit(sandbox: &Sandbox, diff: &str) {
    let side = |skip: char| -> String {
        diff.lines().filter(|l| !l.starts_with(skip)).map(|l| format!("{}\n", l.get(1..).unwrap_or(""))).collect()
    };
    let (old, new) = (side('+'), side('-'));
    let path = format!("{FOLDER}/deploy.kdl");
    let spec = sandbox.read(&path);
    assert_eq!(spec.matches(&old).count(), 1, "this stands in deploy.kdl not once:\n{old}\nin\n{spec}");
    sandbox.write(&path, spec.replace(&old, &new));
}
