//! Every rule of the comparison has two specs: the change from the one to the other is what it finds. What is said of
//! it, there and back, is kept in `snapshots/diff`, to be read by people.
#![allow(clippy::unwrap_used)]

mod diff_lines;
mod repo;

use dbgen::compile::Compilation;
use dbgen::diag::{changes, pages};
use dbgen::diff::{Diff, rules};
use diff_lines::{between, lines};
use std::collections::BTreeSet;

const FOLDER: &str = "tests/diff";

fn fixture(code: &str, name: &str) -> Compilation {
    let out = diff_lines::compiled(&repo::read(&format!("{FOLDER}/{code}/{name}.kdl")));
    let errors: Vec<_> = out.diagnostics.iter().map(|d| (out.sources.locate(d.span()), &d.message, &d.help)).collect();
    assert!(!out.failed(), "{code}/{name}.kdl does not compile: {errors:#?}");
    out
}

fn codes(diff: &Diff) -> BTreeSet<&'static str> {
    diff.changes.iter().flat_map(|change| &change.risks).map(|risk| risk.code.0).collect()
}

#[test]
fn every_rule_has_its_fixtures_and_every_fixture_its_rule() {
    let codes: BTreeSet<String> = rules::RULES.iter().map(|rule| rule.code.0.to_owned()).collect();
    assert_eq!(codes.len(), rules::RULES.len(), "two rules have one code");
    let declared: BTreeSet<String> = changes::ALL.iter().map(|(code, _, _)| code.0.to_owned()).collect();
    assert_eq!(codes, declared, "a code of src/diag/changes.rs for each rule, and no other");
    assert!(changes::ALL.iter().all(|(code, _, _)| pages::all().all(|page| page.code != *code)), "one room of names");
    let folders: BTreeSet<String> = repo::names(FOLDER).into_iter().collect();
    assert_eq!(codes, folders, "a folder of {FOLDER} for each rule, and no other");
    let files: BTreeSet<String> =
        repo::names("src/diff/rules").into_iter().filter(|name| name != "mod.rs" && name != "read.rs").collect();
    let expected: BTreeSet<String> = codes.iter().map(|code| format!("{}.rs", code.replace('-', "_"))).collect();
    assert_eq!(files, expected, "a file of src/diff/rules for each rule, and no other");
}

#[test]
fn each_rule_finds_its_change_and_not_the_way_back() {
    let mut wrong = String::new();
    for rule in rules::RULES {
        let (before, after) = (fixture(rule.code.0, "before"), fixture(rule.code.0, "after"));
        let (there, back) = (between(&before, &after), between(&after, &before));
        if !codes(&there).contains(rule.code.0) {
            wrong += &format!("{}: not found:\n{}", rule.code, lines(&there));
        }
        if codes(&back).contains(rule.code.0) != rule.both_ways {
            wrong += &format!("{}: the way back, both_ways = {}:\n{}", rule.code, rule.both_ways, lines(&back));
        }
        // What is as bad as the rule says it is, or worse for another reason.
        assert!(there.level() >= Some(rule.level()), "{}", rule.code);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_said_is_what_was_read_and_accepted() {
    let mut stale = String::new();
    for rule in rules::RULES {
        let (before, after) = (fixture(rule.code.0, "before"), fixture(rule.code.0, "after"));
        let text = format!(
            "{} ({})\n\nthere:\n{}\nback:\n{}",
            rule.code,
            rule.level().as_str(),
            lines(&between(&before, &after)),
            lines(&between(&after, &before))
        );
        let path = format!("snapshots/diff/{}.txt", rule.code);
        stale += &repo::fresh(&path, &text, "diff_rules").err().unwrap_or_default();
    }
    assert!(stale.is_empty(), "\n{stale}");
}

#[test]
fn reasons_are_sentences_without_a_full_stop() {
    for (code, _, page) in changes::ALL {
        assert!(page.trim_end().ends_with('.'), "{code}: the page is made of sentences");
    }
    for rule in rules::RULES {
        let diff = between(&fixture(rule.code.0, "before"), &fixture(rule.code.0, "after"));
        for risk in diff.changes.iter().flat_map(|change| &change.risks) {
            assert!(!risk.reason.ends_with('.') && !risk.reason.is_empty(), "{}: {}", rule.code, risk.reason);
        }
    }
}
