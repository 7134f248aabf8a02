//! `render.sh` against a server that answers as Render's API does: well, slowly, with failures, or not at all.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::time::Duration;

use serde_json::json;
use support::render::{KEY, Render};
use support::{Outcome, Reply, Script, Server};

const DIGEST: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

fn script(server: &Server) -> Script {
    Script::new("render")
        .env("RENDER_API_URL", server.url())
        .env("RENDER_API_KEY", KEY)
        .env("RENDER_POLL_SECONDS", "0.02")
        .recorded("curl")
}

/// Runs the script, and checks of every run that the key is nowhere to be seen.
#[track_caller]
fn run(server: &Server, arguments: &[&str]) -> Outcome {
    let script = script(server);
    let outcome = script.run(arguments);
    assert!(!outcome.visible().contains(KEY), "the key is printed:\n{}", outcome.visible());
    assert!(!script.text("curl.calls").contains(KEY), "the key is on curl's command line");
    outcome
}

const DEPLOY: &[&str] = &["deploy", "--image", "api=registry.example.com/api@sha256:11", "--timeout", "10"];

#[test]
fn deploys_the_first_service_alone_and_the_others_once_it_is_live() {
    let server = Render::new()
        .stages("api", &["created", "build_in_progress", "pre_deploy_in_progress", "update_in_progress", "live"])
        .stages("worker", &["queued", "live"])
        .serve();
    let image = format!("registry.example.com/api@{DIGEST}");
    let api = format!("api={image}");
    let outcome =
        run(&server, &["deploy", "--image", &api, "--commit", "worker=abcdef0123", "--timeout", "10"]).exits(0);
    assert!(outcome.summary.contains(&format!("| api | `{image}` | live |")), "{}", outcome.summary);
    assert!(outcome.stdout.contains("api: pre_deploy_in_progress"), "{}", outcome.stdout);

    let requests = server.requests();
    let position = |line: &str| requests.iter().position(|request| request.line() == line).unwrap();
    let last = |line: &str| requests.iter().rposition(|request| request.line() == line).unwrap();
    let (first, second) = (position("POST /services/srv-api/deploys"), position("POST /services/srv-worker/deploys"));
    assert!(last("GET /services/srv-api/deploys/dep-0") < second, "the worker started before the api was live");
    assert_eq!(requests[first].body, json!({"imageUrl": image}).to_string());
    assert_eq!(requests[second].body, r#"{"commitId":"abcdef0123"}"#);
    assert_eq!(server.lines("POST").len(), 2);
}

#[test]
fn every_final_status_but_live_is_a_failure_with_its_reason() {
    for (status, reason) in [
        ("pre_deploy_failed", "the migration) failed; the old version keeps serving"),
        ("build_failed", "could not be built or pulled"),
        ("update_failed", "did not become healthy"),
        ("canceled", "was canceled"),
        ("deactivated", "a newer deploy has replaced"),
    ] {
        let server = Render::new().stages("api", &["build_in_progress", status]).serve();
        let outcome = run(
            &server,
            &["deploy", "--image", "api=registry.example.com/api:1", "--image", "worker=registry.example.com/w:1"],
        );
        let outcome = outcome.exits(1).says(status).says(reason).says("https://dashboard.example.com/api");
        assert!(
            outcome.summary.contains("| worker | `registry.example.com/w:1` | not started |"),
            "{}",
            outcome.summary
        );
        assert_eq!(server.lines("POST"), ["POST /services/srv-api/deploys"], "the others must not follow");
    }
}

#[test]
fn a_later_failure_names_what_is_already_changed() {
    let server = Render::new().stages("worker", &["update_failed"]).serve();
    run(&server, &["deploy", "--image", "api=r/a:1", "--image", "worker=r/w:1"])
        .exits(1)
        .says("worker is update_failed")
        .says("Already changed and live: api.");
}

#[test]
fn a_deploy_that_never_ends_runs_into_the_deadline_with_its_last_status() {
    let server = Render::new().stages("api", &["update_in_progress"]).serve();
    let outcome = run(&server, &["deploy", "--image", "api=r/a:1", "--timeout", "1"]).exits(1);
    let outcome = outcome.says("Gave up after 1 s: api is update_in_progress");
    assert!(outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
}

#[test]
fn a_server_that_never_answers_runs_into_the_deadline() {
    let server = Server::start(|_| Reply::Hang);
    let outcome = run(&server, &["deploy", "--image", "api=r/a:1", "--timeout", "1"]).exits(1);
    let outcome = outcome.says("Gave up after 1 s: no answer from").says("timed out");
    assert!(outcome.took < Duration::from_secs(5), "{:?}", outcome.took);
}

#[test]
fn waits_as_long_as_a_429_asks() {
    let limited = Reply::new(429, "{}").with("Retry-After", "1");
    let server = Render::new().first("GET /services/srv-api/deploys", vec![limited]).serve();
    let outcome = run(&server, DEPLOY).exits(0);
    assert!(outcome.took >= Duration::from_secs(1), "{:?}", outcome.took);
}

#[test]
fn does_not_wait_for_a_429_past_the_deadline() {
    for header in ["Retry-After", "Ratelimit-Reset"] {
        let limited = Reply::new(429, "{}").with(header, "3600");
        let server = Render::new().first("POST ", vec![limited]).serve();
        let outcome = run(&server, DEPLOY).exits(1).says("asks to wait 3600 s, which is past the deadline of 10 s");
        assert!(outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
    }
}

#[test]
fn carries_on_over_failures_of_the_server() {
    let server = Render::new()
        .first("GET /services", vec![Reply::new(503, "<html>"), Reply::Drop, Reply::new(500, "{}")])
        .first("POST ", vec![Reply::new(409, "{}"), Reply::new(500, "{}")])
        .serve();
    run(&server, DEPLOY).exits(0);
    assert_eq!(server.lines("POST").len(), 3);
}

#[test]
fn a_deploy_that_was_started_in_spite_of_an_error_is_not_started_again() {
    let mut render = Render::new();
    let server = Server::start(move |request| {
        let reply = render.answer(request);
        if request.method == "POST" { Reply::Drop } else { reply }
    });
    run(&server, DEPLOY).exits(0).says("api: deploy dep-0");
    assert_eq!(server.lines("POST").len(), 1);
}

#[test]
fn a_queued_deploy_without_an_id_is_found() {
    let mut render = Render::new().deployed("api", "dep-old", "live", "api", "0");
    let server = Server::start(move |request| {
        let reply = render.answer(request);
        if request.method == "POST" { Reply::new(202, "") } else { reply }
    });
    run(&server, DEPLOY).exits(0).says("api: deploy dep-1");
}

#[test]
fn a_wrong_key_is_explained_and_not_tried_again() {
    let server = Render::new().serve();
    script(&server)
        .env("RENDER_API_KEY", "another")
        .run(DEPLOY)
        .exits(1)
        .says("Render does not accept the API key (401)")
        .says("secret RENDER_API_KEY");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_refused_image_is_explained_with_what_render_said_but_not_the_key() {
    let message = format!("no such image; you sent Bearer {KEY}\n::warning::forged");
    let refusal = Reply::new(400, json!({"message": message}).to_string());
    let server = Render::new().first("POST ", vec![refusal]).serve();
    let outcome = run(&server, DEPLOY).exits(1).says("no such image; you sent Bearer ***").says("must be those that");
    assert!(!outcome.visible().lines().any(|line| line.starts_with("::warning")), "{}", outcome.visible());
}

#[test]
fn services_are_found_by_their_exact_name_only() {
    let server = Render::new().serve();
    run(&server, &["deploy", "--image", "ap=r/a:1"]).exits(1).says("Render has no service named 'ap'");

    let mut render = Render::new();
    render.services.push(json!({"cursor": "c", "service": {"id": "srv-other", "name": "worker"}}));
    let server = render.serve();
    run(&server, &["deploy", "--image", "api=r/a:1", "--image", "worker=r/w:1"])
        .exits(1)
        .says("2 services are named 'worker' (srv-worker srv-other)");
    assert!(server.lines("POST").is_empty(), "nothing may start when a name is wrong");
}

#[test]
fn a_suspended_service_is_not_deployed() {
    let mut render = Render::new();
    render.services[0]["service"]["suspended"] = "suspended".into();
    run(&render.serve(), DEPLOY).exits(1).says("'api' is suspended");
}

#[test]
fn an_answer_that_is_not_json_is_shown() {
    let server = Server::start(|_| Reply::new(200, "<html>\n<h1>Welcome</h1>"));
    run(&server, DEPLOY).exits(1).says("is not JSON: <html> <h1>Welcome</h1>").says("is RENDER_API_URL");
    assert_eq!(server.requests().len(), 3);
    let server = Server::start(|_| Reply::new(200, r#"{"services": 1}"#));
    run(&server, DEPLOY).exits(1).says("has not the documented shape");
}

#[test]
fn the_previous_deploy_is_the_one_before_the_live_version() {
    let history = |render: Render| {
        render
            .deployed("api", "dep-a", "deactivated", "api", "a")
            .deployed("api", "dep-b", "deactivated", "api", "b")
            .deployed("api", "dep-x", "update_failed", "api", "x")
    };
    // A restart of the live version lies between.
    let server = history(Render::new())
        .deployed("api", "dep-c", "deactivated", "api", "c")
        .deployed("api", "dep-c2", "live", "service_updated", "c")
        .serve();
    let outcome = run(&server, &["previous", "api"]).exits(0);
    assert_eq!(outcome.stdout, "api\tdep-b\tregistry.example.com/x@sha256:b\n");

    // After a rollback to b, the version before it is a, not c.
    let server = history(Render::new())
        .deployed("api", "dep-c", "deactivated", "api", "c")
        .deployed("api", "dep-b2", "live", "rollback", "b")
        .serve();
    assert!(run(&server, &["previous", "api"]).exits(0).stdout.starts_with("api\tdep-a\t"));

    let server = Render::new().deployed("api", "dep-a", "live", "api", "a").serve();
    run(&server, &["previous", "api"]).exits(1).says("no earlier version").says("deploy --image api=");
}

#[test]
fn rolls_all_services_back_or_none() {
    let render = || {
        Render::new()
            .deployed("api", "dep-a", "deactivated", "api", "a")
            .deployed("api", "dep-b", "live", "api", "b")
            .deployed("worker", "dep-v", "live", "api", "v")
    };
    let server = render().serve();
    run(&server, &["rollback", "--service", "api", "--service", "worker"]).exits(1).says("worker: no earlier version");
    assert!(server.lines("POST").is_empty());

    let server = render().stages("api", &["update_in_progress", "live"]).serve();
    run(&server, &["rollback", "--service", "api"]).exits(0).says("Rolled back and live: api");
    let post = server.requests().into_iter().find(|request| request.method == "POST").unwrap();
    assert_eq!(
        (post.line().as_str(), post.body.as_str()),
        ("POST /services/srv-api/rollback", r#"{"deployId":"dep-a"}"#)
    );
}

const JOB: &[&str] = &["run", "--service", "api", "--command", "alembic downgrade -1", "--timeout", "5"];

fn jobs(statuses: &'static [&'static str]) -> Server {
    let mut render = Render::new();
    let mut looks = statuses.iter();
    let mut last = "pending";
    Server::start(move |request| match request.line().as_str() {
        "POST /services/srv-api/jobs" => Reply::new(201, r#"{"id": "job-1"}"#),
        "GET /services/srv-api/jobs/job-1" => {
            last = looks.next().unwrap_or(&last);
            Reply::new(200, json!({"id": "job-1", "status": last}).to_string())
        }
        _ => render.answer(request),
    })
}

#[test]
fn runs_a_command_and_waits_for_its_end() {
    let server = jobs(&["pending", "running", "succeeded"]);
    run(&server, JOB).exits(0).says("Succeeded: alembic downgrade -1");
    let post = server.requests().into_iter().find(|request| request.method == "POST").unwrap();
    assert_eq!(post.body, r#"{"startCommand":"alembic downgrade -1"}"#);
    run(&jobs(&["failed"]), JOB).exits(1).says("The command failed on api (job job-1)");
    run(&jobs(&["canceled"]), JOB).exits(1).says("was canceled");
    let quick = ["run", "--service", "api", "--command", "true", "--timeout", "1"];
    run(&jobs(&["running"]), &quick).exits(1).says("Gave up after 1 s: the job job-1 on api is running");
}

#[test]
fn a_command_is_never_started_twice() {
    let server = Render::new().first("POST ", vec![Reply::new(502, "bad gateway")]).serve();
    run(&server, JOB).exits(1).says("It is not known whether the job on api was started").says("502 (bad gateway)");
    assert_eq!(server.lines("POST").len(), 1);
}

#[test]
fn wrong_usage_ends_with_2_and_asks_nothing() {
    let server = Render::new().serve();
    for arguments in [
        &[][..],
        &["launch"],
        &["deploy"],
        &["deploy", "--image"],
        &["deploy", "--image", "api"],
        &["deploy", "--image", "api=r/a:1", "--image", "api=r/a:2"],
        &["deploy", "--commit", "api=main"],
        &["deploy", "--image", "api=r/a:1", "--timeout", "10m"],
        &["rollback", "--image", "api=r/a:1"],
        &["run", "--service", "api"],
        &["previous", "--service", "api"],
    ] {
        run(&server, arguments).exits(2);
    }
    script(&server).env("RENDER_API_KEY", "").run(DEPLOY).exits(2).says("RENDER_API_KEY is not set");
    script(&server).env("RENDER_API_KEY", "k\n").run(DEPLOY).exits(2).says("line break");
    assert!(server.requests().is_empty());
    run(&server, &["--help"]).exits(0).says("Usage:").says("RENDER_API_KEY");
}

#[test]
fn speaks_githubs_language_only_in_github() {
    let server = Render::new().stages("api", &["build_failed"]).serve();
    let outcome = run(&server, DEPLOY);
    assert!(!outcome.visible().contains("::"), "{}", outcome.visible());
    let outcome = script(&server).env("GITHUB_ACTIONS", "true").run(DEPLOY).exits(1);
    let outcome = outcome.says("::group::Deploying api\n").says("::endgroup::");
    assert!(outcome.stderr.starts_with("::error title=render.sh::api is build_failed"), "{}", outcome.stderr);
}
