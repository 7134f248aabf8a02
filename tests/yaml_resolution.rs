//! Which strings may stand bare. The expressions are those of the YAML 1.1 type repository and the YAML 1.2 core
//! schema, and of readers that go beyond them; nothing that one of them matches may be printed bare.
#![allow(clippy::unwrap_used)]

use dbgen::yaml::{Map, Yaml};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;

/// Who reads it, as what, and the expression.
const RESOLVED: &[(&str, &str)] = &[
    ("1.1 bool", "y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF"),
    ("1.1 null", "~|null|Null|NULL|"),
    ("1.1 merge", "<<"),
    ("1.1 value", "="),
    ("1.1 int, base 2", "[-+]?0b[0-1_]+"),
    ("1.1 int, base 8", "[-+]?0[0-7_]+"),
    ("1.1 int, base 10", "[-+]?(0|[1-9][0-9_]*)"),
    ("1.1 int, base 16", "[-+]?0x[0-9a-fA-F_]+"),
    ("1.1 int, base 60", "[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+"),
    ("1.1 float, base 10", "[-+]?([0-9][0-9_]*)?\\.[0-9.]*([eE][-+][0-9]+)?"),
    ("1.1 float, base 60", "[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\\.[0-9_]*"),
    ("1.1 infinity", "[-+]?\\.(inf|Inf|INF)"),
    ("1.1 not a number", "\\.(nan|NaN|NAN)"),
    ("1.1 date", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    (
        "1.1 time",
        "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]| {1,2})[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,3})?( ?(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?",
    ),
    ("1.2 null", "null|Null|NULL|~|"),
    ("1.2 bool", "true|True|TRUE|false|False|FALSE"),
    ("1.2 int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("1.2 float", "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
    ("1.2 infinity, not a number", "[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"),
    ("PyYAML float", "[-+]?[0-9][0-9_]*\\.[0-9_]*([eE][-+][0-9]+)?|\\.[0-9][0-9_]*([eE][-+][0-9]+)?"),
    ("Psych int", "[-+]?(0|[1-9]([0-9]|,[0-9]|_[0-9])*)|[-+]?0[0-7_,]+|[-+]?0x[0-9a-fA-F_,]+|[-+]?0b[0-1_,]+"),
    ("Psych float", "[-+]?([0-9][0-9_,]*)?\\.[0-9]*([eE][+-][0-9]+)?"),
    ("Psych symbol", ":[a-z]{1,4}"),
    ("go-yaml int", "[-+]?0(x|X)[0-9a-fA-F_]+|[-+]?0(o|O)[0-7_]+|[-+]?0(b|B)[01_]+"),
    ("go-yaml float", "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
    ("a language's own number parser", "[-+]?(inf|Inf|INF|infinity|Infinity|nan|NaN|NAN)"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_a_reader_resolves_stands_bare(
        (reader, text) in select(RESOLVED).prop_flat_map(|(reader, regex)| (Just(reader), string_regex(regex).unwrap()))
    ) {
        let quoted = |printed: &str| printed.starts_with(['"', '\'']);
        prop_assert!(quoted(&Yaml::from(text.as_str()).print()), "{}: {:?}", reader, text);
        prop_assert!(quoted(&Yaml::from(Map::new().with(text.clone(), 1)).print()), "{}: key {:?}", reader, text);
        // Behind its `[`, or behind a dash when the line gets too long.
        let item = Yaml::flow([text.as_str()]).print();
        prop_assert!(quoted(item.trim_start_matches(['[', '-', ' '])), "{}: item {:?}", reader, text);
    }
}

#[test]
fn scalars_look_like_this() {
    // As the tree has it, as it is printed.
    let table: &[(&str, &str)] = &[
        // Bare: what people write by hand.
        ("ubuntu-24.04", "ubuntu-24.04"),
        ("npm ci && npm test", "npm ci && npm test"),
        ("it's", "it's"),
        ("say \"hi\"", "say \"hi\""),
        ("a\\b", "a\\b"),
        ("${{ github.ref }}", "${{ github.ref }}"),
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("postgres:16-alpine", "postgres:16-alpine"),
        ("v1.2.3", "v1.2.3"),
        ("30s", "30s"),
        ("512Mi", "512Mi"),
        ("5%", "5%"),
        ("22-alpine", "22-alpine"),
        ("--port=8080", "--port=8080"),
        ("-c", "-c"),
        ("-y", "-y"),
        ("--no", "--no"),
        ("./run.sh", "./run.sh"),
        ("../x", "../x"),
        (".env", ".env"),
        ("~/bin", "~/bin"),
        ("a, b", "a, b"),
        ("a[0] {b}", "a[0] {b}"),
        ("a#b", "a#b"),
        ("a:b", "a:b"),
        ("a - b", "a - b"),
        ("yesterday", "yesterday"),
        ("nope", "nope"),
        ("none", "none"),
        ("0123abcdef", "0123abcdef"),
        ("=x", "=x"),
        ("<<x", "<<x"),
        ("é 漢 🚀", "é 漢 🚀"),
        ("a\u{a0}b", "a\u{a0}b"),
        // Quoted: some reader takes it for something else.
        ("", "\"\""),
        ("yes", "\"yes\""),
        ("NO", "\"NO\""),
        ("oN", "\"oN\""),
        ("off", "\"off\""),
        ("y", "\"y\""),
        ("N", "\"N\""),
        ("true", "\"true\""),
        ("null", "\"null\""),
        ("~", "\"~\""),
        ("12:30", "\"12:30\""),
        ("22:22", "\"22:22\""),
        ("3000:3000", "\"3000:3000\""),
        ("1_000", "\"1_000\""),
        ("1,000", "\"1,000\""),
        ("0o7", "\"0o7\""),
        ("0755", "\"0755\""),
        ("0x1F", "\"0x1F\""),
        ("0b11", "\"0b11\""),
        ("8080", "\"8080\""),
        ("-1", "\"-1\""),
        ("+1", "\"+1\""),
        ("++1", "\"++1\""),
        ("0x-1F", "\"0x-1F\""),
        ("-inf", "\"-inf\""),
        ("3.12", "\"3.12\""),
        ("1.2.3", "\"1.2.3\""),
        ("1e3", "\"1e3\""),
        ("123e456", "\"123e456\""),
        (".5", "\".5\""),
        (".inf", "\".inf\""),
        ("-.INF", "\"-.INF\""),
        (".NaN", "\".NaN\""),
        ("2024-01-01", "\"2024-01-01\""),
        ("2001-12-14t21:59:43.10-05:00", "\"2001-12-14t21:59:43.10-05:00\""),
        ("=", "\"=\""),
        ("<<", "\"<<\""),
        // Quoted: the characters mean something there.
        ("-", "\"-\""),
        ("- a", "\"- a\""),
        ("?", "\"?\""),
        ("? a", "\"? a\""),
        (":", "\":\""),
        (":a", "\":a\""),
        ("a:", "\"a:\""),
        ("a: b", "\"a: b\""),
        ("a #b", "\"a #b\""),
        ("#a", "\"#a\""),
        ("@a", "\"@a\""),
        ("`a`", "\"`a`\""),
        ("%a", "\"%a\""),
        ("*", "\"*\""),
        ("&a", "\"&a\""),
        ("!a", "\"!a\""),
        ("|", "\"|\""),
        (">", "\">\""),
        ("[a]", "\"[a]\""),
        ("{a}", "\"{a}\""),
        (", a", "\", a\""),
        ("'a", "\"'a\""),
        ("---", "\"---\""),
        ("... a", "\"... a\""),
        (" a", "\" a\""),
        ("a ", "\"a \""),
        ("a\tb", "\"a\\tb\""),
        ("a\rb", "\"a\\rb\""),
        ("a\u{85}b", "\"a\\x85b\""),
        ("a\u{2028}b", "\"a\\u2028b\""),
        ("\u{feff}a", "\"\\uFEFFa\""),
        ("\u{1b}[0m", "\"\\x1B[0m\""),
        ("user\u{202e}txt", "\"user\\u202Etxt\""),
        ("\n", "\"\\n\""),
        // Single quotes where they save escapes.
        ("\"a\"", "'\"a\"'"),
        ("{\"a\": 1}", "'{\"a\": 1}'"),
        ("[\\d]+", "'[\\d]+'"),
        ("[\"it's\"]", "\"[\\\"it's\\\"]\""),
    ];
    for (text, expected) in table {
        assert_eq!(Yaml::from(*text).print(), format!("{expected}\n"), "{text:?}");
        assert_eq!(Yaml::from(Map::new().with(*text, *text)).print(), format!("{expected}: {expected}\n"), "{text:?}");
    }
}

#[test]
fn numbers_look_like_this() {
    let table: &[(Yaml, &str)] = &[
        (8080.into(), "8080"),
        (i64::MIN.into(), "-9223372036854775808"),
        (u64::MAX.into(), "1.8446744073709552e+19"),
        (1.0.into(), "1.0"),
        ((-0.0).into(), "-0.0"),
        (0.1.into(), "0.1"),
        (1e300.into(), "1.0e+300"),
        (1.5e-7.into(), "1.5e-7"),
        (f64::INFINITY.into(), ".inf"),
        (f64::NEG_INFINITY.into(), "-.inf"),
        (f64::NAN.into(), ".nan"),
        (true.into(), "true"),
        (Yaml::Null, "null"),
        (Yaml::quoted("3.12"), "\"3.12\""),
        (Yaml::quoted("abc"), "\"abc\""),
        (Yaml::Map(Map::new()), "{}"),
        (Yaml::Seq(Vec::new()), "[]"),
        (Yaml::Flow(Vec::new()), "[]"),
    ];
    for (value, expected) in table {
        assert_eq!(value.print(), format!("{expected}\n"));
    }
}

#[test]
fn inside_brackets_more_is_quoted() {
    let items = ["main", "a, b", "[x]", "{x}", "a:b", "-x", "x-", "a?", "release/**", "v*"];
    assert_eq!(
        Yaml::flow(items).print(),
        "[main, \"a, b\", \"[x]\", \"{x}\", \"a:b\", \"-x\", \"x-\", \"a?\", release/**, v*]\n"
    );
}

#[test]
fn only_a_boolean_of_yaml_1_1_can_be_asked_to_stay_bare() {
    let map = |key: &'static str| Yaml::from(Map::new().with(key, 1).with_plain(key)).print();
    assert_eq!(map("on"), "on: 1\n");
    assert_eq!(map("null"), "\"null\": 1\n");
    assert_eq!(map("1"), "\"1\": 1\n");
    assert_eq!(map("a: b"), "\"a: b\": 1\n");
    assert_eq!(Yaml::from(Map::new().with("on", "on")).print(), "\"on\": \"on\"\n");
}
