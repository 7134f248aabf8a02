//! Who may import whom. The order of the passes is held here, not in people's memory.
#![allow(clippy::unwrap_used)]

mod repo;

use std::collections::{BTreeMap, BTreeSet};

/// Every module of the crate with the modules that it may name, itself aside. A module may name only modules above it,
/// so there can be no cycle. A permission that nobody uses fails the test, too: what stands here is what is true.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("world", &[]),
    // Text in, places out: it knows no language.
    ("credentials", &[]),
    ("patch", &["credentials"]),
    ("hash", &[]),
    // Knows documents, not deployments: it could be a crate of its own.
    ("yaml", &["hash"]),
    ("diag", &["source"]),
    ("syntax", &["source", "diag"]),
    // The decoder reads the syntax tree, and a kind reads a value of it; the tree knows nothing of kinds.
    ("schema", &["hash", "source", "diag", "syntax"]),
    ("spec", &["source", "schema"]),
    ("plan", &["hash", "source", "diag", "schema", "spec"]),
    ("graph", &["plan"]),
    // A command in a Dockerfile is split into words as one of the spec is.
    ("dockerfile", &["plan"]),
    ("lint", &["hash", "source", "diag", "plan", "dockerfile", "world"]),
    // Never `spec`: what a target sees has been resolved. `syntax` for its values alone: `raw` hands them on as written.
    ("emit", &["hash", "source", "diag", "syntax", "schema", "plan", "yaml"]),
    // Reads texts as a platform does: it knows neither plan nor spec.
    ("verify", &["hash", "source", "diag", "emit", "yaml"]),
    ("write", &["emit"]),
    ("drift", &["diag", "patch", "emit", "write"]),
    // What jobs read is read off the workflows that they stand in.
    ("secrets", &["source", "plan", "emit"]),
    // Never `emit`: files are handed in as texts.
    // `syntax` for its values alone: a rule reads sizes and times as the decoder does.
    ("diff", &["source", "credentials", "diag", "syntax", "schema", "plan", "secrets"]),
    // The one place that orders the passes.
    (
        "compile",
        &[
            "hash",
            "source",
            "credentials",
            "diag",
            "syntax",
            "schema",
            "spec",
            "plan",
            "lint",
            "emit",
            "verify",
            "world",
        ],
    ),
    // Compiles what it has drafted: what does not compile is left out.
    ("init", &["source", "credentials", "diag", "schema", "syntax", "plan", "dockerfile", "world", "compile"]),
    // What an editor asks: plain data, no protocol. Of the targets it reads the lists of what they know.
    ("fix", &["source", "world", "diag", "syntax", "compile"]),
    ("ide", &["source", "world", "diag", "syntax", "schema", "spec", "plan", "emit", "compile", "patch"]),
    // The protocol over what `ide` knows; the machine is handed in.
    ("lsp", &["source", "world", "schema", "diag", "ide"]),
    (
        "cli",
        &[
            "hash", "source", "diag", "syntax", "schema", "spec", "graph", "emit", "write", "secrets", "compile",
            "init", "ide", "lsp", "world", "patch", "diff", "drift", "fix",
        ],
    ),
    ("main", &["cli"]),
];

/// Crates and parts of the standard library that stay in their place: files and folders that may name them.
const PLACES: &[(&str, &[&str])] = &[
    ("clap", &["src/cli/"]),
    ("clap_complete", &["src/cli/"]),
    ("clap_mangen", &["src/cli/"]),
    ("crossbeam_channel", &["src/lsp/"]),
    ("foldhash", &["src/hash.rs"]),
    ("github_actions_expressions", &["src/emit/github/expr.rs", "src/verify/expressions.rs"]),
    ("libm", &["src/credentials/"]),
    ("lsp_server", &["src/lsp/"]),
    ("lsp_types", &["src/lsp/"]),
    ("miette", &["src/diag/draw.rs"]),
    ("sha2", &["src/write/"]),
    ("similar", &["src/patch/"]),
    // Files, variables and processes: everything else runs in a browser, an editor and a test.
    ("std::fs", &["src/cli/", "src/write/"]),
    ("std::env", &["src/cli/", "src/main.rs"]),
    ("std::process", &["src/cli/", "src/write/", "src/main.rs"]),
    ("std::io", &["src/cli/", "src/write/", "src/main.rs"]),
    ("std::net", &[]),
    // The same spec gives the same bytes: nothing asks the time.
    ("std::time", &["src/cli/", "src/write/lock.rs"]),
];

/// The macros that `#[macro_export]` puts at the root of the crate, with the module that they belong to.
const MACROS: &[(&str, &str)] =
    &[("node", "schema"), ("union", "schema"), ("__meaning", "schema"), ("__yaml_map", "yaml")];

/// Every source file with its text, without comments, text in quotes, and the tests at its end.
fn sources() -> Vec<(String, String)> {
    let files = repo::files("src").into_iter().filter(|path| path.ends_with(".rs"));
    files.filter(|path| !path.ends_with("/tests.rs")).map(|path| (path.clone(), code(&repo::read(&path)))).collect()
}

fn code(text: &str) -> String {
    // Unit tests compile whole specs to look at one pass: they see more than the pass does.
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

fn module(path: &str) -> &str {
    let path = path.strip_prefix("src/").unwrap();
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The names that follow a path to the root of the crate: one, or all of a group in braces.
fn named_at_root(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for root in ["crate::", "dbgen::"] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                None => names.extend([word(rest)]),
                Some(group) => {
                    let mut depth = 0;
                    let mut start = true;
                    for (index, c) in group.char_indices() {
                        match c {
                            '}' if depth == 0 => break,
                            '{' => depth += 1,
                            '}' => depth -= 1,
                            ',' if depth == 0 => start = true,
                            c if start && !c.is_whitespace() => {
                                names.insert(word(&group[index..]));
                                start = false;
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
    }
    names
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn modules_name_only_what_lies_above_them() {
    let order: Vec<&str> = LAYERS.iter().map(|(module, _)| *module).collect();
    let mut unused: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (index, (module, allowed)) in LAYERS.iter().enumerate() {
        for name in *allowed {
            assert!(
                order[..index].contains(name),
                "LAYERS: `{module}` may name only what stands above it, not `{name}`"
            );
        }
        unused.insert(module, allowed.iter().copied().collect());
    }
    let mut wrong = String::new();
    for (path, code) in sources().iter().filter(|(path, _)| path != "src/lib.rs") {
        let own = module(path);
        let Some((_, allowed)) = LAYERS.iter().find(|(module, _)| *module == own) else {
            wrong += &format!("{path}: the module `{own}` has no line in LAYERS: say what it may import\n");
            continue;
        };
        for name in named_at_root(code) {
            let name = MACROS.iter().find(|(own, _)| *own == name).map_or(name.as_str(), |(_, module)| module);
            unused.get_mut(own).unwrap().remove(name);
            if name != own && !allowed.contains(&name) {
                let allowed = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
                wrong += &format!("{path}: `{own}` names `crate::{name}`; it may name: {allowed}\n");
            }
        }
        // From the first file of a module, `super` is the crate itself: an import that the table would not see.
        let depth = path.matches('/').count() - usize::from(path.ends_with("/mod.rs"));
        let climbs = "super::".repeat(depth.max(1));
        if code.contains(&climbs) {
            wrong += &format!("{path}: `{climbs}` leads out of the module `{own}`: write `crate::`\n");
        }
    }
    for (module, names) in unused {
        for name in names {
            wrong += &format!("LAYERS: `{module}` does not name `{name}` any more: take the permission away\n");
        }
    }
    assert!(
        wrong.is_empty(),
        "\n{wrong}\nThe layers are those of ARCHITECTURE.md: move the code, or say in LAYERS why."
    );
}

#[test]
fn crates_and_the_outer_world_stay_in_their_place() {
    let mut wrong = String::new();
    for (path, code) in sources() {
        for (what, places) in PLACES.iter().filter(|(_, places)| !places.iter().any(|p| path.starts_with(p))) {
            let inside = what.strip_prefix("std::").map(|part| format!("std::{{{part}"));
            let found = code.match_indices(what).any(|(at, _)| {
                let (before, after) = (&code[..at], &code[at + what.len()..]);
                !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                    && (after.starts_with("::") || after.starts_with(';'))
            });
            if found || inside.is_some_and(|inside| code.contains(&inside)) {
                let places = if places.is_empty() { "nowhere".to_owned() } else { places.join(", ") };
                wrong += &format!("{path}: `{what}` is named; it belongs to: {places}\n");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}\nWhat a pass needs of the world goes through `world::World`.");
}

#[test]
fn the_reader_of_imports_sees_them() {
    let text = code(
        "use crate::plan::Plan; // crate::cli\nuse crate::{diag::{codes, draw}, spec, yaml};\n$crate::schema::X\n\
         othercrate::emit\n#[cfg(test)]\nmod tests {\n use crate::lint;\n}",
    );
    let names: Vec<String> = named_at_root(&text).into_iter().collect();
    assert_eq!(names, ["diag", "plan", "schema", "spec", "yaml"]);
}
