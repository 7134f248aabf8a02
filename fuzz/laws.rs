//! What holds for every text, however wrong: from its bytes to the files that it becomes. Read by the fuzz target, and
//! by `tests/fuzz_laws.rs`, which lets every spec of this repository go through.

use dbgen::compile::{Compilation, compile};
use dbgen::diag::draw::{Style, draw};
use dbgen::world::MemoryWorld;
use dbgen::{graph, secrets, syntax};

/// A line that starts another file: what follows is its text. A comment of KDL, so that every spec is an input.
const NEXT_FILE: &str = "//// ";

const MAIN: &str = "deploy.kdl";

/// Lets an input go all the way, and panics where a law is broken.
pub fn hold(input: &[u8]) {
    let files = split(input);
    let out = build(&files);
    places(&out);
    assert!(!out.failed() || out.artifacts.is_empty(), "an error, and files");
    for color in [false, true] {
        draw(&out.diagnostics, &out.sources, Style { color, width: 80 });
    }
    if let Some(plan) = out.plan.as_ref().filter(|_| !out.failed()) {
        let picture = graph::graph(plan);
        let _ = (graph::mermaid(&picture), graph::dot(&picture), graph::svg(&picture));
        secrets::contract(plan, &out.artifacts).json();
    }
    match formatted(&files) {
        Some(files) => {
            let again = build(&files);
            // A credential is seen in the text as it stands, and formatting may move it to another line.
            if codes(&out).iter().chain(&codes(&again)).all(|code| *code != "credential") {
                assert_eq!(codes(&out), codes(&again), "formatting changes what is said");
                same_files(&out, &again, "formatting changes a file");
            }
        }
        None => {
            let again = build(&files);
            assert!(out.diagnostics == again.diagnostics, "twice the same, and two reports");
            same_files(&out, &again, "twice the same, and two results");
        }
    }
}

/// The files of an input: the first is the main one.
fn split(input: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![(MAIN.to_owned(), Vec::new())];
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(NEXT_FILE.as_bytes()).map(|name| String::from_utf8_lossy(name).trim().to_owned()) {
            Some(name) if !name.is_empty() => files.push((name, Vec::new())),
            _ => files.last_mut().expect("there is the main file").1.extend_from_slice(line),
        }
    }
    files
}

fn build(files: &[(String, Vec<u8>)]) -> Compilation {
    let world = files.iter().rev().fold(MemoryWorld::default(), |world, (name, text)| world.with(name, text.clone()));
    compile(&world, MAIN)
}

/// Every file as `dbgen fmt` lays it out; `None` where the main one cannot be.
fn formatted(files: &[(String, Vec<u8>)]) -> Option<Vec<(String, Vec<u8>)>> {
    let format = |text: &[u8]| {
        let once = syntax::format(std::str::from_utf8(text).ok()?).ok()?;
        let twice =
            syntax::format(&once).unwrap_or_else(|wrong| panic!("formatting breaks the text: {wrong:?}\n{once}"));
        assert_eq!(once, twice, "formatting twice is formatting once");
        Some(once.into_bytes())
    };
    format(&files[0].1)?;
    Some(files.iter().map(|(name, text)| (name.clone(), format(text).unwrap_or_else(|| text.clone()))).collect())
}

/// Every place lies in its file, between two characters.
fn places(out: &Compilation) {
    for diagnostic in &out.diagnostics {
        let fixes = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in diagnostic.labels.iter().map(|label| label.span).chain(fixes) {
            let text = &out.sources.file(span.file).text;
            let part = text.get(span.start as usize..span.end as usize);
            assert!(part.is_some(), "no place in a text of {} bytes: {diagnostic:?}", text.len());
        }
    }
}

/// What is said, without the warnings about syntax: what those advise is what formatting does.
fn codes(out: &Compilation) -> Vec<&'static str> {
    let mut codes: Vec<_> = out.diagnostics.iter().map(|d| d.code.0).filter(|code| *code != "syntax").collect();
    codes.sort_unstable();
    codes
}

fn same_files(one: &Compilation, other: &Compilation, what: &str) {
    for (a, b) in one.artifacts.iter().zip(&other.artifacts) {
        assert!(a == b, "{what}: {} and {}\n{}\n{}", a.path, b.path, a.text, b.text);
    }
    assert_eq!(one.artifacts.len(), other.artifacts.len(), "{what}");
}
