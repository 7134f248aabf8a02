//! `smoke.sh` against a server that comes up late, answers wrongly, or not at all.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::time::Duration;

use support::{Outcome, Reply, Script, Server};

fn script() -> Script {
    Script::new("smoke").env("SMOKE_POLL_SECONDS", "0.05").recorded("curl")
}

fn run(server: &Server, arguments: &[&str]) -> Outcome {
    let base = server.url();
    script().run(&[&["--base", &base], arguments].concat())
}

#[test]
fn all_checks_pass_each_with_its_status_and_text() {
    let server = Server::start(|request| match request.path.as_str() {
        "/health" => Reply::new(200, r#"{"status": "ok"}"#),
        "/missing" => Reply::new(404, "nothing"),
        "/old" => Reply::new(308, "").with("Location", "/new"),
        _ => Reply::new(500, ""),
    });
    let outcome = run(
        &server,
        &[
            "--get",
            "/health",
            "--contains",
            r#""status": "ok""#,
            "--get",
            "/missing",
            "--status",
            "404",
            "--get",
            "/old",
            "--status",
            "308",
        ],
    );
    let outcome = outcome.exits(0).says("ok    GET /health: status 200 in 0.").says("All 3 checks passed.");
    assert!(outcome.summary.contains("| `GET /missing` | ok, status 404"), "{}", outcome.summary);
    assert_eq!(server.requests().len(), 3, "a check that has passed is not asked again, and no redirect is followed");
}

#[test]
fn waits_for_a_system_that_comes_up_late() {
    let mut asked = 0;
    let server = Server::start(move |request| {
        asked += 1;
        match (asked, request.path.as_str()) {
            (1, _) => Reply::Drop,
            (2, _) => Reply::new(502, "bad gateway"),
            (3, _) => Reply::new(200, "starting"),
            _ => Reply::new(200, "ready"),
        }
    });
    run(&server, &["--get", "/", "--contains", "ready"]).exits(0).says("wait  GET /: no complete answer");
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn the_deadline_shows_the_last_answer() {
    let long = format!("<h1>Oops\n::error::forged</h1>{}", "x".repeat(1000));
    let server = Server::start(move |request| match request.path.as_str() {
        "/health" => Reply::new(200, "ok"),
        _ => Reply::new(503, long.clone()),
    });
    let outcome = run(&server, &["--get", "/health", "--get", "/api", "--timeout", "1"]).exits(1);
    let outcome = outcome
        .says("FAIL  GET /api: status 503, expected 200\n      the last answer began: <h1>Oops ::error::forged</h1>x")
        .says("1 of 2 checks")
        .says("did not pass within 1 s");
    assert!(!outcome.stdout.contains(&"x".repeat(300)), "no more than 300 bytes of it");
    assert!(outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
    assert!(outcome.summary.contains("| `GET /api` | status 503, expected 200 |"), "{}", outcome.summary);
}

#[test]
fn says_when_the_text_is_missing_or_the_page_moved() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => Reply::new(307, "").with("location", "/login"),
        _ => Reply::new(200, "a b"),
    });
    run(&server, &["--get", "/x", "--contains", "a.b", "--get", "/", "--timeout", "1"])
        .exits(1)
        .says("GET /x: status 200, but the answer does not hold 'a.b'")
        .says("GET /: status 307, expected 200; it redirects to /login");
}

#[test]
fn a_server_that_never_answers_runs_into_the_deadline() {
    let server = Server::start(|_| Reply::Hang);
    let outcome = run(&server, &["--get", "/", "--timeout", "1"]).exits(1).says("no complete answer").says("timed out");
    assert!(outcome.took < Duration::from_secs(5), "{:?}", outcome.took);
    let nobody = server.url();
    drop(server);
    script().run(&["--base", &nobody, "--get", "/", "--timeout", "1"]).exits(1).says("no complete answer");
}

#[test]
fn headers_are_sent_and_secret_ones_are_seen_nowhere() {
    let server = Server::start(|request| match request.header("x-api-key") {
        Some("s3cr3t-value") if request.header("X-Team") == Some("ops") => Reply::new(200, "ok"),
        Some(key) => Reply::new(403, format!("wrong key {key}")).with("Location", key),
        None => Reply::new(401, ""),
    });
    let base = server.url();
    let mut arguments = vec!["--base", &base, "--secret-header", "X-Api-Key=SMOKE_KEY", "--get", "/", "--timeout", "1"];
    let check = |arguments: &[&str], code: i32| {
        let script = script().env("SMOKE_KEY", "s3cr3t-value");
        let outcome = script.run(arguments).exits(code);
        assert!(!outcome.visible().contains("s3cr3t-value"), "{}", outcome.visible());
        assert!(!script.text("curl.calls").contains("s3cr3t-value"), "{}", script.text("curl.calls"));
        outcome
    };
    check(&arguments, 1).says("wrong key ***").says("redirects to ***");
    arguments.extend(["--header", "X-Team: ops"]);
    check(&arguments, 0);
    script().run(&arguments).exits(2).says("SMOKE_KEY");
}

#[test]
fn wrong_usage_ends_with_2() {
    for arguments in [
        &[][..],
        &["--base", "https://example.com"],
        &["--get", "/"],
        &["--base", "example.com", "--get", "/"],
        &["--base", "https://example.com", "--get", "health"],
        &["--base", "https://example.com", "--status", "200", "--get", "/"],
        &["--base", "https://example.com", "--get", "/", "--status", "OK"],
        &["--base", "https://example.com", "--get", "/", "--timeout", "0"],
        &["--base", "https://example.com", "--get", "/", "--header", "no colon"],
        &["--base", "https://example.com", "/health"],
    ] {
        script().run(arguments).exits(2).says("--help");
    }
    script().run(&["--help"]).exits(0).says("Usage:");
}
