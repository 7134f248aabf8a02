//! `dbgen explain` and `dbgen man`: pages that come from the same declarations as what they are about.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod repo;
mod sandbox;

use dbgen::diag::{changes, codes, pages};
use sandbox::Sandbox;

#[test]
fn the_document_of_diagnostics_is_fresh_and_whole() {
    let text = pages::markdown();
    for (code, _) in codes::ALL {
        assert!(text.contains(&format!("\n## {code}\n")), "{code} has no section");
        assert!(text.contains(&format!("](#{code})")), "{code} is not in the list");
    }
    if let Err(stale) = repo::fresh("docs/diagnostics.md", &text, "cli_explain") {
        panic!("\n{stale}");
    }
}

#[test]
fn the_document_of_changes_is_fresh_and_whole() {
    let text = pages::changes_markdown();
    for (code, _, _) in changes::ALL {
        assert!(text.contains(&format!("\n## {code}\n")), "{code} has no section");
        assert!(text.contains(&format!("](#{code})")), "{code} is not in the list");
    }
    if let Err(stale) = repo::fresh("docs/changes.md", &text, "cli_explain") {
        panic!("\n{stale}");
    }
}

#[test]
fn every_code_of_a_change_has_a_page_with_what_has_changed() {
    let sandbox = Sandbox::empty();
    for (code, weight, about) in changes::ALL {
        let said = sandbox.dbgen(&["explain", code.0]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{code}");
        let first = about.split_whitespace().next().unwrap();
        assert!(said.out.starts_with(&format!("{code}\n  {first}")), "{}", said.out);
        assert!(
            said.out.to_lowercase().contains(&format!("{}, unless `allow \"{code}\"", weight.as_str())),
            "{}",
            said.out
        );
        let marked = |sign| said.out.lines().any(|line| line.starts_with(sign));
        assert!(marked("  - ") || marked("  + "), "{code}: nothing is marked\n{}", said.out);
    }
}

#[test]
fn every_code_has_a_page_with_what_is_wrong_and_what_is_right() {
    let sandbox = Sandbox::empty();
    for (code, about) in codes::ALL {
        let said = sandbox.dbgen(&["explain", code.0]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{code}");
        let first = about.split_whitespace().next().unwrap();
        assert!(said.out.starts_with(&format!("{code}\n  {first}")), "{}", said.out);
        // A mistake is mended by a line that goes, one that comes, or both.
        let (wrong, right) = said.out.split_once("\nright:\n").unwrap();
        let marked = |text: &str, sign| text.lines().any(|line| line.starts_with(sign));
        assert!(marked(wrong, "  - ") || marked(right, "  + "), "{code}: nothing is marked\n{}", said.out);
        assert!(said.out.lines().all(|line| !line.ends_with(' ')), "{code}");
    }
}

#[test]
fn a_code_is_found_as_it_is_printed_and_a_wrong_one_is_corrected() {
    let sandbox = Sandbox::empty();
    let plain = sandbox.dbgen(&["explain", "unknown-node"]);
    assert_eq!(sandbox.dbgen(&["explain", "[Unknown-Node]"]).out, plain.out);
    let wrong = sandbox.dbgen(&["explain", "unknwon-node"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(1), ""));
    assert!(wrong.err.contains("did you mean `unknown-node`?"), "{}", wrong.err);
    let strange = sandbox.dbgen(&["explain", "xyzzy"]);
    assert!(strange.code == Some(1) && !strange.err.contains("did you mean"), "{strange:?}");
    assert!(strange.err.contains("dbgen explain --list"), "{strange:?}");
    assert_eq!(sandbox.dbgen(&["explain"]).code, Some(1));
    assert_eq!(sandbox.dbgen(&["explain", "--list", "cycle"]).code, Some(1));
}

#[test]
fn the_list_names_every_code_once_in_order() {
    let list = Sandbox::empty().dbgen(&["explain", "--list"]);
    let named: Vec<&str> = list.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut codes: Vec<&str> = codes::ALL.iter().map(|(code, _)| code.0).collect();
    let mut changes: Vec<&str> = changes::ALL.iter().map(|(code, _, _)| code.0).collect();
    codes.sort_unstable();
    changes.sort_unstable();
    assert_eq!(named, [codes, changes].concat());
}

#[test]
fn there_is_a_manual_page_for_the_whole_and_for_each_command() {
    let sandbox = Sandbox::empty();
    let help = sandbox.dbgen(&["--help"]).out;
    let list = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let commands: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let mut commands: Vec<&str> = commands.into_iter().filter(|name| !name.is_empty() && *name != "help").collect();
    commands.sort_unstable();
    assert!(commands.contains(&"build") && commands.contains(&"man"), "{commands:?}");
    let said = sandbox.dbgen(&["man", "--out", "share/man1"]);
    assert_eq!(said.out, format!("share/man1: {} pages\n", commands.len() + 1));
    let files = sandbox.files();
    let mut pages: Vec<String> = commands.iter().map(|name| format!("share/man1/dbgen-{name}.1")).collect();
    pages.push("share/man1/dbgen.1".into());
    assert_eq!(files.keys().cloned().collect::<Vec<_>>(), pages);
    for command in commands {
        let page = sandbox.dbgen(&["man", command]);
        assert_eq!(page.out.as_bytes(), files[&format!("share/man1/dbgen-{command}.1")]);
        assert!(page.out.contains(&format!("\n.TH dbgen-{command} 1 ")), "{}", page.out);
    }
    assert_eq!(sandbox.dbgen(&["man"]).out.as_bytes(), files["share/man1/dbgen.1"]);
    let wrong = sandbox.dbgen(&["man", "biuld"]);
    assert!(wrong.code == Some(1) && wrong.err.contains("did you mean `build`?"), "{wrong:?}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let sandbox = Sandbox::empty();
    sandbox.write("share", "a file");
    let said = sandbox.dbgen(&["man", "--out", "share/man1"]);
    assert!(said.code == Some(1) && said.err.contains("share/man1"), "{said:?}");
}
