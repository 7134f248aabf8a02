use super::*;

#[track_caller]
fn becomes(text: &str, expected: &str) {
    let formatted = format(text).expect("KDL");
    assert_eq!(formatted, expected, "{text:?}");
    assert_eq!(format(&formatted).expect("still KDL"), expected, "a second time");
}

#[test]
fn nodes_stand_on_lines_of_their_own() {
    becomes("a; b 1  2;c\t( t ) x  y = ( u )1", "a\nb 1 2\nc (t)x y=(u)1\n");
    becomes("\u{feff}a\r\n\r\n\r\n  b\r", "a\n\nb\n");
    becomes("\n\n a{\n\n\n b\n\n\n\n c\n\n }\n\n", "a {\n    b\n\n    c\n}\n");
    becomes("a {\n}\nb { }\n( t ) c \\\n  {\n d\n}", "a {}\nb {}\n(t)c {\n    d\n}\n");
    becomes("", "");
    becomes(" \r\n\t\n", "");
}

#[test]
fn a_short_block_stays_on_the_line_it_was_written_on() {
    becomes("a {b;c 1}", "a { b; c 1; }\n");
    becomes("a { b; c; d }", "a { b; c; d; }\n");
    becomes("a { b; c; d; e }", "a {\n    b\n    c\n    d\n    e\n}\n");
    becomes("a {\n b }", "a {\n    b\n}\n");
    becomes("a { b { c; } }", "a {\n    b { c; }\n}\n");
    becomes("a { b /* why */ 1; }", "a {\n    b /* why */ 1\n}\n");
    becomes("a { /-b; c /-1 }", "a { /-b; c /-1; }\n");
}

#[test]
fn a_block_on_one_line_is_as_wide_as_the_line_allows() {
    let line = |width: usize| format!("n {{ {}; }}", "é".repeat(width - 7));
    assert_eq!(line(WIDTH).chars().count(), WIDTH);
    becomes(&line(WIDTH), &format!("{}\n", line(WIDTH)));
    let name = "é".repeat(WIDTH - 6);
    becomes(&line(WIDTH + 1), &format!("n {{\n    {name}\n}}\n"));
    // What was decided on the way is taken back: the comment within is printed once.
    becomes(&format!("n {{ /-{name} /-1; }} // c"), &format!("n {{\n    /-{name} /-1\n}} // c\n"));
}

#[test]
fn comments_stay_beside_what_they_were_written_beside() {
    becomes("//one\n\n\n  //two  \na", "//one\n\n//two\na\n");
    becomes(
        "a   // x  \n    // y\nb { // z\n\n// w\nc\n// v\n\n}",
        "a // x\n// y\nb { // z\n    // w\n    c\n    // v\n}\n",
    );
    becomes("a; // x\nb; /* y */ c; /* z */\n/* u */ d", "a // x\nb\n/* y */ c /* z */\n/* u */ d\n");
    becomes(
        "a /* x */ 1/* y */ k /* p */ = /* q */ 2 /* z */;b/* v */; /* w */ c",
        "a /* x */ 1 /* y */ k /* p */ = /* q */ 2 /* z */\nb /* v */\n/* w */ c\n",
    );
    becomes("a { /* x */ }\nb { b; /* y */ }", "a {\n    /* x */\n}\nb {\n    b /* y */\n}\n");
    becomes("  /* one\r\n  two */ a", "/* one\n  two */ a\n");
    becomes("( /* x */ t )a", "( /* x */ t)a\n");
    becomes("// only", "// only\n");
}

#[test]
fn a_line_is_continued_where_its_writer_continued_it() {
    becomes("a 1 \\\n  2   \\\n\\\n3 \\\n {\nb\n}", "a 1 \\\n    2 \\\n    3 {\n    b\n}\n");
    becomes("x {\na 1 \\ // why\n 2 \\ /* c */\n 3\n}", "x {\n    a 1 \\ // why\n        2 \\ /* c */\n        3\n}\n");
    becomes("a 1 \\ // x\n  \\ // y\n 2", "a 1 \\ // x\n    \\ // y\n    2\n");
    becomes("a \\ // x\n {\nb\n}", "a \\ // x\n    {\n    b\n}\n");
    becomes("a 1 \\ // x\n\n\\\nb\\\n", "a 1 // x\n\nb\n");
    becomes("a k \\\n = \\\n 1", "a k=1\n");
}

#[test]
fn what_a_slashdash_leaves_out_is_formatted_too() {
    becomes(
        "/-  a {\nb\n}\nc /- 1 /- k=2 /-\n{\nd\n} {e} /- { f }",
        "/-a {\n    b\n}\nc /-1 /-k=2 /-{\n    d\n} { e; } /-{ f; }\n",
    );
    becomes(
        "/- // why\n\n a /- // one\n// two\n 1 /- /* three */ 2",
        "/- // why\na /- // one\n    // two\n    1 /- /* three */ 2\n",
    );
    becomes("/-kdl-version 2\na", "/-kdl-version 2\na\n");
}

#[test]
fn strings_and_numbers_are_copied() {
    let line = "a \"q\\u{41}\" #\"r\\\"# plain \"b\\n\" 0x1F 1_000 1.50e+3 #true #-inf \"k k\"=(\"t t\")1\n";
    becomes(line, line);
}

#[test]
fn lines_of_a_string_move_with_its_node() {
    becomes(
        "a {\nb \"\"\"\none\n\n  two \\n\n   \n\"\"\"\n}",
        "a {\n    b \"\"\"\n        one\n\n          two \\n\n\n        \"\"\"\n}\n",
    );
    becomes("a ##\"\"\"\r\n\t\t\tx\r\n\t\t\"\"\"##", "a ##\"\"\"\n    \tx\n    \"\"\"##\n");
    becomes("a \"\"\"\n  \"\"\"", "a \"\"\"\n    \"\"\"\n");
    // Behind an escaped newline, what looks like indentation is none.
    let escaped = "a \"\"\"\n  one \\\n  two\n  \"\"\"\n";
    becomes(escaped, escaped);
}

#[test]
fn what_cannot_be_read_is_not_touched() {
    let errors = format("a  true\nb \"x\n").expect_err("two errors");
    assert_eq!(errors.len(), 2);
    // `https:`, and a comment.
    assert!(format("a https://x\n").is_err(), "what is doubtful is no safer");
}

#[test]
fn a_range_formats_the_nodes_it_touches() {
    let text = "a   1\n\n\n// c\nb   2\n c   3\n";
    let apply = |range: Range<usize>| {
        let mut result = text.to_owned();
        for edit in format_range(text, range).expect("KDL").iter().rev() {
            result.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.replacement);
        }
        result
    };
    let line = text.find("b ").expect("b");
    assert_eq!(apply(line..line + 7), "a   1\n\n// c\nb 2\n c   3\n");
    assert_eq!(apply(0..1), "a 1\n\n\n// c\nb   2\n c   3\n");
    assert_eq!(apply(0..text.len()), format(text).expect("KDL"));
    assert_eq!(apply(4..usize::MAX), format(text).expect("KDL"));
}
