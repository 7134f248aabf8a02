//! Every single fault in a spec is an error, is warned of, or changes a file; and an error stands where the fault is.
//!
//! The mutants of `examples/deal-brain/deploy.kdl` are made by its tree and by the schema. `snapshots/mutants.txt` has
//! the rates, and everything that is left over with its reason.
#![allow(clippy::unwrap_used)]

mod left;
mod make;
#[path = "../repo/mod.rs"]
mod repo;

use dbgen::compile::{Compilation, compile};
use dbgen::diag::{Diagnostic, Level};
use dbgen::source::Span;
use dbgen::world::MemoryWorld;
use make::Mutant;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

const EXAMPLE: &str = "examples/deal-brain";

/// What came of a mutant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Fate {
    /// An error; every one of them lies on the node that was changed.
    There,
    /// An error; it lies on the node, and others elsewhere repeat or follow from it.
    ThereAndElsewhere,
    /// An error where something is missed that the change took away.
    Missed,
    /// An error at one of two places that disagree; the change is the other one, and is shown with it.
    OtherPlace,
    /// An error elsewhere.
    Elsewhere,
    /// A warning or an advice.
    Warned,
    /// Other files.
    Changed,
    /// Nothing at all.
    Silent,
}

const FATES: [(Fate, &str); 8] = [
    (Fate::There, "error on the node"),
    (Fate::ThereAndElsewhere, "and elsewhere"),
    (Fate::Missed, "where missed"),
    (Fate::OtherPlace, "second place"),
    (Fate::Elsewhere, "elsewhere"),
    (Fate::Warned, "warned of"),
    (Fate::Changed, "other files"),
    (Fate::Silent, "silent"),
];

/// The world of the example: its own files, and none of those that are made of it.
fn world() -> MemoryWorld {
    let made: BTreeSet<String> = std::fs::read_to_string(repo::root().join(EXAMPLE).join("deploy.lock"))
        .unwrap()
        .lines()
        .filter_map(|line| line.split(' ').nth(2).map(str::to_owned))
        .collect();
    repo::files(EXAMPLE).iter().fold(MemoryWorld::default().strict(), |world, path| {
        let own = path.strip_prefix(&format!("{EXAMPLE}/")).unwrap();
        match made.contains(own) {
            true => world,
            false => world.with(own, std::fs::read(repo::root().join(path)).unwrap()),
        }
    })
}

fn build(world: &MemoryWorld, text: &str) -> Compilation {
    compile(&world.clone().with("deploy.kdl", text), "deploy.kdl")
}

fn fate(mutant: &Mutant, out: &Compilation, good: &Compilation) -> Fate {
    let errors: Vec<&Diagnostic> = out.diagnostics.iter().filter(|d| d.level == Level::Error).collect();
    if errors.is_empty() {
        let said = |out: &Compilation| out.diagnostics.iter().map(|d| d.message.clone()).collect::<Vec<_>>();
        return match (said(out) == said(good), out.artifacts == good.artifacts) {
            (false, _) => Fate::Warned,
            (true, false) => Fate::Changed,
            (true, true) => Fate::Silent,
        };
    }
    let on = |span: Span| match &mutant.home {
        Some(home) => (home.start..=home.end).contains(&(span.start as usize)),
        None => span.start == 0 && span.end == 0,
    };
    let second = |error: &&Diagnostic| error.labels[1..].iter().any(|label| on(label.span));
    match errors.iter().filter(|error| on(error.span())).count() {
        all if all == errors.len() => Fate::There,
        // What is not there any more has no place: what needs it has.
        _ if mutant.declares || mutant.kind.starts_with("drop") => Fate::Missed,
        0 if errors.iter().any(second) => Fate::OtherPlace,
        0 => Fate::Elsewhere,
        _ => Fate::ThereAndElsewhere,
    }
}

/// What everything that is said of a mutant is, for the list of what is left over.
fn said(out: &Compilation) -> String {
    let of = |d: &Diagnostic| format!("{}: {} at {}", d.code, d.message, out.sources.locate(d.span()));
    out.diagnostics.iter().filter(|d| d.level == Level::Error).take(3).map(of).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_single_fault_is_heard_of_where_it_is() {
    let text = repo::read(&format!("{EXAMPLE}/deploy.kdl"));
    let world = world();
    let good = build(&world, &text);
    assert!(!good.failed(), "{}", said(&good));
    let mutants = make::mutants(&text);
    let (next, threads) = (AtomicUsize::new(0), std::thread::available_parallelism().map_or(2, usize::from));
    let work = || {
        let mut own = Vec::new();
        while let Some(mutant) = mutants.get(next.fetch_add(1, Ordering::Relaxed)) {
            let out = build(&world, &mutant.text);
            own.push((mutant.kind, mutant.place.as_str(), fate(mutant, &out, &good), said(&out)));
        }
        own
    };
    let mut all: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    all.sort();
    assert!(all.len() >= 300, "only {} mutants", all.len());
    let mut table: BTreeMap<&str, BTreeMap<Fate, usize>> = BTreeMap::new();
    for (kind, _, fate, _) in &all {
        *table.entry(kind).or_default().entry(*fate).or_default() += 1;
        *table.entry("~ all of them").or_default().entry(*fate).or_default() += 1;
    }
    for (kind, place, _, said) in all.iter().filter(|(_, _, fate, _)| *fate == Fate::ThereAndElsewhere) {
        println!("and elsewhere: {kind}: {place}\n    {said}"); // to be read where somebody looks for what repeats itself
    }
    let left: Vec<_> = all.iter().filter(|(_, _, fate, _)| matches!(fate, Fate::Silent | Fate::Elsewhere)).collect();
    let (explained, wrong) = left::explain(
        left.iter().map(|(kind, place, fate, said)| (format!("{kind}: {place}"), *fate == Fate::Silent, said.as_str())),
    );
    let mut report = format!("{:34}{:>8}", "fault", "mutants");
    FATES.iter().for_each(|(_, title)| report += &format!("{title:>19}"));
    report += "\n";
    for (kind, row) in &table {
        report += &format!("{:34}{:>8}", kind.trim_start_matches("~ "), row.values().sum::<usize>());
        FATES.iter().for_each(|(fate, _)| report += &format!("{:>19}", row.get(fate).copied().unwrap_or(0)));
        report += "\n";
    }
    let report =
        format!("{}\n{explained}", report.lines().map(|line| format!("{}\n", line.trim_end())).collect::<String>());
    assert!(wrong.is_empty(), "{report}\n{wrong}");
    // A rule more or less moves a few faults from one column to another: the table is refreshed, not held to the number.
    let committed = std::fs::read_to_string(repo::root().join(SNAPSHOT)).unwrap_or_default();
    let near = alike(&committed, &report) && !repo::blessing();
    if let (false, Err(stale)) = (near, repo::fresh(SNAPSHOT, &report, "mutants")) {
        panic!("\n{stale}");
    }
}

const SNAPSHOT: &str = "snapshots/mutants.txt";

/// Whether two reports say the same, but for numbers that are near each other.
fn alike(one: &str, other: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    one.len() == other.len()
        && one.iter().zip(&other).all(|(a, b)| match (a.parse::<i64>(), b.parse::<i64>()) {
            (Ok(a), Ok(b)) => (a - b).abs() <= 5 + a.max(b) / 20,
            _ => a == b,
        })
}
