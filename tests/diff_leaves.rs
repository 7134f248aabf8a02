//! No edit of a leaf is reported as nothing unless no file changes: every leaf of the examples and fixtures is changed to
//! other good values, and what the comparison says is held against the files.
#![allow(clippy::unwrap_used)]

mod diff_lines;
mod leaf_edits;

use dbgen::compile::Compilation;
use dbgen::diff::{Change, Kind, Scope};
use diff_lines::{between, compiled, lines, swapped};
use leaf_edits::{changes, specs};

/// What has come of the edits of one spec.
#[derive(Default)]
struct Tally {
    count: usize,
    quiet: usize,
    silent: Vec<String>,
    unexplained: Vec<String>,
    lame: Vec<String>,
}

fn try_all(name: &str, text: &str) -> Tally {
    let mut tally = Tally::default();
    let before = compiled(text);
    for change in changes(text) {
        let (start, end) = (change.span.start as usize, change.span.end as usize);
        for other in &change.other {
            let after = compiled(&format!("{}{other}{}", &text[..start], &text[end..]));
            if after.plan.is_none() {
                continue;
            }
            tally.count += 1;
            let found = between(&before, &after);
            let what = || format!("{name} {}: {} -> {other}", before.sources.locate(change.span), &text[start..end]);
            // What does not compile has no files; what it means is compared all the same.
            let same = !after.failed() && files(&before) == files(&after);
            tally.quiet += usize::from(same);
            if !same && found.is_empty() {
                tally.silent.push(what());
            }
            if found.changes.iter().any(|change| change.scope == Scope::Files) {
                tally.unexplained.push(format!("{}\n{}", what(), lines(&found)));
            }
            let (there, back) = (sorted(&found.changes), sorted(&swapped(&between(&after, &before).changes)));
            if there != back {
                tally.lame.push(format!("{}\n{there:#?}\n{back:#?}", what()));
            }
        }
    }
    tally
}

#[test]
fn no_edit_is_reported_as_nothing_unless_no_file_changes() {
    let specs = specs();
    let all: Vec<Tally> = std::thread::scope(|scope| {
        let halves = specs.chunks(specs.len().div_ceil(2));
        let threads: Vec<_> = halves
            .map(|half| scope.spawn(move || half.iter().map(|(name, text)| try_all(name, text)).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let count: usize = all.iter().map(|tally| tally.count).sum();
    println!("{count} edits, {} of which change no file", all.iter().map(|tally| tally.quiet).sum::<usize>());
    assert!(count > 1000, "only {count} edits have a plan");
    let none = |what: &str, of: fn(&Tally) -> &Vec<String>| {
        let wrong: Vec<&String> = all.iter().flat_map(of).collect();
        let shown: String = wrong.iter().take(20).map(|line| format!("{line}\n")).collect();
        assert!(wrong.is_empty(), "{} of {count} {what}:\n{shown}", wrong.len());
    };
    none("edits go unseen", |tally| &tally.silent);
    none("edits change a file, and no change says why", |tally| &tally.unexplained);
    none("edits are other changes on the way back", |tally| &tally.lame);
}

fn files(compilation: &Compilation) -> Vec<(&str, &str)> {
    compilation.artifacts.iter().map(|a| (a.path.as_str(), a.text.as_str())).collect()
}

/// What is the same on the way back: everything but the risks, in an order that does not tell the sides apart.
fn sorted(changes: &[Change]) -> Vec<String> {
    let text = |change: &Change| {
        assert_ne!(change.kind == Kind::Artifact, change.scope != Scope::Files);
        format!("{:?}", Change { risks: Vec::new(), doc: String::new(), ..change.clone() })
    };
    let mut all: Vec<String> = changes.iter().map(text).collect();
    all.sort();
    all
}
