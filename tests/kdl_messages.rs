//! What is said about broken texts: every `_fail` case of `tests/kdl` with all that is said, in one snapshot to be
//! read by people; and that what is offered as a fix mends what it is offered for.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use dbgen::diag::Diagnostic;
use dbgen::source::{FileId, Span};
use dbgen::syntax::parse;

fn broken_cases() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kdl/input");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_str().unwrap().ends_with("_fail.kdl"));
    paths.sort();
    paths.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn problems(text: &str) -> Vec<Diagnostic> {
    parse(FileId(0), text).diagnostics
}

fn at(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

#[test]
fn messages_read_well() {
    let mut page = String::new();
    for text in broken_cases() {
        writeln!(page, "{}", text.escape_debug()).unwrap();
        for problem in problems(&text) {
            writeln!(page, "  {}", problem.message).unwrap();
            for label in &problem.labels {
                let place = format!("{}..{} {:?}", label.span.start, label.span.end, at(&text, label.span));
                writeln!(page, "    at {place} {}", label.text).unwrap();
            }
            problem.help.iter().for_each(|help| writeln!(page, "    help: {help}").unwrap());
            for fix in &problem.fixes {
                for edit in &fix.edits {
                    writeln!(page, "    fix: {} {:?} -> {:?}", fix.title, at(&text, edit.span), edit.replacement)
                        .unwrap();
                }
            }
        }
    }
    let page: String = page.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("kdl-messages", page);
    });
}

#[test]
fn every_fix_mends_what_it_is_offered_for() {
    let mut fixes = 0;
    for text in broken_cases() {
        let before = problems(&text);
        for fix in before.iter().flat_map(|problem| &problem.fixes) {
            let [edit] = fix.edits.as_slice() else { panic!("{}: {} edits", fix.title, fix.edits.len()) };
            let (start, end) = (edit.span.start as usize, edit.span.end as usize);
            let mended = format!("{}{}{}", &text[..start], edit.replacement, &text[end..]);
            let after = problems(&mended);
            assert!(after.len() < before.len(), "{}: {text:?} -> {mended:?}: {after:#?}", fix.title);
            fixes += 1;
        }
    }
    assert!(fixes > 20, "only {fixes} fixes");
}
