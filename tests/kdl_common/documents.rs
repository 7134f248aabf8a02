//! Random KDL documents with everything that may stand between their parts, most of them sound.

use proptest::prelude::*;

pub fn any(choices: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(choices).prop_map(str::to_string)
}

fn name() -> impl Strategy<Value = String> {
    any(&[
        "a",
        "bc",
        "-",
        "+x",
        ".",
        ".d",
        "-.",
        "r",
        "ノード",
        "é",
        "a-b.c",
        "<x>",
        "a,b",
        "'q'",
        "_1",
        "x:",
        "\"\"",
        "\"q\"",
        "\"a b\"",
        "\"\\n\"",
        "#\"raw\"#",
        "##\"r\"#\"##",
    ])
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        name(),
        any(&[
            "0",
            "1",
            "-1",
            "+12",
            "1_000",
            "00",
            "1.5",
            "-0.25",
            "1e3",
            "1.5E-3",
            "0x1F",
            "-0xff_ff",
            "0o17",
            "0b1_01",
            "1_",
            "9223372036854775808",
            "123456789012345678901234567890",
            "0xffffffffffffffffffff",
            "#true",
            "#false",
            "#null",
            "#inf",
            "#-inf",
            "#nan",
        ]),
        any(&[
            "\"\\\"\\\\\\b\\f\\n\\r\\t\\s\"",
            "\"\\u{e9}\\u{10ffff}\"",
            "\"a\\   b\"",
            "\"a\\\n  b\"",
            "\"tab\there\"",
            "\"// no comment /* \"",
            "\"{x}\"",
            "#\"\\n\"#",
            "#\"a\"b\"#",
            "###\"##\"##\"###",
        ]),
        multiline(),
    ]
}

fn multiline() -> impl Strategy<Value = String> {
    let line =
        any(&["", " ", "x", "  x y", "\\n", "\\", "\\s", "\"\"", "x \\", "\\\\", "\t", "\\u{20}z", "\u{3000}", "#"]);
    let newline = any(&["\n", "\n", "\n", "\r\n", "\r", "\u{2028}"]);
    let indent = any(&["", "  ", "  ", "\t", " \t"]);
    (0..3usize, indent, prop::collection::vec((prop::bool::weighted(0.9), line, newline), 0..4)).prop_map(
        |(hashes, indent, lines)| {
            let marks = "#".repeat(hashes);
            let body: String = lines
                .into_iter()
                .map(|(indented, line, newline)| format!("{}{line}{newline}", if indented { &*indent } else { "" }))
                .collect();
            format!("{marks}\"\"\"\n{body}{indent}\"\"\"{marks}")
        },
    )
}

fn space() -> impl Strategy<Value = String> {
    any(&[
        " ",
        " ",
        " ",
        "  ",
        "\t",
        "\u{a0}",
        " /* c */ ",
        "/**/",
        "/* /* n */ */",
        " \\\n",
        " \\ // c\n ",
        "\\\r\n",
        "\u{3000}",
    ])
}

fn maybe_space() -> impl Strategy<Value = String> {
    prop_oneof![6 => Just(String::new()), 1 => space()]
}

fn ty() -> impl Strategy<Value = String> {
    let full =
        (maybe_space(), name(), maybe_space(), maybe_space()).prop_map(|(a, name, b, c)| format!("({a}{name}{b}){c}"));
    prop_oneof![5 => Just(String::new()), 1 => full]
}

/// Nothing, or once in a while a `/-`.
fn slashdash(wanted: bool) -> impl Strategy<Value = String> {
    prop_oneof![6 => Just(String::new()), u32::from(wanted) => any(&["/-", "/- ", "/-\n", "/- // c\n ", "/-/* c */"])]
}

fn entry(slashdashed: bool) -> impl Strategy<Value = String> {
    let key = prop_oneof![2 => Just(String::new()), 1 => (name(), maybe_space(), maybe_space()).prop_map(|(k, a, b)| format!("{k}{a}={b}"))];
    (space(), slashdash(slashdashed), key, ty(), value())
        .prop_map(|(space, slashdash, key, ty, value)| format!("{space}{slashdash}{key}{ty}{value}"))
}

/// A list of nodes; `slashdashed` ones or parts of them among these, if wanted.
pub fn nodes(slashdashed: bool) -> impl Strategy<Value = String> {
    let head = (slashdash(slashdashed), ty(), name(), prop::collection::vec(entry(slashdashed), 0..4))
        .prop_map(|(slashdash, ty, name, entries)| format!("{slashdash}{ty}{name}{}", entries.concat()));
    let end = any(&["\n", "\n", ";", "\r\n", "; ", " // c\n", "\n\n", "\n// c\n", " ;\n", "\\\n\n", "\u{b}", "\u{85}"]);
    let list = |node: BoxedStrategy<String>, end: BoxedStrategy<String>| {
        prop::collection::vec(
            (maybe_space(), node, maybe_space(), end).prop_map(|(a, node, b, end)| {
                // The crate refuses a `;` after a node behind `/-`.
                let end = if node.starts_with("/-") { end.replace(';', "\n") } else { end };
                format!("{a}{node}{b}{end}")
            }),
            0..4,
        )
        .prop_map(|nodes| nodes.concat())
    };
    let end = end.boxed();
    let head = head.boxed();
    list(head.clone(), end.clone()).prop_recursive(3, 24, 4, move |inner| {
        let block = (space(), slashdash(slashdashed), inner)
            .prop_map(|(space, slashdash, inner)| format!("{space}{slashdash}{{{inner}}}"));
        let node = (head.clone(), prop::collection::vec(block, 0..3))
            .prop_map(|(head, blocks)| format!("{head}{}", blocks.concat()));
        list(node.boxed(), end.clone())
    })
}
