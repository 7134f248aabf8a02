//! A table of single edits of a real spec, each there and back: what it weighs stands beside the edit, what is said of
//! it is kept in `snapshots/diff-edits.txt`, to be read by people.
#![allow(clippy::unwrap_used)]

mod diff_lines;
mod repo;

use dbgen::compile::Compilation;
use dbgen::diff::{Diff, Level};
use diff_lines::{between, compiled, lines};

#[derive(Default)]
struct Edit {
    title: String,
    /// What stands there, and what stands there afterwards.
    parts: Vec<(Vec<String>, Vec<String>)>,
    there: String,
    back: String,
}

/// The table: `= title`, `-` and `+` lines, `>` and `<`.
fn table() -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for line in repo::read("tests/edits/deal-brain.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some(sign) = line.chars().next() else { continue };
        let text = line.get(2..).unwrap_or_default().to_owned();
        if sign == '=' {
            edits.push(Edit { title: text, ..Edit::default() });
            continue;
        }
        let edit = edits.last_mut().unwrap();
        match sign {
            '-' => {
                if edit.parts.last().is_none_or(|(_, to)| !to.is_empty()) {
                    edit.parts.push(Default::default());
                }
                edit.parts.last_mut().unwrap().0.push(text);
            }
            '+' => edit.parts.last_mut().unwrap().1.push(text),
            '>' => edit.there = text,
            '<' => edit.back = text,
            _ => panic!("no line of the table: {line}"),
        }
    }
    edits
}

impl Edit {
    /// The spec after the edit. Of several lines it does not matter how far they are indented.
    fn apply(&self, text: &str) -> Result<String, String> {
        let mut text = text.to_owned();
        for (from, to) in &self.parts {
            let flat = |line: &str| if from.len() > 1 { line.trim_start() } else { line }.to_owned() + "\n";
            text = text.lines().map(flat).collect();
            let (from, to) = (from.join("\n"), to.join("\n"));
            match text.matches(&from).count() {
                1 => text = text.replacen(&from, &to, 1),
                count => return Err(format!("{}: `{from}` stands there {count} times\n", self.title)),
            }
        }
        Ok(text)
    }
}

fn level(diff: &Diff) -> &'static str {
    match diff.level() {
        None => "nothing",
        Some(level) => Level::as_str(level),
    }
}

fn good(title: &str, text: &str) -> Result<Compilation, String> {
    let out = compiled(text);
    let wrong =
        out.diagnostics.iter().map(|d| format!("  {} {} [{}]\n", out.sources.locate(d.span()), d.message, d.code));
    if out.failed() { Err(format!("{title}: does not compile\n{}", wrong.collect::<String>())) } else { Ok(out) }
}

#[test]
fn each_edit_weighs_what_the_table_says_and_is_told_as_it_was_read() {
    let text = repo::read("examples/deal-brain/deploy.kdl");
    let before = good("the example", &text).unwrap();
    let edits = table();
    assert!(edits.len() >= 40, "{}", edits.len());
    let (mut told, mut wrong) = (String::new(), String::new());
    for edit in &edits {
        let after = match edit.apply(&text).and_then(|after| good(&edit.title, &after)) {
            Ok(after) => after,
            Err(problem) => {
                wrong += &problem;
                continue;
            }
        };
        let (there, back) = (between(&before, &after), between(&after, &before));
        for (expected, diff, way) in [(&edit.there, &there, "there"), (&edit.back, &back, "back")] {
            if level(diff) != expected {
                wrong += &format!("{}, {way}: {}, not {expected}\n{}", edit.title, level(diff), lines(diff));
            }
        }
        told += &format!("= {}\n> {}\n{}< {}\n{}\n", edit.title, edit.there, lines(&there), edit.back, lines(&back));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    if let Err(stale) = repo::fresh("snapshots/diff-edits.txt", &told, "diff_edits") {
        panic!("\n{stale}");
    }
}
