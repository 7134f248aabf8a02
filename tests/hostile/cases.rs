//! The inputs: what is run, how it must end where that is sure, and how the folder is made.

use super::folder::{Folder, HEAD};

type Case = (&'static str, &'static [&'static str], Option<i32>, fn(&Folder));

const CHECK: &[&str] = &["check"];
const BUILD: &[&str] = &["build"];
const BAD: Option<i32> = Some(1);
const GOOD: Option<i32> = Some(0);
/// Whether it is too much depends on how large it is here.
const EITHER: Option<i32> = None;

/// Bytes that are no text, from a seed (SplitMix64).
fn noise(seed: u64) -> [u8; 8] {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (z ^ (z >> 27)).to_le_bytes()
}

fn token(index: usize) -> String {
    format!("{}_q7Wn2ZkX9bTf4RdLm8Vs1YcHj6GpA{index:07}", ["gh", "p"].concat())
}

const SERVICE: &str = "service \"s\" { image \"a:1\"; ";

pub const CASES: &[Case] = &[
    // bytes
    ("an empty file", CHECK, BAD, |f| f.put("deploy.kdl", "")),
    ("no file", CHECK, BAD, |_| {}),
    ("noise", CHECK, BAD, |f| {
        let block: Vec<u8> = (0..128).flat_map(noise).collect();
        f.fill("", block, "");
    }),
    ("noise of KDL", CHECK, BAD, |f| {
        let letters = b"{}()\"#\\/-=;\n abc019";
        let block: Vec<u8> = (0..8192).flat_map(noise).map(|byte| letters[usize::from(byte) % letters.len()]).collect();
        f.fill("", block, "");
    }),
    ("not UTF-8", CHECK, BAD, |f| f.fill("", b"\xff", "")),
    ("NUL", CHECK, BAD, |f| f.fill("", "\0", "")),
    ("byte order marks", CHECK, BAD, |f| f.fill("", "\u{feff}", "")),
    ("turned letters", CHECK, BAD, |f| f.fill("", "\u{202e}", "")),
    ("line ends of one kind", CHECK, BAD, |f| f.fill("", "\r", "")),
    ("line ends of the other kind", CHECK, BAD, |f| f.fill("", "a\r\n", "")),
    ("larger than is read", CHECK, BAD, |f| f.count_in("deploy.kdl", "", 20, |_| "a ".repeat(1 << 19), "")),
    // shape
    ("a long line", CHECK, BAD, |f| f.fill("", "a ", "")),
    ("open braces", CHECK, BAD, |f| f.fill("", "a{", "")),
    ("closed braces", CHECK, BAD, |f| {
        f.count("", 8_000_000, |i| if i % 2 == 0 { "a{".into() } else { "}".into() }, "")
    }),
    ("deep, and closed", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{}{}", "a{".repeat(200_000), "}".repeat(200_000)));
    }),
    ("nodes", CHECK, BAD, |f| f.fill("", "a\n", "")),
    ("a million services", CHECK, BAD, |f| f.count(HEAD, 1_000_000, |_| "service \"a\"\n".into(), "")),
    ("semicolons", CHECK, BAD, |f| f.fill("", ";", "")),
    ("slashdashes", CHECK, BAD, |f| f.fill("", "/-", "")),
    ("slashdashed values", CHECK, BAD, |f| f.fill("a ", "/-b ", "")),
    ("slashdashed blocks", CHECK, BAD, |f| f.fill("a ", "/-{}", "")),
    ("slashdashed nodes", CHECK, BAD, |f| f.fill("", "/-a\n", "")),
    ("open comments", CHECK, BAD, |f| f.fill("", "/*", "")),
    ("comments", CHECK, BAD, |f| f.fill("", "//\n", "")),
    ("continued lines", CHECK, BAD, |f| f.fill("a ", "\\\n", "")),
    ("type annotations", CHECK, BAD, |f| f.fill("", "(a)", "")),
    ("brackets", CHECK, BAD, |f| f.fill("", "[", "")),
    // values
    ("a string", CHECK, BAD, |f| f.fill("a \"", "x", "\"")),
    ("an open string", CHECK, BAD, |f| f.fill("a \"", "x", "")),
    ("quotes", CHECK, BAD, |f| f.fill("", "\"", "")),
    ("hashes", CHECK, BAD, |f| f.fill("", "#", "\"")),
    ("escapes", CHECK, BAD, |f| f.fill("a \"", "\\u{10ffff}", "\"")),
    ("wrong escapes", CHECK, BAD, |f| f.fill("a \"", "\\q", "\"")),
    ("lines of a string", CHECK, BAD, |f| f.fill("a \"\"\"\n", "x\n", "\"\"\"")),
    ("a number", CHECK, BAD, |f| f.fill("a ", "1", "")),
    ("a number of other digits", CHECK, BAD, |f| f.fill("a 0x", "_f", "")),
    ("an exponent", CHECK, BAD, |f| f.fill("a 1e", "9", "")),
    ("a name", CHECK, BAD, |f| f.fill("", "a", "")),
    ("a service of 65,536 letters", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}service \"{}\" {{ image \"a:1\"; }}", "a".repeat(65_536)));
    }),
    ("a value of an enumeration", CHECK, BAD, |f| f.fill(&format!("{HEAD}service \"s\" runtime=\""), "p", "\"")),
    ("properties nobody knows", CHECK, BAD, |f| f.count("a ", 1_000_000, |i| format!("p{i}=1 "), "")),
    ("the same property", CHECK, BAD, |f| {
        f.count(&format!("{HEAD}service \"s\" "), 390_000, |_| "runtime=1 ".into(), "")
    }),
    ("properties", CHECK, EITHER, |f| f.count(&format!("{HEAD}{SERVICE}env "), 100_000, |i| format!("P{i}=1 "), "; }")),
    ("variables", CHECK, EITHER, |f| {
        f.count(&format!("{HEAD}{SERVICE}env {{ "), 60_000, |i| format!("P{i} 1;"), "}; }")
    }),
    ("arguments", CHECK, EITHER, |f| f.count(&format!("{HEAD}{SERVICE}command "), 390_000, |_| "\"x\" ".into(), "; }")),
    ("placeholders", CHECK, EITHER, |f| {
        f.count(&format!("{HEAD}{SERVICE}env A=\""), 1_000_000, |_| "{service}".into(), "\"; }")
    }),
    ("expressions", CHECK, EITHER, |f| {
        let head = "workflow \"w\" { on push=\"main\"; stage \"s\" { job \"j\" { run \"";
        f.count(&format!("{HEAD}{head}"), 1_000_000, |_| "${{ a }} ".into(), "\"; }; }; }");
    }),
    ("raw, deep", CHECK, EITHER, |f| {
        f.put(
            "deploy.kdl",
            &format!("{HEAD}{SERVICE}raw \"compose\" {{ {}{} }}; }}", "a {".repeat(120), "}".repeat(120)),
        );
    }),
    ("raw, too deep", CHECK, BAD, |f| {
        f.put(
            "deploy.kdl",
            &format!("{HEAD}{SERVICE}raw \"compose\" {{ {}{} }}; }}", "a {".repeat(9_000), "}".repeat(9_000)),
        );
    }),
    ("raw, wide", CHECK, EITHER, |f| {
        f.count(&format!("{HEAD}{SERVICE}raw \"compose\" {{"), 190_000, |i| format!("a{i} 1;"), "}; }")
    }),
    // names
    ("copies in a row", CHECK, GOOD, |f| {
        let last = f.many(10_000);
        f.count_in(
            "deploy.kdl",
            HEAD,
            last,
            |i| format!("service \"s{i}\" like=\"s{}\" {{ image \"a:1\"; }}\n", i + 1),
            &format!("service \"s{last}\" {{ image \"a:1\"; }}"),
        );
    }),
    ("copies in a circle", CHECK, BAD, |f| {
        let all = f.many(10_000);
        f.count(HEAD, 10_000, |i| format!("service \"s{i}\" like=\"s{}\"\n", (i + 1) % all), "");
    }),
    ("copies that grow", CHECK, EITHER, |f| {
        f.count(
            &format!("{HEAD}service \"s0\" {{ image \"a:1\"; }}\n"),
            9_000,
            |i| format!("service \"s{}\" like=\"s{i}\" {{ env A{i}=1; }}\n", i + 1),
            "",
        );
    }),
    ("references to nothing", CHECK, BAD, |f| {
        f.count(&format!("{HEAD}{SERVICE}env {{ "), 60_000, |i| format!("P{i} from=\"x{i}.url\";"), "}; }");
    }),
    ("secrets", CHECK, EITHER, |f| f.count(&format!("{HEAD}secrets {{ "), 60_000, |i| format!("S{i};"), "}")),
    ("values of secrets", CHECK, BAD, |f| {
        f.count(&format!("{HEAD}secrets {{ "), 100_000, |i| format!("S{i} \"v{i}x\";"), "}")
    }),
    ("a hundred thousand errors", CHECK, BAD, |f| {
        f.count(HEAD, 100_000, |i| format!("service \"s{i}\" {{ drian 1; }}\n"), "")
    }),
    ("the same service", CHECK, BAD, |f| f.count(HEAD, 50_000, |_| "service \"s\" { image \"a:1\"; }\n".into(), "")),
    ("services", CHECK, EITHER, |f| f.count(HEAD, 20_000, |i| format!("service \"s{i}\" {{ image \"a:1\"; }}\n"), "")),
    ("services in environments", CHECK, EITHER, |f| {
        f.count("project \"a\"\n", 500, |i| format!("environment \"e{i}\" on=\"compose\"\n"), "include \"s.kdl\"");
        f.count_in("s.kdl", "", f.many(1_000), |i| format!("service \"s{i}\" {{ image \"a:1\"; }}\n"), "");
    }),
    ("environments", CHECK, EITHER, |f| {
        f.count("project \"a\"\n", 100_000, |i| format!("environment \"e{i}\" on=\"compose\"\n"), "")
    }),
    ("a long value everywhere", CHECK, EITHER, |f| {
        f.count("project \"a\" { env A=\"", 10 << 20, |_| "x".into(), "\"; }\ninclude \"s.kdl\"");
        f.count_in("s.kdl", HEAD.split_once('\n').unwrap().1, 300, |i| format!("service \"s{i}\" {{ build; }}\n"), "");
    }),
    ("stages", CHECK, BAD, |f| {
        let head = "workflow \"w\" { on push=\"main\"; ";
        f.count(
            &format!("{HEAD}{head}"),
            16_100,
            |i| format!("stage \"s{i}\" {{ job \"j{i}\" {{ run \"x\"; }}; }}\n"),
            "}",
        );
    }),
    ("steps", CHECK, EITHER, |f| {
        let head = "workflow \"w\" { on push=\"main\"; stage \"s\" { job \"j\" { ";
        f.count(&format!("{HEAD}{head}"), 60_000, |i| format!("run \"x{i}\"; "), "}; }; }");
    }),
    ("ports that clash", CHECK, BAD, |f| {
        f.count(HEAD, 8_000, |i| format!("service \"s{i}\" {{ image \"a:1\"; port 80; publish 80; }}\n"), "")
    }),
    // credentials
    ("tokens", CHECK, BAD, |f| f.count("", 300_000, |i| format!("// {}\n", token(i)), "")),
    ("tokens in a string", CHECK, BAD, |f| f.count("a \"", 300_000, |i| format!("{} ", token(i)), "\"")),
    ("half a token", CHECK, BAD, |f| f.fill("", ["AK", "IA"].concat(), "")),
    ("starts of keys", CHECK, BAD, |f| f.fill("", ["-----BEGIN PRIVATE", " KEY-----\n"].concat(), "")),
    ("addresses", CHECK, BAD, |f| f.fill("", "://a:", "")),
    ("base64", CHECK, BAD, |f| f.fill("a \"", "QUtJQUFBQUFBQUFBQUFBQQ", "\"")),
    // includes
    ("a circle of two", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}include \"b.kdl\""));
        f.put("b.kdl", "include \"deploy.kdl\"; include \"b.kdl\"");
    }),
    ("a diamond", CHECK, GOOD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}include \"b.kdl\"; include \"c.kdl\""));
        f.put("b.kdl", "include \"d.kdl\"");
        f.put("c.kdl", "include \"d.kdl\"");
        f.put("d.kdl", "service \"s\" { image \"a:1\"; }");
    }),
    ("all include all", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}include \"x/*.kdl\""));
        (0..3_000).for_each(|i| f.put(&format!("x/{i}.kdl"), "include \"*.kdl\"\n"));
    }),
    ("a chain of files", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}include \"x/0.kdl\""));
        (0..11_000).for_each(|i| f.put(&format!("x/{i}.kdl"), &format!("include \"{}.kdl\"", i + 1)));
    }),
    ("files that are not there", CHECK, BAD, |f| f.count(HEAD, 100_000, |i| format!("include \"y{i}.kdl\"\n"), "")),
    ("the same pattern", CHECK, BAD, |f| {
        f.count(HEAD, 100_000, |_| "include \"*.kdl\"; include \"z*.kdl\"\n".into(), "");
        (0..100).for_each(|i| f.put(&format!("a{i}.kdl"), ""));
    }),
    ("a pattern of stars", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}include \"x/{}.kdl\"", "a*".repeat(9_000)));
        f.put(&format!("x/{}.kdl", "a".repeat(200)), "");
    }),
    ("a path that goes nowhere", CHECK, BAD, |f| {
        f.count(&format!("{HEAD}include \""), 1_000_000, |_| "a/../".into(), "b.kdl\"")
    }),
    ("large files", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}include \"x/*.kdl\""));
        (0..8).for_each(|i| f.count_in(&format!("x/{i}.kdl"), "/*", 15, |_| "x".repeat(1 << 20), "*/"));
    }),
    ("links", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}include \"*.kdl\""));
        f.link("self.kdl", "self.kdl");
        f.link("zero.kdl", "/dev/zero");
        f.link("out.kdl", "/etc/passwd");
        f.link("main.kdl", "deploy.kdl");
    }),
    ("a pipe", CHECK, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}include \"p.kdl\""));
        nix::unistd::mkfifo(&f.path().join("p.kdl"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    }),
    ("a spec that is a folder", CHECK, BAD, |f| f.put("deploy.kdl/deploy.kdl", HEAD)),
    ("a spec that has no end", &["check", "zero.kdl"], BAD, |f| f.link("zero.kdl", "/dev/zero")),
    // the ledger
    ("a ledger of a stranger", BUILD, GOOD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}{SERVICE} }}"));
        let line = |i: usize| format!("{i:064x} compose x/{i}/../../../y\nejected {i}\n{i:064x} helm {i}\n");
        f.count_in("deploy.lock", "", f.many(60_000), line, "");
    }),
    ("a ledger of one line", BUILD, EITHER, |f| {
        f.put("deploy.kdl", &format!("{HEAD}{SERVICE} }}"));
        f.count_in("deploy.lock", &format!("{:064x} compose ", 0), f.many(7_000_000), |_| "x/".into(), "");
    }),
    ("a ledger of noise", BUILD, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}{SERVICE} }}"));
        f.put("deploy.lock", "");
        std::fs::write(f.path().join("deploy.lock"), (0..9_000).flat_map(noise).collect::<Vec<u8>>()).unwrap();
    }),
    ("a ledger that has no end", BUILD, BAD, |f| {
        f.put("deploy.kdl", &format!("{HEAD}{SERVICE} }}"));
        f.link("deploy.lock", "/dev/zero");
    }),
    // other commands
    ("fmt: nodes", &["fmt", "--check"], Some(2), |f| f.count("", 190_000, |_| "a   b\n".into(), "")),
    ("fmt: deep", &["fmt", "--check"], BAD, |f| f.fill("", "a{", "")),
    ("fmt: noise", &["fmt", "--check"], BAD, |f| f.fill("", "a \"\\q\" ", "")),
    ("json", &["check", "--format", "json"], BAD, |f| {
        f.count(HEAD, 100_000, |i| format!("service \"s{i}\" {{ drian 1; }}\n"), "")
    }),
    ("graph", &["graph"], EITHER, |f| {
        let head = "workflow \"w\" { on push=\"main\"; ";
        f.count(
            &format!("{HEAD}{SERVICE}}}\n{head}"),
            900,
            |i| format!("stage \"s{i}\" {{ job \"j{i}\" {{ run \"x\"; }}; }}\n"),
            "}",
        );
    }),
];
