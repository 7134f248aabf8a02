//! What holds for the parser whatever the text: it gives a tree, its spans fit the text, its time is linear.
#![allow(clippy::unwrap_used)]

mod kdl_common;

use std::time::{Duration, Instant};

use dbgen::diag::{Diagnostic, Level};
use dbgen::source::{FileId, Span};
use dbgen::syntax::{Block, MAX_BYTES, MAX_DEPTH, Node, Parsed, parse};
use proptest::prelude::*;

/// Every span of the result: in the file, on character boundaries, and within the span of what holds it.
fn check_spans(text: &str, parsed: &Parsed) {
    let whole = Span::new(FileId(0), 0, text.len() as u32);
    let fits = |span: Span, within: Span, what: &str| {
        assert!(
            within.start <= span.start && span.start <= span.end && span.end <= within.end,
            "{what} {span:?} in {within:?}: {text:?}"
        );
        assert!(
            text.get(span.start as usize..span.end as usize).is_some(),
            "{what} {span:?} cuts a character: {text:?}"
        );
    };
    let mut nodes: Vec<(Node<'_>, Span)> = parsed.document.all_nodes().map(|node| (node, whole)).collect();
    while let Some((node, within)) = nodes.pop() {
        let span = node.span();
        fits(span, within, "node");
        fits(node.name_span(), span, "name");
        node.ty_span().into_iter().for_each(|ty| fits(ty, span, "type"));
        let mut end = node.name_span().end;
        for entry in node.all_entries() {
            fits(entry.span(), span, "entry");
            assert!(entry.span().start >= end, "entries overlap: {text:?}");
            end = entry.span().end;
            fits(entry.value_span(), entry.span(), "value");
            entry.ty_span().into_iter().for_each(|ty| fits(ty, entry.span(), "type"));
            entry.key().into_iter().for_each(|(_, key)| fits(key, entry.span(), "key"));
        }
        node.all_blocks().map(Block::span).for_each(|block| fits(block, span, "block"));
        nodes.extend(node.all_blocks().flat_map(|block| block.all_nodes().map(move |child| (child, block.span()))));
    }
    let mut end = 0;
    for trivia in parsed.document.trivia() {
        fits(trivia.span, whole, "trivia");
        assert!(trivia.span.start >= end, "trivia overlap: {text:?}");
        end = trivia.span.end;
    }
    let labels = |problem: &Diagnostic| problem.labels.iter().map(|label| label.span).collect::<Vec<_>>();
    let fixes = |problem: &Diagnostic| {
        problem.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span).collect::<Vec<_>>()
    };
    for problem in &parsed.diagnostics {
        labels(problem).into_iter().chain(fixes(problem)).for_each(|span| fits(span, whole, &problem.message));
    }
}

fn read(text: &str) -> Parsed {
    let parsed = parse(FileId(0), text);
    check_spans(text, &parsed);
    parsed
}

const SPEC: &str = r###"/* one
of */ project "deal-brain" /- old="x" { // name
    repository "acme/deal" \
        #"raw "quoted" text"# keep=(int)0x1F limit=-1.5e3 ünïcode="é\u{e9}\s\
        end"
    (note)"quoted name" #null #true #-inf """
        lines
          of text \" with "" here
        """ /- { gone } { child; other { deep 1; } }
    text ##"""
        raw "# lines
        """##
}
/- service "gone" { a { b } }
"###;

#[test]
fn every_prefix_of_every_case_gives_a_tree() {
    for (_, text) in kdl_common::cases() {
        text.char_indices().for_each(|(at, _)| drop(read(&text[..at])));
    }
}

#[test]
fn every_prefix_and_every_cut_gives_a_tree() {
    let cuts: Vec<usize> = SPEC.char_indices().map(|(at, _)| at).chain([SPEC.len()]).collect();
    for (index, cut) in cuts.iter().enumerate() {
        read(&SPEC[..*cut]);
        read(&SPEC[*cut..]);
        if let Some(next) = cuts.get(index + 1) {
            read(&format!("{}{}", &SPEC[..*cut], &SPEC[*next..]));
        }
    }
}

/// What a formatter stands on: tree and trivia together account for every character of a sound text but for space
/// and punctuation.
#[test]
fn nothing_but_space_lies_between_the_spans() {
    let sound = kdl_common::cases().into_iter().filter(|(name, _)| !name.ends_with("_fail")).map(|(_, text)| text);
    for text in sound.chain([SPEC.to_string()]) {
        let parsed = read(&text);
        assert!(parsed.diagnostics.iter().all(|d| d.level < Level::Error), "{text:?}: {:#?}", parsed.diagnostics);
        let mut spans: Vec<Span> = parsed.document.trivia().iter().map(|trivia| trivia.span).collect();
        let mut nodes: Vec<Node<'_>> = parsed.document.all_nodes().collect();
        while let Some(node) = nodes.pop() {
            spans.extend(node.ty_span().into_iter().chain([node.name_span()]));
            for entry in node.all_entries() {
                spans.extend(
                    entry.ty_span().into_iter().chain(entry.key().map(|(_, key)| key)).chain([entry.value_span()]),
                );
            }
            nodes.extend(node.all_blocks().flat_map(Block::all_nodes));
        }
        spans.sort();
        let mut end = 0;
        for span in spans.into_iter().chain([Span::new(FileId(0), text.len() as u32, text.len() as u32)]) {
            assert!(span.start >= end, "two spans share a character: {text:?}");
            let between = &text[end as usize..span.start as usize];
            let punctuation = |c: char| c.is_whitespace() || "(){};=\u{feff}".contains(c);
            assert!(between.chars().all(punctuation), "{between:?} is nowhere in the tree: {text:?}");
            end = span.end;
        }
    }
}

/// One broken line costs that line: the nodes before and behind it stay.
#[test]
fn a_broken_line_does_not_hide_its_neighbours() {
    let broken = [
        "x \"unclosed",
        "x \"unclosed {\n}",
        "x r\"legacy\"",
        "x true",
        "x = 5",
        "x a=",
        "x a= b=",
        "x [1, 2]",
        "x 5m",
        "x .5",
        "x (t)",
        "x (",
        "x ()1",
        "(t)",
        "()",
        "x \"\\q\"",
        "x \"a\"\"b\"",
        "x a=1=2",
        "x { a } { b }",
        "x { a } b",
        "x }",
        "{ a }",
        "x /-;",
        "/-/- x",
        "x #maybe",
        "x # text",
        "# text",
        "x \\ y",
        "x a/b",
        "x /a/b",
        "x 1/2",
        "x / y",
        "x a=/b",
        "/x y",
        "x https://a.b",
        "x /* open",
        "x #\"open",
        ";",
        "x ;;",
        "=",
        ")",
        "]",
        "/",
        "x \"\"\"one line\"\"\"",
        "x \"\"\"\n        open\n\n          text",
        "x \"\n    text\n    \"",
        "x \u{7f} y",
        "5 a",
        "#true 5",
        "x true=1",
    ];
    for line in broken {
        let text = format!("before 1\nouter {{\n    first\n    {line}\n    last\n}}\nafter 2\n");
        let parsed = read(&text);
        assert!(!parsed.diagnostics.is_empty(), "{line:?} is accepted");
        let names: Vec<_> = parsed.document.nodes().map(Node::name).collect();
        // A brace too many does end the block; what follows is still there.
        if line.contains("x }") {
            assert_eq!(names, ["before", "outer", "last", "after"], "{line:?}");
            continue;
        }
        assert_eq!(names, ["before", "outer", "after"], "{line:?}: {:#?}", parsed.diagnostics);
        let outer = parsed.document.nodes().nth(1).unwrap();
        let children: Vec<_> = outer.children().map(Node::name).collect();
        assert_eq!(children.first(), Some(&"first"), "{line:?}");
        assert_eq!(children.last(), Some(&"last"), "{line:?}: {children:?}");
        assert!(parsed.diagnostics.len() <= 3, "{line:?} cascades: {:#?}", parsed.diagnostics);
    }
}

#[test]
fn all_errors_are_found_at_once() {
    let text = "a true\nb 5m\nc {\n    d \"x\n    e .5\n}\nf r\"y\"\n";
    let lines: Vec<_> =
        read(text).diagnostics.iter().map(|d| text[..d.span().start as usize].lines().count()).collect();
    assert_eq!(read(text).diagnostics.len(), 5, "{lines:?}");
}

/// About a megabyte of each shape that could tempt a parser into quadratic time, recursion or guessing.
fn hostile() -> Vec<(&'static str, String)> {
    const SIZE: usize = 1 << 20;
    let repeat = |piece: &str| piece.repeat(SIZE / piece.len());
    let hashes: String = (1..1400).rev().map(|n| format!("a {}\"\"\"\n", "#".repeat(n))).collect();
    vec![
        ("open braces", repeat("a{")),
        ("slashdashed blocks", repeat("a /- {")),
        ("slashdashed nodes", repeat("/- a {\n")),
        ("closed pairs", format!("{}{}", "a{".repeat(SIZE / 3), "}".repeat(SIZE / 3))),
        ("closing braces", repeat("}")),
        ("one long line of blocks", repeat("a{b 1;}")),
        ("one long name", repeat("a")),
        ("one long number", repeat("1")),
        ("one long hexadecimal number", format!("a 0x{}", repeat("f"))),
        ("one long float", format!("a 1.{}e5", repeat("3"))),
        ("bad numbers", repeat("a 1x\n")),
        ("one bad number", format!("a {}x", repeat("1"))),
        ("slashdashes", repeat("/-")),
        ("slashdashed arguments", repeat("a /-")),
        ("unclosed string", format!("a \"{}", repeat("x"))),
        ("quotes", repeat("\"")),
        ("quotes, an even number", repeat("\" ")),
        ("a quote a line", repeat("\"\n")),
        ("a quote a line with text", repeat("a \"\nb ")),
        ("backslashes", repeat("\\")),
        ("backslashes in a string", format!("a \"{}", repeat("\\"))),
        ("escaped quotes in a string", format!("a \"{}", repeat("\\\" {"))),
        ("braces in a string", format!("a \"{}", repeat(" {"))),
        ("triple quotes", repeat("\"\"\"\n")),
        ("unclosed triple quotes", format!("a \"\"\"\n{}", repeat(" \\\"\"\"\n"))),
        ("triple quotes after escapes", format!("a \"\"\"\n{}", repeat("\\\"\"\"\n"))),
        ("raw triple quotes", repeat("#\"\"\"\n")),
        ("raw triple quotes, fewer and fewer hashes", hashes),
        ("hashes", repeat("#")),
        ("hash and quote", repeat("#\"")),
        ("many hashes and quotes", format!("a {}\"{}", "#".repeat(SIZE / 2), "\"####".repeat(SIZE / 10))),
        (
            "many hashes and triple quotes",
            format!("a {}\"\"\"{}", "#".repeat(SIZE / 2), "\"\"\"####".repeat(SIZE / 14)),
        ),
        ("comments opened", repeat("/*")),
        ("comments opened on lines", repeat("/*\n")),
        ("comments in a node", format!("a {}", repeat("/**/"))),
        ("line comments", repeat("//\n")),
        ("continuations", repeat("\\\n")),
        ("continuations with comments", repeat("a \\ /* */")),
        ("keys", repeat("a=")),
        ("spaces", repeat(" ")),
        ("space before =", format!("a{}", repeat(" b "))),
        ("types", repeat("(")),
        ("types closed", repeat("(a)")),
        ("brackets", repeat("[")),
        ("list of commas", format!("a [{}", repeat("\"x\","))),
        ("semicolons", repeat(";")),
        ("forbidden characters", repeat("\u{202e}\u{200e}")),
        ("unicode spaces", repeat("a\u{3000}")),
        ("wrong indentation", format!("a \"\"\"\n{}    \"\"\"", repeat("x\n"))),
        ("indentation", format!("a \"\"\"\n{}\n    \"\"\"", repeat("    "))),
        ("nodes on one line", repeat("a 1;")),
        ("nodes", repeat("a b=1 \"c\"\n")),
    ]
}

#[test]
fn time_is_linear_whatever_the_shape() {
    let limit = Duration::from_secs(1);
    for (name, text) in hostile() {
        // The quickest of three runs: the machine may be busy with something else.
        let mut quickest = Duration::MAX;
        for _ in 0..3 {
            let start = Instant::now();
            let parsed = parse(FileId(0), &text);
            quickest = quickest.min(start.elapsed());
            // So many mistakes, and a word each on there being more of them, and too much to read.
            assert!(parsed.diagnostics.len() <= 502, "{name}: {}", parsed.diagnostics.len());
            if quickest < limit {
                break;
            }
        }
        println!("{:8.1} ms  {name} ({} bytes)", quickest.as_secs_f64() * 1e3, text.len());
        assert!(quickest < limit, "{name}: {quickest:?} for {} bytes", text.len());
    }
}

#[test]
fn depth_is_bounded_and_what_follows_is_read() {
    let deep = |levels: usize| format!("{}{}\nafter\n", "a{".repeat(levels), "}".repeat(levels));
    assert!(read(&deep(MAX_DEPTH)).diagnostics.is_empty());
    let parsed = read(&deep(MAX_DEPTH + 50));
    assert_eq!(parsed.diagnostics.len(), 1, "{:#?}", parsed.diagnostics);
    assert_eq!(parsed.document.nodes().map(Node::name).collect::<Vec<_>>(), ["a", "after"]);
    let mut depth = 0;
    let mut node = parsed.document.nodes().next();
    while let Some(inner) = node {
        depth += 1;
        node = inner.children().next();
    }
    assert_eq!(depth, MAX_DEPTH + 1);
}

#[test]
fn a_huge_file_is_refused_in_a_sentence() {
    let parsed = parse(FileId(0), &"a\n".repeat(MAX_BYTES / 2 + 1));
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.document.nodes().count(), 0);
    assert!(parse(FileId(0), &" ".repeat(MAX_BYTES)).diagnostics.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_soup_of_tokens_gives_a_tree(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", "b", "1", "-", ".", "=", " ", " ", "\n", "\n", "\t", "\r\n", "{", "}", "(", ")", "[", "]", ";", ",", "\\", "/", "/-", "//",
        "/*", "*/", "\"", "\"\"\"", "#", "##", "#\"", "\"#", "r", "true", "#true", "#null", "\\n", "\\u{e9}", "\\u{", "é", "\u{3000}",
        "\u{2028}", "\u{feff}", "\u{7f}", "0x", "e5", "    ",
    ]), 0..60)) {
        read(&pieces.concat());
    }

    #[test]
    fn any_text_gives_a_tree(text in any::<String>()) {
        read(&text);
    }
}
