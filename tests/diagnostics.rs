//! Every code of a diagnostic has a folder of specs: `bad*.kdl` fire it and nothing else, `good.kdl` says the same in a
//! way that is right. What is drawn for the bad ones is kept in `snapshots/diagnostics`, to be read by people.
#![allow(clippy::unwrap_used)]

mod fixture;
mod repo;

use dbgen::compile::{Compilation, compile};
use dbgen::diag::codes;
use dbgen::diag::draw::{Style, draw};
use dbgen::world::World;
use fixture::{FOLDER, bad, world};
use std::collections::BTreeSet;

/// Compiles a fixture.
fn build(code: &str, name: &str) -> Compilation {
    compile(&world(code, name), "deploy.kdl")
}

fn drawn(compilation: &Compilation) -> String {
    let text = draw(&compilation.diagnostics, &compilation.sources, Style { color: false, width: 100 });
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn every_code_has_its_fixtures_and_every_fixture_its_code() {
    let codes: BTreeSet<String> = codes::ALL.iter().map(|(code, _)| code.0.to_owned()).collect();
    let folders: BTreeSet<String> = repo::names(FOLDER).into_iter().collect();
    let snapshots: BTreeSet<String> = repo::names("snapshots/diagnostics")
        .into_iter()
        .map(|name| name.strip_suffix(".txt").expect("snapshots/diagnostics holds .txt files only").to_owned())
        .collect();
    let mut wrong = String::new();
    for code in codes.difference(&folders) {
        wrong += &format!("{code}: write {FOLDER}/{code}/bad.kdl, which fires it, and good.kdl, which does not\n");
    }
    for code in folders.difference(&codes) {
        wrong += &format!("{FOLDER}/{code}: there is no such code in src/diag/codes.rs\n");
    }
    for code in snapshots.difference(&codes) {
        wrong += &format!("snapshots/diagnostics/{code}.txt: there is no such code: remove the file\n");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn bad_fires_its_code_and_no_other() {
    let mut wrong = String::new();
    for (code, _) in codes::ALL {
        let names = bad(code.0);
        if !names.iter().any(|name| name == "bad.kdl") {
            wrong += &format!("{code}: there is no bad.kdl\n");
        }
        for name in names {
            let compilation = build(code.0, &name);
            if compilation.diagnostics.is_empty() {
                wrong += &format!("{code}/{name}: nothing is said\n");
            }
            if compilation.diagnostics.iter().any(|d| d.code != *code) {
                wrong += &format!("{code}/{name}: something else is said, too:\n{}", drawn(&compilation));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn good_is_quiet() {
    let mut wrong = String::new();
    for (code, _) in codes::ALL {
        let compilation = build(code.0, "good.kdl");
        if !compilation.diagnostics.is_empty() {
            wrong += &format!("{code}/good.kdl:\n{}", drawn(&compilation));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_drawn_is_what_was_read_and_accepted() {
    let mut stale = String::new();
    for (code, page) in codes::ALL {
        let mut text = format!("{code}: {}\n", page.split_whitespace().collect::<Vec<_>>().join(" "));
        for name in bad(code.0) {
            text += &format!("\n=== {name}\n\n{}", drawn(&build(code.0, &name)));
        }
        let path = format!("snapshots/diagnostics/{code}.txt");
        stale += &repo::fresh(&path, &format!("{}\n", text.trim_end()), "diagnostics").err().unwrap_or_default();
    }
    assert!(stale.is_empty(), "\n{stale}");
}

/// What `explain` and the documents say of a rule's level is what it has.
#[test]
fn a_rule_has_the_level_that_its_page_tells() {
    let mut wrong = String::new();
    for (code, level) in codes::RULES {
        for name in bad(code.0) {
            let text = repo::read(&format!("{FOLDER}/{code}/{name}"));
            for diagnostic in build(code.0, &name).diagnostics.iter().filter(|d| d.code == *code) {
                if diagnostic.level != *level && !text.contains("deny ") && !text.contains("warn ") {
                    wrong += &format!("{code}/{name}: `{}` is {}, not {level}\n", diagnostic.message, diagnostic.level);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}build it by Diagnostic::found");
}

/// What a rule finds could be built all the same: with an `allow`, it is.
#[test]
fn what_a_rule_finds_can_be_waived_and_built() {
    let mut wrong = String::new();
    for (code, _) in codes::RULES {
        for name in bad(code.0) {
            let mut world = world(code.0, &name);
            let text = String::from_utf8(world.read("deploy.kdl").unwrap()).unwrap();
            let (line, rest) = text.split_once('\n').unwrap();
            let (line, end) = match line.trim_end().strip_suffix('{') {
                Some(line) => (line.to_owned(), ""),
                None => (line.to_owned(), "\n}"),
            };
            assert!(line.starts_with("project "), "{code}/{name} starts with its project");
            let text = format!("{line} {{\nallow \"{code}\" reason=\"tried\"{end}\n{rest}");
            world = world.with("deploy.kdl", text);
            let waived = compile(&world, "deploy.kdl");
            if waived.failed() || waived.diagnostics.iter().any(|d| d.code == *code) || waived.waived.is_empty() {
                wrong += &format!("{code}/{name} cannot be waived:\n{}", drawn(&waived));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A message without a way on is half a message.
#[test]
fn every_message_says_what_to_do() {
    let mut silent = String::new();
    for (code, _) in codes::ALL {
        for name in bad(code.0) {
            for diagnostic in build(code.0, &name).diagnostics {
                if diagnostic.help.is_none() && diagnostic.labels[0].text.is_empty() {
                    silent += &format!("{code}/{name}: {}\n", diagnostic.message);
                }
                assert!(!diagnostic.message.ends_with('.'), "{}: no full stop", diagnostic.message);
            }
        }
    }
    assert!(silent.is_empty(), "\nneither words at the place nor help:\n{silent}");
}

/// Whoever reads a page sees everything that its example is about.
#[test]
fn a_page_shows_the_files_beside_its_specs() {
    for page in dbgen::diag::pages::all() {
        let files = format!("{FOLDER}/{}/files", page.code);
        let there = if repo::root().join(&files).is_dir() { repo::files(&files) } else { Vec::new() };
        let there: BTreeSet<&str> = there.iter().filter_map(|path| path.strip_prefix(&format!("{files}/"))).collect();
        let shown: BTreeSet<&str> = page.files.iter().map(|(path, _)| *path).collect();
        assert_eq!(there, shown, "{}: name them behind `beside` in src/diag/codes.rs", page.code);
    }
}
