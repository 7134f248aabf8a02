//! What holds for the formatter whatever the text: a second time changes nothing, the meaning and the comments are
//! the same, and its time is linear.
#![allow(clippy::unwrap_used)]

mod kdl_common;

use std::time::{Duration, Instant};

use dbgen::source::{FileId, Span};
use dbgen::syntax::{Entry, MAX_DEPTH, Node, TriviaKind, Value, format, format_range, parse};
use kdl_common::cases;
use kdl_common::documents::nodes;
use proptest::prelude::*;

/// Everything that a text says, what `/-` leaves out too: more than its meaning.
fn said(text: &str) -> String {
    fn slash(slashdash: Option<Span>) -> &'static str {
        if slashdash.is_some() { "/-" } else { "" }
    }
    fn entry(text: &str, entry: Entry<'_>) -> String {
        let (key, ty) = (entry.key().map(|(key, _)| key), entry.ty());
        let value = match entry.value() {
            // Of a `"""` string the indentation may differ, and with it the text; of anything else nothing may.
            Value::String(value) => format!("{value:?}"),
            _ => text[entry.value_span().start as usize..entry.value_span().end as usize].to_owned(),
        };
        format!("{}{key:?}={ty:?}{value}", slash(entry.slashdash()))
    }
    fn node(text: &str, node: Node<'_>, out: &mut String) {
        let entries: Vec<String> = node.all_entries().map(|own| entry(text, own)).collect();
        *out += &format!("{}({:?}){:?} {entries:?}", slash(node.slashdash()), node.ty(), node.name());
        for block in node.all_blocks() {
            *out += slash(block.slashdash());
            list(text, block.all_nodes(), out);
        }
        *out += ";";
    }
    fn list<'a>(text: &str, nodes: impl Iterator<Item = Node<'a>>, out: &mut String) {
        *out += "{";
        nodes.for_each(|own| node(text, own, out));
        *out += "}";
    }
    let mut out = String::new();
    list(text, parse(FileId(0), text).document.all_nodes(), &mut out);
    out
}

/// The comments of a text, in their order, but for line ends and the space behind a line.
fn comments(text: &str) -> Vec<String> {
    let parsed = parse(FileId(0), text);
    let comments = parsed
        .document
        .trivia()
        .iter()
        .filter(|trivia| matches!(trivia.kind, TriviaKind::LineComment | TriviaKind::BlockComment));
    comments
        .map(|trivia| &text[trivia.span.start as usize..trivia.span.end as usize])
        .map(|comment| comment.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned())
        .collect()
}

/// The layout itself, where it can be seen without a parser: no CR, no blank at an end, no two blank lines.
fn untidy(formatted: &str) -> Option<&'static str> {
    if formatted.contains('\u{feff}') {
        return Some("a byte order mark");
    }
    if !formatted.is_empty()
        && (!formatted.ends_with('\n') || formatted.ends_with("\n\n") || formatted.starts_with('\n'))
    {
        return Some("its start or end");
    }
    // What follows may be part of a string or a comment.
    let lines_in_quotes = formatted.contains('"') && formatted.contains("\\\n");
    if lines_in_quotes || formatted.contains("\"\"\"") || formatted.contains("/*") {
        return None;
    }
    if formatted.contains('\r') {
        return Some("a CR");
    }
    if formatted.contains("\n\n\n") || formatted.contains("{\n\n") {
        return Some("blank lines");
    }
    if formatted.lines().any(|line| line.ends_with([' ', '\t'])) {
        return Some("a space at the end of a line");
    }
    None
}

/// Which law a text breaks, if any; nothing for a text with a broken or doubtful syntax, which is refused.
fn broken_law(text: &str) -> Option<String> {
    let sound = parse(FileId(0), text).diagnostics.is_empty();
    let formatted = match format(text) {
        Ok(formatted) if sound => formatted,
        Err(_) if !sound => return None,
        Ok(_) => return Some("a text with errors is formatted".into()),
        Err(errors) => return Some(format!("a sound text is refused: {errors:?}")),
    };
    let again = match format(&formatted) {
        Err(errors) => return Some(format!("is no KDL any more: {formatted:?}\n{errors:#?}")),
        Ok(again) => again,
    };
    if again != formatted {
        return Some(format!("formatted once: {formatted:?}\nformatted twice: {again:?}"));
    }
    if said(text) != said(&formatted) {
        return Some(format!("says something else: {formatted:?}\n{}\n{}", said(text), said(&formatted)));
    }
    if comments(text) != comments(&formatted) {
        return Some(format!("comments differ: {formatted:?}"));
    }
    untidy(&formatted).map(|what| format!("has {what}: {formatted:?}"))
}

#[test]
fn the_laws_hold_for_every_case() {
    let mut wrong = Vec::new();
    let mut sound = 0;
    for (name, text) in cases() {
        sound += usize::from(format(&text).is_ok());
        wrong.extend(broken_law(&text).map(|law| format!("{name}: {text:?}\n{law}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(sound > 20, "only {sound} cases are KDL");
}

/// The laws can fail: each of these changes what one of them watches.
#[test]
fn the_measures_see_what_they_should() {
    assert_ne!(said("a /-1"), said("a 1"));
    assert_ne!(said("a 0x1F"), said("a 31"));
    assert_ne!(said("a {}"), said("a"));
    assert_ne!(said("a /-{ b; }"), said("a /-{ c; }"));
    assert_ne!(said("a { b; c; }"), said("a { b c; }"));
    assert_ne!(said("a (t)1"), said("(t)a 1"));
    assert_eq!(said("a \"\"\"\n  x\n  \"\"\""), said("a \"\"\"\nx\n\"\"\""));
    assert_eq!(comments("a // x \r\n/* y */"), ["// x", "/* y */"]);
    assert_eq!(untidy("a \nb\n"), Some("a space at the end of a line"));
}

/// A quarter of a megabyte of each shape that could make a formatter look at the same text again and again.
#[test]
fn time_is_linear_whatever_the_shape() {
    const SIZE: usize = 1 << 18;
    let repeat = |piece: &str| piece.repeat(SIZE / piece.len());
    let deep = format!("{}{}", "a {".repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH));
    let shapes = [
        ("nodes", repeat("a b=1 \"c\"\n")),
        ("nodes on one line", repeat("a;")),
        ("one node of many entries", format!("a{}", repeat(" 1"))),
        ("properties apart", format!("a{}", repeat(" k /**/ = /**/ (t)1"))),
        ("continuations", format!("a{}", repeat(" \\\n1"))),
        ("continuations in vain", format!("a{}", repeat(" \\\n"))),
        ("continuations with comments", format!("a{}", repeat(" \\ //\n"))),
        ("comments in one node", format!("a{}", repeat(" /**/"))),
        ("comments between nodes", repeat("// c\n")),
        ("slashdashed entries", format!("a{}", repeat(" /-1"))),
        ("slashdashed blocks on one line", format!("a{}", repeat(" /-{b;}"))),
        ("blocks too long for a line", repeat(&format!("a {{ {}; }}\n", "b".repeat(90)))),
        ("one block of one long node", format!("a {{ {} }}", repeat("b "))),
        ("one block of many nodes", format!("a {{ {} }}", repeat("b;"))),
        ("deep blocks", format!("{deep}\n").repeat(100)),
        ("a wide line before many blocks", format!("a {}{}", repeat("\"é\" "), " /-{b;}".repeat(1000))),
        ("blank lines", repeat("\r\n")),
        ("lines of a string", format!("a \"\"\"\n{}\"\"\"", repeat("x\n"))),
        ("escapes in a string", format!("a \"\"\"\n{}\n\"\"\"", repeat("\\\\"))),
        ("strings of lines", repeat("a \"\"\"\nx\n\"\"\"\n")),
    ];
    let limit = Duration::from_secs(1);
    for (name, text) in shapes {
        // The quickest of three runs: the machine may be busy with something else.
        let mut quickest = Duration::MAX;
        for _ in 0..3 {
            let start = Instant::now();
            let formatted = format(&text);
            quickest = quickest.min(start.elapsed());
            assert!(formatted.is_ok(), "{name}: {:#?}", formatted.err().map(|errors| errors[0].clone()));
            if quickest < limit {
                break;
            }
        }
        println!("{:8.1} ms  {name} ({} bytes)", quickest.as_secs_f64() * 1e3, text.len());
        assert!(quickest < limit, "{name}: {quickest:?} for {} bytes", text.len());
    }
}

/// Lines of deep blocks are longer than the blocks: a small text could become a huge one.
#[test]
fn what_could_not_be_read_again_is_refused() {
    let deep = format!("{}{}\n", "a{".repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH));
    assert!(format(&deep).unwrap().len() > 100 * deep.len());
    let errors = format(&deep.repeat(1000)).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:#?}");
}

/// The edits of a range, applied.
fn format_part(text: &str, range: std::ops::Range<usize>) -> Option<String> {
    let mut result = text.to_owned();
    for edit in format_range(text, range).ok()?.iter().rev() {
        result.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.replacement);
    }
    Some(result)
}

/// Every third node of such a document has its comments in unusual places.
const CROWDED: &[&str] = &[
    "/- // one\n/* two */ a /- /* three\n */ 1 /- // four\n {\n b // five\n}",
    "a { // one\n\n\n // two\n\n b; /* three */ c /* four */; /* five */\n /* six */ }",
    "( /* one */ t /* two */ ) /* three */ a k /* four */ = /* five */ ( /* six */ u )\\ // seven\n 1",
    "a \\ /* one */ // two\n \\ // three\n /* four */ 1 \\ // five\n\n// six",
    "// one\r// two\u{85}/* three\r\n four */ /* five */ a \u{2028}\u{b}b",
    "a {\\ // one\n}\nb {\\\n}\nc {/* two */}\n/- d {\n// three\n}",
];

#[test]
fn the_laws_hold_where_comments_crowd() {
    for text in CROWDED {
        assert!(format(text).is_ok(), "{text:?}");
        assert_eq!(broken_law(text), None, "{text:?}");
    }
}

proptest! {
    // As many sound documents; those that are refused come on top.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_global_rejects: 20_000,
        ..ProptestConfig::with_cases(1000)
    })]

    #[test]
    fn the_laws_hold_for_generated_documents(text in nodes(true)) {
        prop_assume!(format(&text).is_ok());
        prop_assert_eq!(broken_law(&text), None);
    }

    #[test]
    fn a_part_says_the_same_and_all_parts_are_the_whole(text in nodes(true), from in 0..400usize, length in 0..200usize) {
        prop_assume!(format(&text).is_ok());
        let part = format_part(&text, from..from + length).unwrap();
        prop_assert_eq!(said(&part), said(&text));
        prop_assert_eq!(comments(&part), comments(&text));
        prop_assert_eq!(format(&part), format(&text));
        prop_assert_eq!(format_part(&text, 0..text.len()), format(&text).ok());
    }

    #[test]
    fn the_laws_hold_for_any_soup_of_tokens(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", "b", "1", "k=", "(t)", " ", " ", " ", "\n", "\n", "\r\n", "{", "{", "}", "}", ";", "; ", " \\\n", "/-", "// c\n", "//",
        "/* d */", "/* d\n */", "\"s\"", "\"\"\"\n  x\n  \"\"\"", "#\"r\"#", "#true", "\u{3000}", "\u{85}",
    ]), 0..30)) {
        prop_assert_eq!(broken_law(&pieces.concat()), None);
    }

    #[test]
    fn any_text_is_formatted_or_refused(text in any::<String>(), from in any::<usize>(), to in any::<usize>()) {
        prop_assert_eq!(broken_law(&text), None);
        let _ = format_range(&text, from..to);
    }
}

#[test]
fn any_cut_of_a_document_is_formatted_or_refused() {
    for text in CROWDED {
        for (at, _) in text.char_indices() {
            assert_eq!(broken_law(&text[..at]), None, "{text:?} up to {at}");
            assert_eq!(broken_law(&text[at..]), None, "{text:?} from {at}");
        }
    }
}
