//! How fast dbgen is, in processor time of whole processes: `cargo bench`.
//!
//! `cargo bench -- --quick` leaves the largest repository out and measures less often; `cargo bench -- editor` measures
//! what a keystroke costs in an editor, and nothing else, with `--beside` also in the servers of two other languages;
//! `cargo bench -- --tree 1000 FOLDER` only writes the repository that is measured. What the figures mean, and what they
//! were, stands in docs/benchmark.md.
#![allow(clippy::unwrap_used)]

mod baseline;
mod cpu;
mod editor;
mod monorepo;
mod review;
mod text;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The program that is measured.
static DBGEN: LazyLock<PathBuf> = LazyLock::new(|| installed(Path::new(env!("CARGO_BIN_EXE_dbgen"))));

/// This program, which is also the generator by hand.
static BENCH: LazyLock<PathBuf> = LazyLock::new(|| installed(&std::env::current_exe().unwrap()));

/// A copy of a program, as installing makes one. What a linker has written stays in the page cache as it was written, in
/// single pages, each of which is mapped by itself: that costs a small build half a millisecond until it is read anew.
fn installed(program: &Path) -> PathBuf {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(program.file_name().unwrap());
    let _ = fs::remove_file(&copy);
    fs::copy(program, &copy).unwrap();
    copy
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, packed, to] = arguments.as_slice()
        && flag == "--generate"
    {
        return baseline::generate(Path::new(packed), Path::new(to));
    }
    if let [flag, services, to, ..] = arguments.as_slice()
        && flag == "--tree"
    {
        return monorepo::write(Path::new(to), services.parse().unwrap());
    }
    let quick = arguments.iter().any(|a| a == "--quick");
    let scratch = scratch();
    let beside = arguments.iter().any(|a| a == "--beside");
    if arguments.iter().any(|a| a == "editor") {
        return editor::speeds(scratch.path(), beside);
    }
    if arguments.iter().any(|a| a == "review") {
        return review::speeds(scratch.path(), if quick { 5 } else { 15 });
    }
    println!("Processor time of whole processes, user and system, in milliseconds; medians.\n");
    start(if quick { 20 } else { 100 });
    deal_brain(scratch.path(), if quick { 20 } else { 100 });
    let sizes: &[usize] = if quick { &[10, 100, 1000] } else { &[10, 100, 1000, 3000] };
    monorepos(scratch.path(), sizes, quick);
    review::speeds(scratch.path(), if quick { 5 } else { 15 });
    text::speeds(scratch.path());
    editor::speeds(scratch.path(), beside);
}

/// A folder in memory where there is one: a disk would be measured else.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.unwrap()
}

fn dbgen(arguments: &[&str], folder: &Path) -> f64 {
    cpu::process(Command::new(&*DBGEN).args(arguments).arg(folder))
}

fn start(times: usize) {
    let version = cpu::median(times, || cpu::process(Command::new(&*DBGEN).arg("--version")));
    println!("{:<40}{version:>9.2}", "start-up (dbgen --version)");
}

fn deal_brain(scratch: &Path, times: usize) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/deal-brain");
    let bare = scratch.join("deal-brain-bare");
    copy(&example, &bare);
    // What dbgen has written there goes: a fresh build starts from what people wrote.
    let ledger = fs::read_to_string(bare.join("deploy.lock")).unwrap();
    for path in ledger.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.splitn(3, ' ').nth(2)) {
        fs::remove_file(bare.join(path)).unwrap();
    }
    fs::remove_file(bare.join("deploy.lock")).unwrap();
    let tree = scratch.join("deal-brain");
    let fresh = cpu::median(times, || {
        let _ = fs::remove_dir_all(&tree);
        copy(&bare, &tree);
        dbgen(&["build"], &tree)
    });
    let before = stamps(&tree);
    let again = cpu::median(times, || dbgen(&["build"], &tree));
    assert_eq!(before, stamps(&tree), "a build of nothing has written something");
    let check = cpu::median(times, || dbgen(&["check"], &tree));
    println!("{:<40}{fresh:>9.2}", "deal-brain: fresh build");
    println!("{:<40}{again:>9.2}", "deal-brain: nothing to do");
    println!("{:<40}{check:>9.2}", "deal-brain: check");
}

/// Every file with the time of its last change and its number on the disk: what a write would alter.
fn stamps(folder: &Path) -> Vec<(std::path::PathBuf, std::time::SystemTime, u64)> {
    use std::os::unix::fs::MetadataExt;
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let facts = entry.metadata().unwrap();
        if facts.is_dir() {
            found.extend(stamps(&entry.path()));
        }
        found.push((entry.path(), facts.modified().unwrap(), facts.ino()));
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => _ = fs::copy(entry.path(), target).unwrap(),
        }
    }
}

fn monorepos(scratch: &Path, sizes: &[usize], quick: bool) {
    println!("\nA repository of many services in four environments");
    println!(
        "{:>9}{:>7}{:>9}{:>10}{:>10}{:>10}{:>10}{:>10}{:>8}{:>10}",
        "services", "files", "MB", "fresh", "no-op", "one", "check", "by hand", "factor", "peak MB"
    );
    for &services in sizes {
        let rounds = if quick { 5 } else { (15_000 / services).clamp(11, 25) };
        let tree = scratch.join(format!("monorepo-{services}"));
        let (packed, own) = (scratch.join("packed"), scratch.join("by-hand"));
        // What the generator by hand knows is what a first build has written.
        monorepo::write(&tree, services);
        dbgen(&["build"], &tree);
        baseline::pack(&tree, &packed);
        // In turn: a slow moment of the machine is one of each.
        let rounds: Vec<[f64; 5]> = (0..rounds)
            .map(|round| {
                let _ = fs::remove_dir_all(&tree);
                monorepo::write(&tree, services);
                let fresh = dbgen(&["build"], &tree);
                let _ = fs::remove_dir_all(&own);
                let hand = cpu::process(Command::new(&*BENCH).arg("--generate").arg(&packed).arg(&own));
                if round == 0 {
                    baseline::same(&tree, &own);
                }
                let again = dbgen(&["build"], &tree);
                monorepo::change(&tree, services / 2, "debug");
                let one = dbgen(&["build"], &tree);
                [fresh, again, one, dbgen(&["check"], &tree), hand]
            })
            .collect();
        let [fresh, again, one, check, hand] =
            [0, 1, 2, 3, 4].map(|which| cpu::middle(rounds.iter().map(|round| round[which]).collect()));
        let factor = cpu::middle(rounds.iter().map(|[fresh, .., hand]| fresh / hand).collect());
        // The sizes grow, so the largest process so far is one of this size.
        let memory = cpu::memory();
        let files = fs::read_to_string(tree.join("deploy.lock")).unwrap().lines().count() - 1;
        let size = fs::metadata(&packed).unwrap().len() as f64 / 1e6;
        println!(
            "{services:>9}{files:>7}{size:>9.2}{fresh:>10.1}{again:>10.1}{one:>10.1}{check:>10.1}{hand:>10.1}{factor:>8.1}{memory:>10.0}"
        );
        for done in [&tree, &own] {
            let _ = fs::remove_dir_all(done);
        }
    }
}
