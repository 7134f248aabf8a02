//! Fixes do what they say: each one that is offered for a fixture of a diagnostic makes it go away and brings no other
//! error; `dbgen check --fix` writes the safe ones.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod fixture;
mod repo;
mod sandbox;

use dbgen::compile::{Compilation, compile};
use dbgen::diag::{Diagnostic, Level, codes};
use dbgen::fix::{applied, fix};
use dbgen::world::{MemoryWorld, Overlay, World};
use sandbox::Sandbox;
use std::collections::BTreeSet;
use std::fmt::Write;

fn errors(compilation: &Compilation) -> Vec<&Diagnostic> {
    compilation.diagnostics.iter().filter(|d| d.level == Level::Error).collect()
}

fn same(compilation: &Compilation, as_this: &Diagnostic) -> usize {
    compilation.diagnostics.iter().filter(|d| (d.code, &d.message) == (as_this.code, &as_this.message)).count()
}

/// What differs between two texts, line by line, as far as a page of many such shows it.
fn difference(old: &str, new: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(old), lines(new));
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[before..], &new[before..]);
    let behind = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let sign = |sign: char, lines: &[String]| lines.iter().map(|l| format!("      {sign} {l}\n")).collect::<String>();
    sign('-', &old[..old.len() - behind]) + &sign('+', &new[..new.len() - behind])
}

/// Whether an error stands on a line that differs from the one before.
fn changed(before: &Compilation, after: &Compilation, error: &Diagnostic) -> bool {
    let file = error.span().file;
    let (old, new) = (&before.sources.file(file).text, after.sources.file(file));
    let line = new.line(new.line_column(error.span().start).0);
    !old.contains(&new.text[line.start as usize..line.end as usize])
}

#[test]
fn every_fix_mends_what_it_is_offered_for_and_breaks_nothing() {
    let mut page = String::from("Every fix that is offered for a spec of tests/diagnostics, and what it does.\n");
    let (mut wrong, mut mended) = (String::new(), BTreeSet::new());
    for (code, _) in codes::ALL {
        for name in fixture::bad(code.0) {
            let world = fixture::world(code.0, &name);
            let before = compile(&world, "deploy.kdl");
            let known: BTreeSet<_> = errors(&before).iter().map(|d| d.code).collect();
            for diagnostic in &before.diagnostics {
                for fix in &diagnostic.fixes {
                    let texts = applied(fix, &before.sources);
                    // Files change one after the other: what is done unasked must not lie in two of them.
                    assert!(!fix.safe || texts.len() == 1, "{code}/{name}: {}", fix.title);
                    let after = compile(&Overlay::new(&world, &texts), "deploy.kdl");
                    let place = format!("{code}/{name}: {}: {}", diagnostic.message, fix.title);
                    if same(&after, diagnostic) >= same(&before, diagnostic) {
                        writeln!(wrong, "{place}: it is still there\n{texts:?}").unwrap();
                    }
                    for new in errors(&after).iter().filter(|d| same(&before, d) == 0) {
                        // What is waived may be what the platform refuses: then that is said, and the waiver is no good.
                        let refused = fix.title.starts_with("allow `") && new.code == codes::INVALID_OUTPUT;
                        // Elsewhere a later pass may speak now; but not of what the fix has written.
                        let written = changed(&before, &after, new);
                        if !refused && (written || !known.contains(&new.code)) {
                            writeln!(wrong, "{place}: now `{}` [{}]\n{texts:?}", new.message, new.code).unwrap();
                        }
                    }
                    mended.insert(*code);
                    let sign = if fix.safe { "safe" } else { "offered" };
                    writeln!(page, "\n{code}/{name}: {}\n    {sign}: {}", diagnostic.message, fix.title).unwrap();
                    for (path, text) in &texts {
                        let old = String::from_utf8(world.read(path).unwrap()).unwrap();
                        page += &difference(&old, text).replace(&fixture::token(), "@TOKEN@");
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(mended.len() > 20, "{mended:?}");
    if let Err(stale) = repo::fresh("snapshots/fixes.txt", &page, "fixes") {
        panic!("\n{stale}");
    }
}

/// What is done unasked changes nothing of a spec that is right, and ends where nothing is left to do.
#[test]
fn the_safe_ones_end_in_a_spec_without_them() {
    let mut done = 0;
    for (code, _) in codes::ALL {
        for name in fixture::bad(code.0) {
            let world = fixture::world(code.0, &name);
            let fixed = fix(&world, "deploy.kdl");
            let texts = fixed.files.iter().map(|(path, (_, new))| (path.clone(), new.clone())).collect();
            let again = fix(&Overlay::new(&world, &texts), "deploy.kdl");
            assert!(again.done.is_empty() && again.files.is_empty(), "{code}/{name}: {:?}", again.done);
            let before = compile(&world, "deploy.kdl");
            assert!(errors(&fixed.compilation).len() <= errors(&before).len(), "{code}/{name}");
            done += fixed.done.len();
        }
        let good = fix(&fixture::world(code.0, "good.kdl"), "deploy.kdl");
        assert!(good.done.is_empty(), "{code}/good.kdl: {:?}", good.done);
    }
    assert!(done > 5, "{done}");
}

/// Edits that touch wait for the next round; a text in no layout of ours keeps its own.
#[test]
fn fixes_side_by_side_are_all_made() {
    let spec =
        "project \"shop\"\nservice   \"api\" { image \"a/b:1\"; drain \"5s\" ;  port \"80\"\n\n resources cpu=0.5 }\n";
    let fixed = fix(&MemoryWorld::default().with("deploy.kdl", spec), "deploy.kdl");
    let (old, new) = &fixed.files["deploy.kdl"];
    assert_eq!(old, spec);
    assert_eq!(*new, spec.replace("\"80\"", "80").replace("cpu=0.5", "cpu=\"0.5\""));
    assert_eq!(fixed.done.len(), 2, "{:?}", fixed.done);
}

const WRONG: &str = "// Kept.\nproject \"shop\"\nservice \"api\" {\n    image \"a/b:1\" // kept\n    port \"8000\"\n    helth \"/\"\n}\n";

#[test]
fn check_fix_writes_says_so_and_lists_what_it_leaves() {
    let sandbox = Sandbox::empty();
    sandbox.write("deploy.kdl", WRONG);
    let said = sandbox.dbgen(&["check", "--fix"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(sandbox.read("deploy.kdl"), WRONG.replace("\"8000\"", "8000"));
    assert_eq!(said.out, "  ~ deploy.kdl:5:10: write 8000 (wrong-value)\n1 problem mended in 1 file\n");
    assert!(said.err.contains("`service` has no node `helth`"), "{}", said.err);
    assert!(said.err.ends_with("not done unasked:\n  deploy.kdl:6:5: write health (unknown-node)\n"), "{}", said.err);
    let again = sandbox.dbgen(&["check", "--fix"]);
    assert!(again.out.starts_with("nothing could be mended unasked\n"), "{}", again.out);
    let json = sandbox.dbgen(&["check", "--fix", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["counts"]["errors"], 1);
}

#[test]
fn check_fix_writes_all_files_or_none() {
    let sandbox = Sandbox::empty();
    sandbox.write("deploy.kdl", format!("include \"api.kdl\"\n{WRONG}").replace("service \"api\"", "service \"web\""));
    sandbox.write("api.kdl", "service \"api\" {\n    image \"a/b:1\"\n    port \"81\"\n}\n");
    let readonly = |on: bool| {
        let mut rights = std::fs::metadata(sandbox.at("deploy.kdl")).unwrap().permissions();
        rights.set_readonly(on);
        std::fs::set_permissions(sandbox.at("deploy.kdl"), rights).unwrap();
    };
    readonly(true);
    let before = sandbox.files();
    let said = sandbox.dbgen(&["check", "--fix"]);
    assert_eq!((said.code, &sandbox.files()), (Some(1), &before), "{said:?}");
    assert!(said.err.contains("deploy.kdl cannot be written: it is read-only"), "{}", said.err);
    readonly(false);
    let said = sandbox.dbgen(&["check", "--fix"]);
    assert!(said.out.contains("2 problems mended in 2 files"), "{}", said.out);
    assert!(sandbox.read("api.kdl").contains("port 81\n") && sandbox.read("deploy.kdl").contains("port 8000\n"));
}
