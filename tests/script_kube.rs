//! `kube-deploy.sh` with a helm, a kubectl and a watch that record how they are called and fail on demand.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::cluster::{RECORD, calls, installed, script};
use support::{Outcome, Script};

const DIGEST: &str = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

const WHERE: &[&str] = &["--release", "shop", "--namespace", "production"];

fn upgrade(script: &Script, subcommand: &str, more: &[&str]) -> Outcome {
    script.run(&arguments(subcommand, more).iter().map(String::as_str).collect::<Vec<_>>())
}

fn arguments(subcommand: &str, more: &[&str]) -> Vec<String> {
    let digest = format!("api={DIGEST}");
    let chart = ["--chart", "chart", "--values", "values-production.yaml", "--digest", &digest, "--timeout", "60"];
    [&[subcommand], WHERE, &chart, more].concat().into_iter().map(str::to_owned).collect()
}

const CANARY: &[&str] = &["--weights", "5 25", "--soak", "60 120", "--", "--abort-when", "error rate", "--query", "up"];

#[test]
fn an_upgrade_is_atomic_and_by_digest() {
    let script = script();
    let outcome = upgrade(&script, "upgrade", &["--image", &format!("web=registry.example.com/shop/web@{DIGEST}")]);
    let outcome = outcome.exits(0).says("shop is upgraded and ready");
    assert_eq!(
        calls(&script),
        [format!(
            "helm upgrade --install shop chart --namespace production --values values-production.yaml \
             --set-string services.api.image.digest={DIGEST} \
             --set-string services.web.image.repository=registry.example.com/shop/web \
             --set-string services.web.image.digest={DIGEST} --atomic --wait --timeout 60s --history-max 20"
        )]
    );
    assert!(outcome.summary.contains("### Kubernetes: upgrade shop"), "{}", outcome.summary);
}

#[test]
fn an_upgrade_to_an_older_version_leaves_its_migration_out() {
    let script = script();
    upgrade(&script, "upgrade", &["--migration", "skip"]).exits(0);
    assert!(calls(&script)[0].contains(" --set migration=null --atomic "), "{:?}", calls(&script));
    upgrade(&script, "upgrade", &["--migration", "no"]).exits(2);
    upgrade(&script, "canary", &[&["--migration", "skip"], CANARY].concat()).exits(2);
}

#[test]
fn a_failed_upgrade_keeps_what_the_pods_said_before_helm_took_them_away() {
    let script = script().env("GITHUB_ACTIONS", "true");
    let state = |ready: &str| json!([{"type": "Ready", "status": ready}]);
    let pods = json!({"items": [
        {"metadata": {"name": "api-1"}, "status": {"phase": "Running", "conditions": state("False"),
            "containerStatuses": [{"restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}},
        {"metadata": {"name": "web-1"}, "status": {"phase": "Running", "conditions": state("True"),
            "containerStatuses": [{"restartCount": 0, "state": {"running": {}}}]}},
        {"metadata": {"name": "migrate-1"}, "status": {"phase": "Failed",
            "containerStatuses": [{"restartCount": 0, "state": {"terminated": {"reason": "Error"}}}]}},
    ]});
    fs::write(script.path("pods.json"), pods.to_string()).unwrap();
    fs::write(script.path("fail"), "helm upgrade").unwrap();
    // helm takes a moment, and when it ends the pods are gone.
    let script = script.tool("helm", &format!("sleep 0.6; rm -f \"${{FOLDER}}/pods.json\"{RECORD}"));
    let outcome = upgrade(&script, "upgrade", &["--logs", "out/logs"]).exits(1);
    let outcome = outcome.says("api-1  Running  CrashLoopBackOff  restarts: 3").says("Traceback of logs");
    assert!(outcome.stderr.contains("::error title=kube-deploy.sh::The upgrade of shop failed"), "{}", outcome.stderr);
    for (file, text) in [
        ("pods.txt", "migrate-1  Failed  Error"),
        ("api-1.log", "Traceback"),
        ("api-1.previous.log", "--previous"),
        ("migrate-1.log", "Traceback"),
        ("events.txt", "BackOff"),
        ("helm.log", "that did not work"),
    ] {
        assert!(script.text(&format!("out/logs/{file}")).contains(text), "{file}");
    }
    assert!(!script.path("out/logs/web-1.log").exists(), "the healthy pod has nothing to say");
    // What a pod prints is fenced off, so that it cannot give the runner an order.
    let mut fence: Option<String> = None;
    for line in outcome.stdout.lines() {
        match &fence {
            None if line.starts_with("::stop-commands::") => {
                fence = line.strip_prefix("::stop-commands::").map(str::to_owned)
            }
            Some(token) if line == format!("::{token}::") => fence = None,
            None => assert!(!line.contains("forged"), "{}", outcome.stdout),
            Some(_) => {}
        }
    }
}

#[test]
fn a_release_that_is_stuck_is_explained() {
    let stuck =
        "printf 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress\\n'; exit 1";
    let script = script().tool("helm", stuck);
    upgrade(&script, "upgrade", &[]).exits(1).says("kube-deploy.sh abort --release shop --namespace production");
}

#[test]
fn a_canary_goes_step_by_step_and_is_promoted() {
    let script = script();
    let outcome = upgrade(&script, "canary", CANARY).exits(0);
    let settings = format!(
        "--namespace production --values values-production.yaml --set-string services.api.image.digest={DIGEST}"
    );
    let weight = |weight: u8| {
        format!(
            "helm upgrade --install shop-canary chart {settings} --set canary.enabled=true --set canary.weight={weight} \
             --atomic --wait --timeout 60s --history-max 20"
        )
    };
    let watch = |start: &str| format!("watch-metrics.sh {start} --abort-when error rate --query up");
    assert_eq!(
        calls(&script),
        [
            watch("--check --for 60"),
            watch("--check --for 120"),
            "helm uninstall shop-canary --namespace production".to_owned(),
            weight(5),
            watch("--for 60"),
            weight(25),
            watch("--for 120"),
            format!("helm upgrade --install shop chart {settings} --atomic --wait --timeout 60s --history-max 20"),
            "helm uninstall shop-canary --namespace production".to_owned(),
        ]
    );
    assert_eq!(installed(&script), ["shop"]);
    assert!(outcome.summary.contains("canary promoted"), "{}", outcome.summary);
}

#[test]
fn whatever_fails_in_a_canary_removes_it() {
    for (failing, reason) in [
        ("watch-metrics.sh --for 120", "failed its watch at 25 % (see above). shop was not changed"),
        ("helm upgrade.*weight=5 ", "The upgrade of shop-canary failed"),
        ("helm upgrade.*weight=25 ", "The upgrade of shop-canary failed"),
        ("helm upgrade --install shop chart", "The upgrade of shop failed"),
    ] {
        let script = script();
        fs::write(script.path("fail"), failing).unwrap();
        upgrade(&script, "canary", CANARY).exits(1).says(reason);
        assert_eq!(installed(&script), ["shop"], "{failing}");
        let calls = calls(&script);
        assert_eq!(calls.last().unwrap(), "helm uninstall shop-canary --namespace production", "{failing}");
        if failing.contains("canary") || failing.contains("watch") {
            assert!(!calls.iter().any(|call| call.contains("--install shop ")), "{failing}: {calls:?}");
        }
    }
}

#[test]
fn a_canary_that_failed_its_watch_leaves_its_logs() {
    let script = script();
    let pod = json!({"metadata": {"name": "canary-1"}, "status": {"phase": "Running",
        "conditions": [{"type": "Ready", "status": "True"}], "containerStatuses": [{"restartCount": 0, "state": {}}]}});
    fs::write(script.path("pods.json"), json!({"items": [pod]}).to_string()).unwrap();
    fs::write(script.path("fail"), "watch-metrics.sh --for 60").unwrap();
    upgrade(&script, "canary", &[&["--logs", "out"], CANARY].concat()).exits(1);
    assert!(script.text("out/canary-1.log").contains("Traceback"));
    assert!(script.text("calls").contains("--selector app.kubernetes.io/instance=shop-canary"));
}

#[test]
fn a_watch_that_cannot_work_never_lets_a_canary_start() {
    let script = script();
    fs::write(script.path("fail"), "--check --for 120").unwrap();
    upgrade(&script, "canary", CANARY).exits(1).says("The canary did not start");
    assert!(!script.text("calls").contains("helm upgrade"));
}

#[test]
fn a_canary_that_cannot_be_removed_is_not_kept_quiet() {
    let script = script();
    fs::write(script.path("fail"), "helm uninstall|watch-metrics.sh --for 60").unwrap();
    let outcome = upgrade(&script, "canary", CANARY).exits(1).says("Could not remove the canary");
    assert!(outcome.summary.contains("still there and may take traffic"), "{}", outcome.summary);
}

#[test]
fn a_first_release_has_no_canary() {
    let script = script();
    fs::remove_file(script.path("installed/shop")).unwrap();
    upgrade(&script, "canary", CANARY).exits(0).says("nothing to compare a canary with");
    assert!(!script.text("calls").contains("canary"), "{}", script.text("calls"));
    assert_eq!(installed(&script), ["shop"]);
    // A cluster that does not answer is not an empty cluster.
    let script = support::cluster::script();
    fs::write(script.path("fail"), "helm status").unwrap();
    upgrade(&script, "canary", CANARY).exits(1).says("Cannot read the state of shop");
}

fn interrupted(signal: &str, slow: &str) -> (Script, Outcome) {
    let script = script();
    fs::write(script.path("slow"), slow).unwrap();
    let arguments = arguments("canary", CANARY);
    let child = script.spawn(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let started = Instant::now();
    while script.text("pid").is_empty() {
        assert!(started.elapsed() < Duration::from_secs(10), "never got to {slow}: {}", script.text("calls"));
        std::thread::sleep(Duration::from_millis(10));
    }
    let kill = format!("kill -{signal} {}", child.id());
    assert!(Command::new("bash").args(["-c", &kill]).status().unwrap().success());
    let outcome = script.finish(child).exits(1).says("Interrupted.");
    // GitHub kills everything ten seconds after the first signal.
    assert!(outcome.took < Duration::from_secs(7), "{:?}", outcome.took);
    let left = format!("/proc/{}", script.text("pid"));
    assert!(!fs::exists(&left).unwrap(), "what the script had started still runs");
    (script, outcome)
}

#[test]
fn a_cancelled_job_removes_the_canary() {
    for signal in ["INT", "TERM"] {
        let (script, _) = interrupted(signal, "watch-metrics.sh --for");
        let calls = calls(&script);
        let end = ["stopped watch-metrics.sh", "helm uninstall shop-canary --namespace production"];
        assert_eq!(calls[calls.len() - 2..], end, "{signal}");
        assert_eq!(installed(&script), ["shop"], "{signal}");
    }
    let (script, _) = interrupted("TERM", "helm upgrade .*weight=25 ");
    assert!(calls(&script).contains(&"stopped helm".to_owned()));
    assert_eq!(installed(&script), ["shop"]);
}

/// Number, status, description.
type Revision = (u32, &'static str, &'static str);

fn history(revisions: &[Revision]) -> String {
    let revision = |(number, status, description): &Revision| json!({"revision": number, "status": status, "description": description, "chart": "shop-1"});
    Value::from(revisions.iter().map(revision).collect::<Vec<_>>()).to_string()
}

const DONE: &str = "Upgrade complete";

#[test]
fn a_rollback_goes_to_the_last_good_revision_before_the_current_one() {
    let cases: &[(&[Revision], &str)] = &[
        (&[(1, "superseded", "Install complete"), (2, "superseded", DONE), (3, "deployed", DONE)], "2"),
        (&[(1, "superseded", DONE), (2, "failed", "Upgrade failed"), (3, "deployed", DONE)], "1"),
        // After a failed upgrade that --atomic undid, revision 4 is 2 again.
        (
            &[(1, "superseded", DONE), (2, "superseded", DONE), (3, "failed", "x"), (4, "deployed", "Rollback to 2")],
            "1",
        ),
        // Rolling back twice goes two versions back.
        (
            &[
                (1, "superseded", DONE),
                (2, "superseded", DONE),
                (3, "superseded", DONE),
                (4, "superseded", "Rollback to 2"),
                (5, "deployed", "Rollback to 4"),
            ],
            "1",
        ),
    ];
    for (revisions, target) in cases {
        let script = script();
        fs::write(script.path("history.json"), history(revisions)).unwrap();
        let outcome = script.run(&[&["rollback"], WHERE].concat()).exits(0).says(&format!("back at revision {target}"));
        assert_eq!(
            calls(&script),
            [format!("helm rollback shop {target} --namespace production --wait --cleanup-on-fail --timeout 600s")]
        );
        assert!(outcome.summary.contains(&format!("rolled back to revision {target}")), "{}", outcome.summary);
    }
    let script = script();
    fs::write(script.path("history.json"), history(&[(1, "deployed", "Install complete")])).unwrap();
    script.run(&[&["rollback"], WHERE].concat()).exits(1).says("there is none before it");
    script.run(&[&["rollback"], WHERE, &["--to", "7"]].concat()).exits(0).says("back at revision 7");
    fs::write(script.path("fail"), "helm rollback").unwrap();
    script
        .run(&[&["rollback"], WHERE, &["--to", "7"]].concat())
        .exits(1)
        .says("The rollback of shop to revision 7 failed");
    fs::write(script.path("history.json"), "not JSON").unwrap();
    script.run(&[&["rollback"], WHERE].concat()).exits(1).says("a history that cannot be read");
}

#[test]
fn abort_removes_a_canary_and_frees_a_stuck_release() {
    let script = script();
    let good = (1, "superseded", DONE);
    let clean = history(&[good, (2, "deployed", DONE)]);
    fs::write(script.path("history.json"), &clean).unwrap();
    fs::write(script.path("installed/shop-canary"), "").unwrap();
    let arguments = [&["abort"], WHERE].concat();
    script.run(&arguments).exits(0).says("Removed the canary").says("nothing to clean up");
    assert_eq!(installed(&script), ["shop"]);
    script.run(&arguments).exits(0);

    fs::write(script.path("history.json"), history(&[good, (2, "deployed", DONE), (3, "pending-upgrade", "x")]))
        .unwrap();
    script.run(&arguments).exits(0).says("stuck (pending-upgrade): back to revision 2");
    assert_eq!(calls(&script).last().unwrap(), "helm rollback shop 2 --namespace production --wait --timeout 600s");

    fs::write(script.path("history.json"), history(&[(1, "pending-install", "x")])).unwrap();
    script.run(&arguments).exits(0).says("stuck in its first installation");
    assert!(installed(&script).is_empty());
    script.run(&arguments).exits(0);
}

#[test]
fn runs_a_command_in_a_deployment_with_a_deadline() {
    let script = script();
    let exec = ["exec", "--namespace", "production", "--deployment", "shop-api", "--timeout", "1", "--"];
    let outcome = script.run(&[&exec[..], &["alembic", "downgrade", "-1"]].concat()).exits(0).says("in the pod");
    assert!(outcome.summary.contains("alembic downgrade -1"), "{}", outcome.summary);
    let call =
        "kubectl exec --namespace production --pod-running-timeout=60s deployment/shop-api -- alembic downgrade -1";
    assert_eq!(calls(&script), [call]);
    fs::write(script.path("fail"), "kubectl exec").unwrap();
    script.run(&[&exec[..], &["false"]].concat()).exits(1).says("ended with 1: false");
    fs::write(script.path("slow"), "kubectl exec").unwrap();
    script.run(&[&exec[..], &["sleep"]].concat()).exits(1).says("did not end within 1 s: sleep");
}

#[test]
fn wrong_usage_ends_with_2_and_calls_nothing() {
    let script = script();
    let digest = format!("api={DIGEST}");
    let base = [WHERE, &["--chart", "chart", "--digest", &digest]].concat();
    for arguments in [
        vec![],
        vec!["deploy"],
        [&["upgrade"], WHERE].concat(),
        [&["upgrade"], WHERE, &["--chart", "chart"]].concat(),
        [&["upgrade"], WHERE, &["--chart", "chart", "--digest", "api=latest"]].concat(),
        [&["upgrade"], WHERE, &["--chart", "nowhere"]].concat(),
        [&["upgrade"], base.as_slice(), &["--values", "missing.yaml"]].concat(),
        [&["upgrade"], base.as_slice(), &["--weights", "5"]].concat(),
        [&["upgrade"], base.as_slice(), &["--timeout", "10m"]].concat(),
        [&["canary"], base.as_slice()].concat(),
        [&["canary"], base.as_slice(), &["--weights", "5 25", "--soak", "1"]].concat(),
        [&["canary"], base.as_slice(), &["--weights", "5 25", "--soak", "1 2 3", "--", "x"]].concat(),
        [&["canary"], base.as_slice(), &["--weights", "25 5", "--soak", "1", "--", "x"]].concat(),
        [&["canary"], base.as_slice(), &["--weights", "50 101", "--soak", "1", "--", "x"]].concat(),
        vec!["rollback", "--release", "Shop", "--namespace", "production"],
        vec!["rollback", "--release", "shop"],
        vec!["exec", "--namespace", "production", "--deployment", "api"],
    ] {
        let outcome = script.run(&arguments);
        assert_eq!(outcome.code, 2, "{arguments:?}: {}", outcome.stderr);
    }
    assert_eq!(script.text("calls"), "");
    script.run(&["--help"]).exits(0).says("Usage:");
}
