//! Nothing is lost in silence: every leaf of a spec that is changed to another good value changes a file, or is
//! named by a diagnostic.
#![allow(clippy::unwrap_used)]

mod leaf_edits;

use dbgen::compile::{Compilation, compile};
use dbgen::source::{FileId, Span};
use dbgen::world::MemoryWorld;
use leaf_edits::{changes, specs};

#[test]
fn a_changed_leaf_changes_a_file_or_is_named() {
    let mut silent = Vec::new();
    let mut count = 0;
    for (name, text) in specs() {
        let before = build(&text);
        let wrong: Vec<_> =
            before.diagnostics.iter().map(|d| format!("{}: {}", before.sources.locate(d.span()), d.message)).collect();
        assert!(!before.failed(), "{name} does not compile: {wrong:#?}");
        for change in changes(&text) {
            count += 1;
            let heard = change.other.iter().any(|other| {
                let (start, end) = (change.span.start as usize, change.span.end as usize);
                let after = build(&format!("{}{other}{}", &text[..start], &text[end..]));
                after.artifacts != before.artifacts
                    || after.diagnostics != before.diagnostics
                    || after.waived != before.waived
            });
            if !heard && !waived(&text, change.span) {
                let place = before.sources.locate(change.span);
                silent.push(format!(
                    "{name} {place}: {} -> {:?}",
                    &text[change.span.start as usize..change.span.end as usize],
                    change.other
                ));
            }
        }
    }
    assert!(count > 200, "only {count} leaves were found");
    assert!(silent.is_empty(), "{} of {count} leaves can change without a word:\n{}", silent.len(), silent.join("\n"));
}

/// Whether the leaf is one whose loss the spec accepts: without the waivers, an error names it.
fn waived(text: &str, leaf: Span) -> bool {
    // Blanked out, so that every other place stays where it was.
    let line = |l: &str| if l.trim_start().starts_with("accept-loss") { " ".repeat(l.len()) } else { l.to_owned() };
    let bare: String = text.lines().map(|l| line(l) + "\n").collect();
    let out = build(&bare);
    let line = |offset: u32| out.sources.file(FileId(0)).line_column(offset).0;
    out.diagnostics.iter().any(|d| {
        d.code.0 == "not-expressible" && (line(d.span().start)..=line(d.span().end)).contains(&line(leaf.start))
    })
}

fn build(text: &str) -> Compilation {
    compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl")
}
