//! `watch-metrics.sh` against a server that answers as Prometheus does.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{Outcome, Reply, Script, Server};

fn vector(values: &[&str]) -> Reply {
    let result: Vec<Value> =
        values.iter().map(|value| json!({"metric": {}, "value": [1_700_000_000.5, value]})).collect();
    Reply::new(200, json!({"status": "success", "data": {"resultType": "vector", "result": result}}).to_string())
}

/// Gives these answers one after the other; the last one stays.
fn rounds(answers: Vec<Reply>) -> Server {
    let mut answers = answers.into_iter();
    let mut last = None;
    Server::start(move |_| {
        last = answers.next().or_else(|| last.clone());
        last.clone().unwrap()
    })
}

fn script(server: &Server) -> Script {
    Script::new("watch-metrics").env("PROMETHEUS_URL", server.url()).recorded("curl")
}

fn run(server: &Server, arguments: &[&str]) -> Outcome {
    script(server).run(&[&["--every", "0.1"], arguments].concat())
}

const ERRORS: &[&str] = &["--abort-when", "error rate", "--query", "rate(errors[2m]) / 1", "--above", "0.05"];

fn errors<'a>(duration: &'a str, during: &'a str) -> Vec<&'a str> {
    [&["--for", duration], ERRORS, &["--during", during]].concat()
}

#[test]
fn a_quiet_watch_ends_well_and_prints_each_round() {
    let server = rounds(vec![vector(&["0.01", "0.02"])]);
    let outcome = run(&server, &errors("1", "1")).exits(0).says("No condition held");
    let outcome = outcome.says("0 s  error rate: 0.02");
    assert!(outcome.summary.contains("| error rate | above 0.05 for 1 s | 0.02 |"), "{}", outcome.summary);
    let asked = server.requests();
    assert!(asked.len() > 3, "{}", asked.len());
    assert_eq!(asked[0].line(), "GET /api/v1/query");
    // curl writes a blank as %20 or +, and hex digits in either case, depending on its version.
    let query = asked[0].query.to_lowercase().replace("%20", "+");
    assert_eq!(query, "query=rate%28errors%5b2m%5d%29+%2f+1");
}

#[test]
fn a_condition_that_holds_long_enough_ends_the_watch() {
    let server = rounds(vec![vector(&["0.01"]), vector(&["0.01", "0.2"])]);
    let outcome = run(&server, &errors("10", "1")).exits(1);
    let outcome = outcome.says("'error rate' is 0.2, above the limit of 0.05, and has been for 1 s.");
    assert!(outcome.took > Duration::from_secs(1) && outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
    // Once is enough when it need not last, and the worst of several series counts, below as well as above.
    let server = rounds(vec![vector(&["7", "1e-3", "+Inf"])]);
    run(&server, &["--for", "5", "--abort-when", "up", "--query", "up", "--below", "1", "--during", "0"])
        .exits(1)
        .says("'up' is 1e-3, below the limit of 1");
    let server = rounds(vec![vector(&["+Inf"])]);
    run(&server, &errors("5", "0")).exits(1).says("is +Inf, above");
}

#[test]
fn an_interrupted_condition_starts_again() {
    // Above the limit in every other round: never for a whole second.
    let mut round = 0;
    let server = Server::start(move |_| {
        round += 1;
        vector(if round % 4 == 0 { &["0.01"] } else { &["0.9"] })
    });
    run(&server, &errors("2", "1")).exits(0);
}

#[test]
fn a_condition_that_holds_at_the_end_is_watched_until_it_is_decided() {
    let mut start = None;
    let server = Server::start(move |_| {
        let late = start.get_or_insert_with(Instant::now).elapsed() > Duration::from_millis(500);
        vector(if late { &["1"] } else { &["0"] })
    });
    let outcome = run(&server, &errors("1", "1")).exits(1).says("above the limit");
    assert!(outcome.took > Duration::from_millis(1300), "{:?}", outcome.took);
}

#[test]
fn no_data_is_not_good_news() {
    let down = Reply::new(503, "down");
    let html = Reply::new(200, "<html>");
    let cases = [
        (vector(&[]), "an empty result"),
        (vector(&["NaN", "NaN"]), "NaN"),
        (down, "status 503"),
        (html, "not a query result"),
        (Reply::Drop, "no answer"),
    ];
    std::thread::scope(|scope| {
        for (reply, reason) in &cases {
            scope.spawn(|| {
                let server = rounds(vec![vector(&["0"]), reply.clone()]);
                let watch = script(&server).env("WATCH_NO_DATA_SECONDS", "1");
                let outcome = watch.run(&[&["--every", "0.2"], errors("10", "0").as_slice()].concat()).exits(1);
                let outcome =
                    outcome.says("'error rate' watches nothing: no data for 1 s").says(reason).says("vector(0)");
                assert!(outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
                // Too short to run out of patience, but never any data: no success either.
                run(&rounds(vec![reply.clone()]), &errors("1", "1")).exits(1).says("watches nothing: no data at all");
            });
        }
    });
}

#[test]
fn a_gap_in_the_data_is_survived_and_does_not_end_a_breach() {
    let server = rounds(vec![vector(&["0"]), vector(&[]), Reply::Drop, vector(&["NaN", "0.01"])]);
    run(&server, &errors("1", "1")).exits(0).says("an empty result (no data for 0 s)");
    let mut round = 0;
    let server = Server::start(move |_| {
        round += 1;
        vector(if round % 2 == 0 { &[] } else { &["1"] })
    });
    run(&server, &errors("5", "1")).exits(1).says("above the limit");
}

#[test]
fn what_no_later_round_will_change_ends_it_at_once() {
    let invalid = json!({"status": "error", "errorType": "bad_data", "error": "parse error: unexpected \"/\""});
    let server = rounds(vec![Reply::new(400, invalid.to_string())]);
    run(&server, &errors("9", "1")).exits(1).says("not valid: parse error").says("rate(errors[2m]) / 1");
    run(&rounds(vec![Reply::new(401, "")]), &errors("9", "1")).exits(1).says("PROMETHEUS_TOKEN is missing or wrong");
    run(&rounds(vec![Reply::new(404, "")]), &errors("9", "1")).exits(1).says("no Prometheus at PROMETHEUS_URL");
}

#[test]
fn the_token_is_sent_and_seen_nowhere() {
    let server = Server::start(|request| match request.header("Authorization") {
        Some("Bearer t0k3n-value") => Reply::new(422, r#"{"status":"error","error":"not with t0k3n-value"}"#),
        _ => Reply::new(401, ""),
    });
    let watch = script(&server).env("PROMETHEUS_TOKEN", "t0k3n-value");
    let outcome = watch.run(&errors("1", "1")).exits(1).says("status 422 (not with ***)");
    assert!(!outcome.visible().contains("t0k3n-value"), "{}", outcome.visible());
    assert!(!watch.text("curl.calls").contains("t0k3n-value"));
}

#[test]
fn a_check_asks_once() {
    let server = rounds(vec![vector(&["0.9"])]);
    run(&server, &[&["--check"], errors("900", "60").as_slice()].concat()).exits(0).says("error rate: 0.9");
    assert_eq!(server.requests().len(), 1);
    run(&rounds(vec![vector(&[])]), &[&["--check"], errors("900", "60").as_slice()].concat()).exits(0);
    run(&rounds(vec![Reply::new(400, "")]), &[&["--check"], errors("900", "60").as_slice()].concat()).exits(1);
}

#[test]
fn wrong_usage_ends_with_2() {
    let server = rounds(vec![vector(&["0"])]);
    for arguments in [
        &[][..],
        &["--for", "60"],
        &["--for", "60", "--query", "up"],
        &["--for", "60", "--abort-when", "x", "--query", "up", "--above", "1"],
        &["--for", "60", "--abort-when", "x", "--above", "1", "--during", "1"],
        &["--for", "60", "--abort-when", "x", "--query", "up", "--above", "5%", "--during", "1"],
        &["--for", "60", "--abort-when", "x", "--query", "up", "--above", "1", "--below", "2", "--during", "1"],
        &["--for", "1m", "--abort-when", "x", "--query", "up", "--above", "1", "--during", "1"],
    ] {
        run(&server, arguments).exits(2).says("--help");
    }
    run(&server, &errors("60", "61")).exits(2).says("can never hold for 61 s in a watch of 60 s");
    script(&server).env("PROMETHEUS_URL", "").run(&errors("1", "1")).exits(2).says("PROMETHEUS_URL");
    assert!(server.requests().is_empty());
    run(&server, &["--help"]).exits(0).says("Usage:");
}
