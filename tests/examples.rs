//! The examples are what their specs compile to. The committed files are the snapshots: they are compared here, read in
//! reviews, and stored nowhere else.
//!
//! `DBGEN_BLESS=1 cargo test --test examples` writes them anew; then read the diff.
#![allow(clippy::unwrap_used)]

mod repo;

use dbgen::compile::{Compilation, compile};
use dbgen::emit::{Artifact, Emission, HEADER, Mode, TARGETS};
use dbgen::source::FileId;
use dbgen::syntax;
use dbgen::world::MemoryWorld;
use dbgen::write::files::Disk;
use dbgen::write::{Order, Tree, Wishes};
use std::fs;
use std::path::PathBuf;
use std::sync::Once;

/// The examples; where that was asked for, written anew before any test reads one.
fn examples() -> Vec<String> {
    static WRITTEN: Once = Once::new();
    let names = repo::names("examples");
    assert!(names.len() >= 2, "where are the examples?");
    if repo::blessing() {
        WRITTEN.call_once(|| names.iter().for_each(|name| write_anew(name)));
    }
    names
}

/// Whatever stands there: whoever commits it sees the difference.
fn write_anew(example: &str) {
    let artifacts = good(example, &world(example)).artifacts;
    let ledger = folder(example).join(dbgen::write::LEDGER);
    for path in generated(example).into_iter().map(|path| repo::root().join(path)).chain([ledger]) {
        let _ = fs::remove_file(path);
    }
    let order = Order { artifacts: &artifacts, target: None, spec: &[], wishes: &Wishes::default() };
    Tree::new(&folder(example), &Disk).write(order).unwrap();
}

fn folder(example: &str) -> PathBuf {
    repo::root().join("examples").join(example)
}

fn spec(example: &str) -> String {
    repo::read(&format!("examples/{example}/deploy.kdl"))
}

/// The files of an example, as they are on disk; only they exist.
fn world(example: &str) -> MemoryWorld {
    let root = format!("examples/{example}");
    repo::files(&root).iter().fold(MemoryWorld::default().strict(), |world, path| {
        world.with(path.strip_prefix(&format!("{root}/")).unwrap(), fs::read(repo::root().join(path)).unwrap())
    })
}

fn good(example: &str, world: &MemoryWorld) -> Compilation {
    let compilation = compile(world, "deploy.kdl");
    assert!(compilation.diagnostics.is_empty(), "{example}: {:#?}", compilation.diagnostics);
    assert!(!compilation.artifacts.is_empty(), "{example} makes no files");
    compilation
}

/// Fails where `other` is not what the example makes.
fn same(example: &str, what: &str, other: &[Artifact]) {
    let own = good(example, &world(example)).artifacts;
    let paths = |all: &[Artifact]| all.iter().map(|a| a.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&own), paths(other), "{example}, {what}: other files");
    for (own, other) in own.iter().zip(other) {
        let line = own.text.lines().zip(other.text.lines()).find(|(a, b)| a != b);
        assert!(own == other, "{example}, {what}: {} differs: {line:?}", own.path);
    }
}

#[test]
fn the_committed_files_are_what_the_specs_compile_to() {
    for example in examples() {
        let artifacts = good(&example, &world(&example)).artifacts;
        let order = Order { artifacts: &artifacts, target: None, spec: &[], wishes: &Wishes::default() };
        let work = Tree::new(&folder(&example), &Disk).compare(order).unwrap();
        let stale: Vec<String> = work
            .steps
            .iter()
            .filter(|step| step.fate != dbgen::write::Fate::Same)
            .map(|step| format!("  {}", step.path))
            .collect();
        assert!(
            work.is_nothing(),
            "\nexamples/{example} is not what its deploy.kdl compiles to ({}):\n{}\n\
             write it anew, and read the diff: DBGEN_BLESS=1 cargo test --test examples\n",
            if stale.is_empty() { "deploy.lock is stale".to_owned() } else { format!("{} files", stale.len()) },
            stale.join("\n"),
        );
        modes(&example, &artifacts);
    }
}

#[cfg(unix)]
fn modes(example: &str, artifacts: &[Artifact]) {
    use std::os::unix::fs::PermissionsExt;
    for artifact in artifacts {
        let runs = folder(example).join(&artifact.path).metadata().unwrap().permissions().mode() & 0o111 != 0;
        assert_eq!(runs, artifact.mode == Mode::Executable, "examples/{example}/{}: the executable bit", artifact.path);
        assert_eq!(runs, artifact.text.starts_with("#!"), "{}: what can be run says by what", artifact.path);
    }
}

#[cfg(not(unix))]
fn modes(_: &str, _: &[Artifact]) {}

/// The files of an example that say of themselves that dbgen has written them.
fn generated(example: &str) -> Vec<String> {
    let says = |path: &String| {
        let bytes = fs::read(repo::root().join(path)).unwrap();
        String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).contains(HEADER)
    };
    repo::files(&format!("examples/{example}")).into_iter().filter(says).collect()
}

#[test]
fn no_generated_file_is_left_over() {
    for example in examples() {
        let artifacts = good(&example, &world(&example)).artifacts;
        for path in generated(&example) {
            let own = path.strip_prefix(&format!("examples/{example}/")).unwrap();
            assert!(
                artifacts.iter().any(|a| a.path == own),
                "{path} says that dbgen wrote it, but the spec does not make it: remove it"
            );
        }
    }
}

#[test]
fn every_file_says_where_it_comes_from() {
    for example in examples() {
        for artifact in good(&example, &world(&example)).artifacts {
            // JSON has no comments, and what Helm reads as a list of patterns has no need of one.
            let silent = artifact.path.ends_with(".json");
            let head = artifact.text.lines().take(3).any(|line| line.contains(HEADER));
            assert!(silent || head, "{}: no header in its first lines", artifact.path);
            assert!(artifact.text.ends_with('\n') && !artifact.text.ends_with("\n\n"), "{}: its end", artifact.path);
            assert!(!artifact.text.contains('\r'), "{}: a carriage return", artifact.path);
            let blank = artifact.text.lines().position(|line| line.ends_with([' ', '\t']));
            assert_eq!(blank, None, "{}: blanks at the end of a line", artifact.path);
        }
    }
}

#[test]
fn compiling_again_gives_the_same_bytes() {
    for example in examples() {
        same(&example, "again", &good(&example, &world(&example)).artifacts);
    }
}

#[test]
fn a_target_alone_gives_the_same_bytes_as_all() {
    for example in examples() {
        let plan = good(&example, &world(&example)).plan.unwrap();
        let mut all = Vec::new();
        // The other way round: no target reads what another one has left.
        for target in TARGETS.iter().rev() {
            let mut alone = Emission::default();
            target.emit(&plan, &mut alone);
            assert!(alone.artifacts.iter().all(|a| a.target == target.name()), "{}: a file of another", target.name());
            all.append(&mut alone.artifacts);
        }
        all.sort_by(|a, b| a.path.cmp(&b.path));
        same(&example, "one target at a time", &all);
    }
}

#[test]
fn a_spec_in_several_files_gives_the_same_bytes() {
    for example in examples() {
        let text = spec(&example);
        let parsed = syntax::parse(FileId(0), &text);
        let starts: Vec<usize> = parsed.document.nodes().map(|node| node.span().start as usize).collect();
        assert!(starts.len() > 3, "{example} cannot be cut");
        let ends = starts[1..].iter().copied().chain([text.len()]);
        let mut world = world(&example);
        let mut main = String::new();
        for (index, (start, end)) in starts.iter().copied().zip(ends).enumerate() {
            if index == 0 {
                main += &text[..end];
                continue;
            }
            world = world.with(&format!("parts/{index:03}.kdl"), &text[start..end]);
        }
        let split = world.clone().with("deploy.kdl", main.clone() + "include \"parts/*.kdl\"\n");
        same(&example, "cut into files", &good(&example, &split).artifacts);
    }
}

#[test]
fn how_a_spec_is_laid_out_does_not_matter() {
    for example in examples() {
        let text = spec(&example);
        let parsed = syntax::parse(FileId(0), &text);
        let mut spaced = String::new();
        let mut last = 0;
        for node in parsed.document.nodes() {
            let start = node.span().start as usize;
            spaced += &text[last..start];
            spaced += "\n// a remark\n\n/* and a longer\n one */ ";
            last = start;
        }
        spaced += &text[last..];
        let variants = [
            ("with remarks and blank lines", spaced),
            ("with CRLF", text.replace('\n', "\r\n")),
            ("with a byte order mark", format!("\u{feff}{text}")),
            ("indented by tabs", text.replace("    ", "\t")),
        ];
        for (what, variant) in variants {
            let world = world(&example).with("deploy.kdl", variant);
            same(&example, what, &good(&example, &world).artifacts);
        }
    }
}

#[test]
fn the_specs_are_short() {
    for (example, most) in [("deal-brain", 250), ("hello", 24)] {
        let lines = spec(example).lines().count();
        assert!(lines <= most, "examples/{example}/deploy.kdl has {lines} lines; {most} must do");
    }
}
