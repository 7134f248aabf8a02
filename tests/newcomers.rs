//! What people write who know other formats better: one mistake is one message, and it says what to write.
#![allow(clippy::unwrap_used)]

use dbgen::compile::compile;
use dbgen::world::MemoryWorld;
use std::fmt::Write;

const SPEC: &str = r#"project "shop" {
    repository "acme/shop"
    images "ghcr.io/acme/shop-{service}"
}
secrets {
    API_KEY
    RENDER_API_KEY for="pipeline"
}
database "db" version="16"
service "api" runtime="python" {
    build context="api"
    port 8000 public=#true
    health "/health"
    env {
        DATABASE_URL from="db.url"
        API_KEY secret="API_KEY"
        LEVEL "info"
    }
}
environment "staging" on="render" {
    url "https://staging.shop.example.com"
    smoke { get "/health"; }
}
workflow "deploy" {
    on push="main"
    stage "images" { images; }
    stage "staging" { deploy "staging"; }
}
"#;

/// What is written in place of what, and what is said of it: the code, and a part of the help.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("health \"/health\"\n", "healthcheck \"/health\"\n", "unknown-node", "did you mean `health`?"),
    ("    env {", "    environment {", "unknown-node", "did you mean `env`?"),
    ("port 8000", "replicas 3; port 8000", "unknown-node", "did you mean `scale`?"),
    ("project \"shop\" {", "projekt \"shop\" {", "unknown-node", "did you mean `project`?"),
    ("port 8000", "scale \"2\"; port 8000", "wrong-value", "write 2, without quotes"),
    ("port 8000", "volume \"data\"; port 8000", "missing", "for example `volume"),
    ("{ images; }", "{ images; job \"x\" { uses \"a/b\"; run \"make\"; }; }", "unknown-node", "did you mean `action`?"),
    (
        "smoke {",
        "notify slack=\"https://hooks.example.com/x\"; smoke {",
        "wrong-value",
        "name the secret that holds it",
    ),
    ("push=\"main\"", "push=\"main\" cron=\"1 3 * * *\"", "unknown-property", "did you mean `schedule`?"),
    ("on=\"render\"", "on=\"k8s\"", "wrong-value", "did you mean `kubernetes`?"),
    ("version=\"16\"", "version=\"16\" engine=\"postgresql\"", "wrong-value", "did you mean `postgres`?"),
    ("deploy \"staging\"", "deploy \"stag\"", "unknown-environment", "did you mean `staging`?"),
    ("public=#true", "public=\"yes\"", "wrong-value", "write #true"),
    ("public=#true", "public=true", "syntax", "write `#true` for the keyword"),
    ("push=\"main\"", "push=[\"main\"]", "syntax", "write `push=\"main\"`"),
    ("push=\"main\"", "push=[\"main\", \"next\"]", "syntax", "a property has one value"),
    ("get \"/health\"", "get \"/health contains=\"ok\"", "syntax", "or where a text before it on this line was to end"),
    ("url \"https://staging.shop.example.com\"", "url https://x.example.com", "syntax", "put it into quotes"),
    ("LEVEL \"info\"", "LEVEL: \"info\"", "wrong-value", "did you mean `LEVEL`?"),
    ("LEVEL \"info\"", "LEVEL=\"info\"", "syntax", "write `name value`"),
    ("db.url", "db.uri", "wrong-value", "did you mean `db.url`?"),
    ("context=\"api\"", "context=\"app\"", "no-such-file", "did you mean `api`?"),
    (
        "smoke {",
        "approval \"ada\"\n    smoke {",
        "unexpected-argument",
        "behind what it belongs to: `reviewers`, `wait`",
    ),
    ("{ images; }", "{ images; run \"make\"; }", "unknown-node", "belongs into a node `job`"),
    ("workflow \"deploy\"", "scale 3\nworkflow \"deploy\"", "unknown-node", "belongs into a node `service`"),
    (
        "stage \"images\" { images; }\n    stage \"staging\" { deploy \"staging\"; }",
        "stage \"staging\" { deploy \"staging\"; }\n    stage \"images\" { images; }",
        "missing",
        "move this stage behind that one",
    ),
];

#[test]
fn one_mistake_is_one_message_that_mends_it() {
    let world = |text: &str| {
        let world = MemoryWorld::default().strict().with("deploy.kdl", text);
        world.with("api/Dockerfile", "FROM scratch\n")
    };
    let mut wrong = String::new();
    let good = compile(&world(SPEC), "deploy.kdl");
    assert!(good.diagnostics.is_empty(), "{:?}", good.diagnostics);
    for (right, mistake, code, help) in MISTAKES {
        assert_eq!(SPEC.matches(right).count(), 1, "{right}");
        let said = compile(&world(&SPEC.replace(right, mistake)), "deploy.kdl").diagnostics;
        let told = said.iter().map(|d| (d.code.0, d.help.clone().unwrap_or_default())).collect::<Vec<_>>();
        if !matches!(&told[..], [(own, text)] if own == code && text.contains(help)) {
            writeln!(wrong, "{mistake:?}: not {code} ({help}) but {told:#?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Whatever line with a brace is lost: that is what is told, and not what stands in the wrong node for it.
#[test]
fn a_brace_that_is_missing_is_one_mistake() {
    let spec = include_str!("../examples/deal-brain/deploy.kdl");
    let lines: Vec<&str> = spec.lines().collect();
    let (mut wrong, mut tried) = (String::new(), 0);
    for (index, line) in lines.iter().enumerate() {
        let line = line.split("//").next().unwrap_or_default().trim();
        if line != "}" && !line.ends_with('{') {
            continue;
        }
        let without: Vec<&str> = [&lines[..index], &lines[index + 1..]].concat();
        let said = compile(&MemoryWorld::default().with("deploy.kdl", without.join("\n")), "deploy.kdl").diagnostics;
        let syntax = said.iter().filter(|d| d.code.0 == "syntax").count();
        if syntax != 1 || said.len() > 2 {
            let codes: Vec<_> = said.iter().map(|d| (d.code.0, d.message.as_str())).collect();
            writeln!(wrong, "{}: {line}: {codes:#?}", index + 1).unwrap();
        }
        tried += 1;
    }
    assert!(tried > 60, "{tried}");
    assert!(wrong.is_empty(), "\n{wrong}");
}
