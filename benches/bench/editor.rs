//! What a keystroke costs in an editor: a spec of 5,000 lines, typed on at its middle.

use dbgen::ide::{self, Analysis};
use dbgen::source::FileId;
use dbgen::world::MemoryWorld;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// What is typed, letter by letter, into the service in the middle.
const TYPED: &str = "    resources cpu=\"250m\" memory=\"512Mi\"\n    env LOG=\"x\" { QUEUE_URL from=\"db.url\"; }\n";

/// So many keystrokes are measured.
const STROKES: usize = 1000;

/// A spec of `lines` lines and a few more: services, and what differs for them in three environments.
fn spec(lines: usize) -> String {
    let services = (lines - 20) / 20;
    let mut text = String::from(
        "project \"shop\" {\n    repository \"acme/shop\"\n    images \"ghcr.io/acme/shop-{service}\"\n}\n\
         secrets { SECRET_KEY rotate=\"90d\"; }\ndatabase \"db\" version=\"16\"\n",
    );
    for n in 0..services {
        writeln!(
            text,
            "service \"api-{n}\" runtime=\"python\" {{\n    build dockerfile=\"api/Dockerfile\"\n    command \"serve\"\n    \
             port 8000 public=#true\n    health \"/health\"\n    env {{\n        DATABASE_URL from=\"db.url\"\n        \
             SECRET_KEY secret=\"SECRET_KEY\"\n        ENVIRONMENT \"{{environment}}\"\n    }}\n}}"
        )
        .unwrap();
    }
    for environment in ["development", "test", "demo"] {
        writeln!(text, "environment \"{environment}\" on=\"compose\" {{").unwrap();
        for n in 0..services {
            writeln!(text, "    service \"api-{n}\" {{\n        publish {}\n    }}", 10_000 + n).unwrap();
        }
        text.push_str("}\n");
    }
    text
}

/// Wall time of each keystroke, sorted: text in, fresh syntax errors and completion out.
fn strokes(text: &str) -> Vec<Duration> {
    let at = text[text.len() / 4..].find("    port 8000").unwrap() + text.len() / 4;
    let mut all: Vec<Duration> = (0..STROKES)
        .map(|stroke| {
            let typed = &TYPED[..1 + stroke % (TYPED.len() - 1)];
            let world = MemoryWorld::default().with("deploy.kdl", format!("{}{typed}{}", &text[..at], &text[at..]));
            let start = Instant::now();
            let analysis = Analysis::syntax(&world, "deploy.kdl");
            let offers = ide::complete(&analysis, &world, FileId(0), (at + typed.len()) as u32);
            std::hint::black_box((analysis, offers));
            start.elapsed()
        })
        .collect();
    all.sort();
    all
}

/// Prints what a keystroke and a full check cost.
pub fn speeds() {
    let text = spec(5000);
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let all = strokes(&text);
    let world = MemoryWorld::default().with("deploy.kdl", text.clone());
    let mut checks: Vec<Duration> = (0..20)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(Analysis::check(&world, "deploy.kdl"));
            start.elapsed()
        })
        .collect();
    checks.sort();
    println!("\nA spec of {} lines in an editor, wall time in milliseconds", text.lines().count());
    println!("{:<40}{:>9.2}", "keystroke: syntax and completion, median", milliseconds(all[STROKES / 2]));
    println!("{:<40}{:>9.2}", "keystroke: worst of 1,000", milliseconds(all[STROKES - 1]));
    println!("{:<40}{:>9.2}", "full check, median", milliseconds(checks[checks.len() / 2]));
}
