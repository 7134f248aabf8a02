//! What a keystroke costs in an editor: the server in a process of its own, over a spec of 5,000 lines.

mod client;
mod texts;

use client::{Place, Server};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use texts::Text;

/// So long is the spec.
const LINES: usize = 5000;

/// So many keystrokes of each kind are measured; fewer of the others, some of which take most of a second for each.
const STROKES: usize = 1000;
const OTHERS: usize = 100;

/// So long a pause somebody who types fast makes between two letters.
const PAUSE: Duration = Duration::from_millis(15);

/// A server, and what it edits.
struct Player {
    name: &'static str,
    command: Vec<String>,
    text: Text,
    settings: Value,
    /// Whether a lens tells that the compiler is done: nobody else's server has one.
    lenses: bool,
    strokes: usize,
}

/// What one of them took.
struct Figures {
    /// Keystrokes that make the syntax wrong or right again: until the diagnostics say so.
    diagnostics: Vec<Duration>,
    /// The same ones: until there is an answer to what could be written.
    offers: Vec<Duration>,
    /// Letters of a word: until what it could become is there.
    words: Vec<Duration>,
    /// From a change to everything that there is to say of it.
    full: Vec<Duration>,
    memory: Option<f64>,
}

/// Prints what keystrokes cost in dbgen's server and, with `beside`, in others over files of the same size.
pub fn speeds(scratch: &Path, beside: bool) {
    let mut players = vec![Player {
        name: "dbgen lsp",
        command: vec![super::DBGEN.display().to_string(), "lsp".to_owned()],
        text: texts::spec(LINES),
        settings: json!({}),
        lenses: true,
        strokes: STROKES,
    }];
    if beside {
        players.extend(others());
    }
    println!(
        "\nA file of {LINES} lines in an editor, wall time in milliseconds: median and worst of {STROKES} keystrokes"
    );
    println!(
        "{:<24}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}",
        "", "syntax", "worst", "offers", "worst", "word", "worst", "full", "worst", "peak MB"
    );
    for player in players {
        let figures = measure(scratch, &player);
        print!(
            "{:<24}",
            if player.strokes == STROKES { player.name.to_owned() } else { format!("{} ({OTHERS})", player.name) }
        );
        for all in [&figures.diagnostics, &figures.offers, &figures.words, &figures.full] {
            match (all.get(all.len() / 2), all.last()) {
                (Some(middle), Some(worst)) => print!("{:>9.2}{:>9.2}", milliseconds(*middle), milliseconds(*worst)),
                _ => print!("{:>9}{:>9}", "-", "-"),
            }
        }
        println!("{:>9}", figures.memory.map_or("-".to_owned(), |size| format!("{size:.0}")));
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Servers of other languages that know a schema, from where they can be installed.
fn others() -> [Player; 2] {
    let there = |name: &str, how: &str| {
        let found =
            std::env::var_os("PATH").is_some_and(|all| std::env::split_paths(&all).any(|p| p.join(name).is_file()));
        assert!(found, "`{name}` is not on PATH: {how}");
    };
    // The wheels on PyPI are built without the server.
    there("taplo", "`cargo install taplo-cli --locked --features lsp`");
    there("yaml-language-server", "`npm install --global yaml-language-server`");
    let command = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    [
        Player {
            name: "taplo lsp",
            command: command(&["taplo", "lsp", "stdio"]),
            text: texts::toml(LINES),
            settings: json!({ "evenBetterToml": { "schema": { "enabled": true, "catalogs": [] } } }),
            lenses: false,
            strokes: OTHERS,
        },
        Player {
            name: "yaml-language-server",
            command: command(&["yaml-language-server", "--stdio"]),
            text: texts::yaml(LINES),
            settings: json!({ "yaml": { "validate": true, "completion": true, "schemaStore": { "enable": false } } }),
            lenses: false,
            strokes: OTHERS,
        },
    ]
}

fn measure(scratch: &Path, player: &Player) -> Figures {
    let folder = scratch.join("editor");
    fs::create_dir_all(folder.join("api")).unwrap();
    fs::write(folder.join("api/Dockerfile"), "FROM python:3.12-slim\n").unwrap();
    fs::write(folder.join(texts::SCHEMA), texts::schema().to_string()).unwrap();
    let Text { name, language, text, quoted, word } = &player.text;
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    let mut command = Command::new(&player.command[0]);
    command.args(&player.command[1..]).current_dir(&folder);
    let mut server = Server::start(&mut command, &path, language, text, player.settings.clone());
    let lines = text.lines().enumerate().filter(|(_, line)| line.starts_with(quoted));
    // Behind the text in quotes, and its closing quote.
    let ends: Vec<Place> = lines.map(|(number, line)| (number, line.len() - 1)).collect();
    let mut figures = Figures { diagnostics: vec![], offers: vec![], words: vec![], full: vec![], memory: None };
    let wrong = |found: &Value| found.as_array().is_some_and(|all| !all.is_empty());
    let right = |found: &Value| !wrong(found);
    // The first change finds caches cold: it is not measured.
    for stroke in 0..=player.strokes / 2 {
        let at = ends[stroke * 7 % ends.len()];
        for (removed, new, fits) in [(1, "", &wrong as &dyn Fn(&Value) -> bool), (0, "\"", &right)] {
            let came = server.stroke(at, removed, new, Some(fits));
            let full = player.lenses.then(|| server.about("textDocument/codeLens"));
            if stroke > 0 {
                figures.diagnostics.push(came.diagnostics);
                figures.offers.push(came.offers);
                // A text that is wrong goes through fewer passes.
                let all = full.filter(|_| !new.is_empty());
                figures.full.extend(all.map(|more| came.offers.max(came.diagnostics) + more));
            }
            std::thread::sleep(PAUSE);
        }
    }
    let (indent, letters) = word;
    let mut offered = 0;
    for stroke in 0..player.strokes {
        let line = ends[stroke / letters.len() * 3 % ends.len()].0 + 1;
        let typed = stroke % letters.len();
        if typed == 0 {
            // Over what stands there, so that lines keep their numbers.
            let old = server.lines()[line].len();
            server.stroke((line, 0), old, indent, None);
        }
        let at = (line, indent.len() + typed);
        let came = server.stroke(at, 0, &letters[typed..=typed], None);
        figures.words.push(came.offers);
        offered += usize::from(came.count > 0);
        std::thread::sleep(PAUSE);
    }
    assert!(offered > player.strokes / 2, "{}: something was offered {offered} times only", player.name);
    figures.memory = server.memory();
    for all in [&mut figures.diagnostics, &mut figures.offers, &mut figures.words, &mut figures.full] {
        all.sort();
    }
    figures
}
