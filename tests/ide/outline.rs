//! What is shown around a text: outline, folds, selections, colours, hints, links, lines above, and the manual.

use super::support::{SHOP, analyse, apply, compiled, in_shop, marked, shown, world};
use dbgen::ide::symbols::Symbol;
use dbgen::ide::{self, Analysis};
use dbgen::source::{FileId, Span};
use std::fmt::Write;

fn whole(text: &str) -> Span {
    Span::new(FileId(0), 0, text.len() as u32)
}

fn draw(symbols: &[Symbol], depth: usize, out: &mut String) {
    for symbol in symbols {
        let thing = symbol.thing.map(|thing| format!(" ({})", thing.word())).unwrap_or_default();
        writeln!(out, "{}{} [{}]{thing}", "  ".repeat(depth), symbol.name, symbol.detail).unwrap();
        assert!(symbol.span.start <= symbol.name_span.start && symbol.name_span.end <= symbol.span.end);
        draw(&symbol.children, depth + 1, out);
    }
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn the_outline_names_things_by_their_names() {
    let mut out = String::new();
    draw(&ide::symbols(&analyse(SHOP), FileId(0)), 0, &mut out);
    snapshot("ide-outline", &out);
    let found = ide::declared(&analyse(SHOP), "wr");
    assert_eq!(found.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["worker"]);
}

#[test]
fn colours_know_the_language() {
    let analysis = analyse(SHOP);
    let mut out = String::new();
    for token in ide::tokens(&analysis, FileId(0)) {
        let declares = if token.declares { " declares" } else { "" };
        writeln!(out, "{:?}{declares} {}", token.kind, shown(&analysis, token.span).replace('\n', " ")).unwrap();
    }
    snapshot("ide-tokens", &out);
}

#[test]
fn blocks_comments_and_includes_fold() {
    let text = "// a\n// b\ninclude \"a.kdl\"\ninclude \"b.kdl\"\nservice \"a\" { // c\n    port 1\n}\nservice \"b\" { port 2; }\n";
    let analysis = analyse(text);
    let folds = ide::folding(&analysis, FileId(0));
    let shown: Vec<_> = folds.iter().map(|fold| (fold.kind, shown(&analysis, fold.span))).collect();
    use ide::folding::FoldKind::{Comment, Includes, Region};
    let expected =
        [(Comment, "// a\n// b"), (Includes, "include \"a.kdl\"\ninclude \"b.kdl\""), (Region, " // c\n    port 1\n")];
    assert_eq!(shown, expected);
}

#[test]
fn a_selection_grows_from_letters_to_the_file() {
    let (text, at) = marked("service \"a\" {\n    port 80^00 public=#true\n    drain \"5s\"\n}\n");
    let analysis = analyse(&text);
    let grown = ide::selection(&analysis, FileId(0), at);
    let shown: Vec<&str> = grown.iter().map(|span| shown(&analysis, *span)).collect();
    let node = "port 8000 public=#true";
    let children = "port 8000 public=#true\n    drain \"5s\"";
    let block = "{\n    port 8000 public=#true\n    drain \"5s\"\n}";
    assert_eq!(shown, ["8000", node, children, block, text.trim(), &text]);
}

#[test]
fn hints_say_what_a_name_stands_for_and_what_a_copy_brings() {
    let analysis = compiled(SHOP);
    let mut out = String::new();
    for hint in ide::hints(&analysis, whole(SHOP)) {
        let (line, column) = analysis.sources().file(FileId(0)).line_column(hint.offset);
        writeln!(out, "{}:{} {} <- {}", line + 1, column + 1, hint.text, hint.tooltip).unwrap();
    }
    snapshot("ide-hints", &out);
}

#[test]
fn links_lead_to_files_that_are_there() {
    let main = "include \"a/*.kdl\"\nproject \"shop\" { images \"ghcr.io/a/b-{service}\"; }\n\
                service \"w\" { build dockerfile=\"w/Dockerfile\" context=\"w\"; }\n\
                environment \"dev\" on=\"compose\" local=#true {}\n";
    let files = world(&[("deploy.kdl", main), ("a/b.kdl", "// nothing\n"), ("w/Dockerfile", "FROM x\n")]);
    let analysis = Analysis::compile(&files, "deploy.kdl");
    let links = ide::links(&analysis, &files, FileId(0));
    let shown: Vec<(&str, &str)> = links.iter().map(|l| (shown(&analysis, l.span), l.path.as_str())).collect();
    let expected = [("\"a/*.kdl\"", "a/b.kdl"), ("\"w/Dockerfile\"", "w/Dockerfile"), ("\"dev\"", "compose.yaml")];
    assert_eq!(shown, expected, "{:#?}", analysis.compilation().diagnostics);
    // A platform's one file for all of its environments belongs to each of them.
    let render = "project \"shop\" { repository \"acme/shop\"; images \"ghcr.io/acme/{service}\"; }\n\
                  secrets { RENDER_API_KEY for=\"pipeline\"; }\n\
                  service \"w\" { image \"nginx:1.29.3\"; port 80 public=#true; health \"/\"; }\n\
                  environment \"a\" on=\"render\" { region \"frankfurt\"; }\n\
                  environment \"b\" on=\"render\" { region \"frankfurt\"; }\n\
                  workflow \"d\" { on push=\"main\"; stage \"s\" { deploy \"a\"; }; stage \"t\" { deploy \"b\"; }; }\n";
    let files = world(&[("deploy.kdl", render)]);
    let analysis = Analysis::compile(&files, "deploy.kdl");
    let links = ide::links(&analysis, &files, FileId(0));
    let paths: Vec<&str> = links.iter().map(|l| l.path.as_str()).collect();
    let said: Vec<&str> = analysis.compilation().diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(paths.iter().filter(|path| **path == "render.yaml").count(), 2, "{paths:?} {said:?}");
}

#[test]
fn an_environment_says_what_it_holds() {
    let analysis = compiled(SHOP);
    let lenses = ide::lenses(&analysis, FileId(0));
    let titles: Vec<&str> = lenses.iter().map(|lens| lens.title.as_str()).collect();
    assert_eq!(titles, ["2 services", "1 secret", "diff against main"]);
    assert_eq!(
        lenses.iter().map(|lens| lens.command.id()).collect::<Vec<_>>(),
        ["dbgen.show", "dbgen.show", "dbgen.diff"]
    );
}

fn hover(part: &str, back: usize) -> String {
    let (analysis, at) = in_shop(part, back);
    ide::hover(&analysis, FileId(0), at).unwrap_or_else(|| panic!("nothing is said of {part}")).text
}

#[test]
fn hover_shows_the_manual_the_values_and_where_they_come_from() {
    let mut out = String::new();
    for (part, back) in [
        ("drain \"45s\"", 3),
        ("drain \"5s\"", 8),
        ("like=\"api\"", 2),
        ("on=\"compose\"", 3),
        ("DATABASE_URL from", 6),
        ("use \"python\"", 9),
        ("public=#true", 9),
        ("secrets { SECRET_KEY", 3),
        ("database \"db\"", 2),
        ("environment \"development\"", 3),
    ] {
        writeln!(out, "## {part}\n\n{}\n", hover(part, back)).unwrap();
    }
    snapshot("ide-hover", &out);
}

#[test]
fn what_a_part_reaches_is_found_by_comparing() {
    let files = world(&[("deploy.kdl", SHOP), ("Dockerfile", "FROM x\n"), ("requirements.txt", "")]);
    let reached = |part: &str, back: usize| {
        let (analysis, at) = in_shop(part, back);
        let reach = ide::reach(&analysis, &files, FileId(0), at).unwrap();
        reach.iter().map(|r| (r.path.clone(), r.lines.len())).collect::<Vec<_>>()
    };
    assert_eq!(reached("drain \"5s\"", 8), [("compose.yaml".to_owned(), 1)]);
    // What it stands for elsewhere, the environment says otherwise.
    assert_eq!(reached("after api", 5), [("compose.yaml".to_owned(), 2)]);
    let (analysis, at) = in_shop("drain \"5s\"", 8);
    let reach = ide::reach(&analysis, &files, FileId(0), at).unwrap();
    let text = ide::reach::text(&analysis, &reach).unwrap();
    let number = reach[0].lines[0] + 1;
    let block = "  ```yaml\n  stop_grace_period: 5s\n  ```";
    assert!(text.ends_with(&format!("- `compose.yaml`, line {number}\n{block}")), "{text}");
    let unknown = analyse("service \"a\"");
    assert_eq!(ide::reach(&unknown, &files, FileId(0), 2), None, "what does not compile reaches nothing that is known");
}

#[test]
fn formatting_is_that_of_the_formatter() {
    let text = "service   \"a\"  {\nport  1\n}\nservice \"b\" {\nport  2\n}\n";
    let analysis = analyse(text);
    let all = apply(text, &ide::format(&analysis, FileId(0)).unwrap());
    assert_eq!(Ok(all), dbgen::syntax::format(text));
    let second = text.find("service \"b\"").unwrap() as u32;
    let edits = ide::format_range(&analysis, Span::new(FileId(0), second, second + 5)).unwrap();
    assert_eq!(apply(text, &edits), "service   \"a\"  {\nport  1\n}\nservice \"b\" {\n    port 2\n}\n");
    assert_eq!(ide::format(&analyse("service \"a"), FileId(0)), None);
}
