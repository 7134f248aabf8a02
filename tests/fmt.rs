//! `dbgen fmt` as it is run.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use dbgen::compile::compile;
use dbgen::syntax::format;
use dbgen::world::MemoryWorld;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let full = folder.path().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }
    folder
}

fn dbgen(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dbgen"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// Exit code, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    seen(dbgen(folder, arguments, b""))
}

fn seen(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const MAIN: &str = "include   \"parts/*.kdl\"\r\n";

#[test]
fn a_folder_means_the_spec_and_all_that_it_includes() {
    let folder = folder(&[("deploy.kdl", MAIN), ("parts/a.kdl", "a  1"), ("parts/b.kdl", "b 1\n"), ("c.kdl", "c  1")]);
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();

    let (code, out, _) = run(folder.path(), &["fmt", "--check"]);
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("-a  1") && out.contains("+a 1") && !out.contains("b.kdl"), "{out}");
    assert!(out.ends_with("2 files would change, 1 as they should be\n"), "{out}");
    assert_eq!(read("deploy.kdl"), MAIN);

    let (code, out, _) = run(folder.path(), &["fmt"]);
    assert_eq!((code, out.as_str()), (0, "  ~ deploy.kdl\n  ~ parts/a.kdl\n2 files formatted, 1 as they should be\n"));
    assert_eq!(read("deploy.kdl"), "include \"parts/*.kdl\"\n");
    assert_eq!((read("parts/a.kdl"), read("c.kdl")), ("a 1\n".into(), "c  1".into()));
    assert_eq!(names(&folder.path().join("parts")), ["a.kdl", "b.kdl"]);

    assert_eq!(run(folder.path(), &["fmt", "--check"]).0, 0);
    // A file means itself.
    assert_eq!(run(folder.path(), &["fmt", "--check", "c.kdl"]).0, 2);
    assert_eq!(run(folder.path(), &["fmt", ".", "c.kdl"]).0, 0);
    assert_eq!(read("c.kdl"), "c 1\n");
}

#[test]
fn a_file_with_errors_is_left_and_the_others_are_formatted() {
    let broken = "b   \"open\nc   1\n";
    let folder = folder(&[("deploy.kdl", MAIN), ("parts/a.kdl", "a  1"), ("parts/b.kdl", broken)]);
    let (code, out, errors) = run(folder.path(), &["fmt"]);
    assert_eq!(code, 1);
    assert!(errors.contains("parts/b.kdl") && errors.contains("1 error"), "{errors}");
    assert!(out.ends_with("2 files formatted, 0 as they should be\n"), "{out}");
    assert_eq!(fs::read_to_string(folder.path().join("parts/b.kdl")).unwrap(), broken);
    assert_eq!(fs::read_to_string(folder.path().join("parts/a.kdl")).unwrap(), "a 1\n");
    // An error weighs more than a difference.
    assert_eq!(run(folder.path(), &["fmt", "--check"]).0, 1);
}

#[test]
fn a_dash_reads_standard_input_and_writes_standard_output() {
    let folder = TempDir::new().unwrap();
    let pipe = |arguments: &[&str], input: &[u8]| seen(dbgen(folder.path(), arguments, input));
    assert_eq!(pipe(&["fmt", "-"], b"\xEF\xBB\xBFa   1 {b}"), (0, "a 1 { b; }\n".into(), String::new()));
    let (code, out, errors) = pipe(&["fmt", "-"], b"a true");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(errors.contains("standard input"), "{errors}");
    assert_eq!(pipe(&["fmt", "--check", "-"], b"a  1\n").0, 2);
    assert_eq!(pipe(&["fmt", "--check", "-"], b"a 1\n"), (0, String::new(), String::new()));
    assert_eq!(pipe(&["fmt", "-"], b"a \xFF").0, 1);
    assert_eq!(pipe(&["fmt", "-"], &vec![b'a'; (16 << 20) + 1]).0, 1);
}

#[test]
fn what_is_not_there_is_an_error() {
    let folder = TempDir::new().unwrap();
    for path in [".", "no.kdl", "no/such"] {
        let (code, _, errors) = run(folder.path(), &["fmt", path]);
        assert!(code == 1 && errors.contains("there is no such file"), "{path}: {errors}");
    }
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay_and_nothing_outside_changes() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let outside = folder(&[("x.kdl", "x  1")]);
    let folder = folder(&[("real.kdl", "a  1"), ("read-only.kdl", "r  1")]);
    let at = |name: &str| folder.path().join(name);
    let mode = |name: &str, mode| fs::set_permissions(at(name), fs::Permissions::from_mode(mode)).unwrap();
    mode("real.kdl", 0o640);
    mode("read-only.kdl", 0o444);
    symlink("real.kdl", at("deploy.kdl")).unwrap();
    symlink(outside.path().join("x.kdl"), at("out.kdl")).unwrap();

    assert_eq!(run(folder.path(), &["fmt"]).0, 0);
    assert_eq!(fs::read_to_string(at("real.kdl")).unwrap(), "a 1\n");
    assert_eq!(fs::metadata(at("real.kdl")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(at("deploy.kdl")).unwrap().is_symlink());

    let (code, _, errors) = run(folder.path(), &["fmt", "out.kdl"]);
    assert!(code == 1 && errors.contains("leads out of the folder"), "{errors}");
    assert_eq!(fs::read_to_string(outside.path().join("x.kdl")).unwrap(), "x  1");

    let (code, _, errors) = run(folder.path(), &["fmt", "read-only.kdl"]);
    assert!(code == 1 && errors.contains("read-only"), "{errors}");
    assert_eq!(fs::read_to_string(at("read-only.kdl")).unwrap(), "r  1");
    assert_eq!(names(folder.path()), ["deploy.kdl", "out.kdl", "read-only.kdl", "real.kdl"]);
}

/// The specs of this repository: what stands in them, and what they are called.
fn specs() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let examples = names(&root.join("examples")).into_iter().map(|name| format!("examples/{name}/deploy.kdl"));
    let fixtures = names(&root.join("tests/fixtures")).into_iter().map(|name| format!("tests/fixtures/{name}"));
    let specs = examples.chain(fixtures).filter(|path| path.ends_with(".kdl")).map(|path| root.join(path));
    specs.filter(|path| path.is_file()).map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_examples_are_formatted() {
    let examples: Vec<_> = specs().into_iter().filter(|(path, _)| path.ends_with("deploy.kdl")).collect();
    assert!(examples.len() >= 2);
    for (path, text) in examples {
        let text = text.replace("\r\n", "\n");
        assert!(format(&text).unwrap() == text, "not formatted: dbgen fmt {}", path.display());
    }
}

/// However a spec is laid out, it compiles to the same files.
#[test]
fn a_formatted_spec_compiles_to_the_same_bytes() {
    let build = |text: &str| compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl").artifacts;
    let mut built = 0;
    for (path, text) in specs() {
        let expected = build(&text);
        built += usize::from(!expected.is_empty());
        // Spread out: every block on lines of its own, every second node behind a blank line and a comment.
        let lines_in_quotes = text.contains("\"\"\"");
        let spread = text.replace(" { ", " {\n\n").replace("; }", "\n\n}").replace("\n    ", "\n\n\n\t// words\n\t");
        let spread = if lines_in_quotes { text.clone() } else { spread };
        for other in [format(&text).unwrap(), format(&spread).unwrap()] {
            assert!(build(&other) == expected, "{} compiles to something else", path.display());
        }
    }
    assert!(built >= 4, "only {built} of them compile");
}
