//! `render.yaml` before our judge of blueprints: what dbgen writes passes, and the judge finds the known faults.
#![allow(clippy::unwrap_used, missing_docs)]

mod blueprint;

use blueprint::findings;
use dbgen::compile::{Compilation, compile};
use dbgen::world::MemoryWorld;

fn build(text: &str) -> Compilation {
    compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl")
}

fn render_yaml(path: &str) -> String {
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let out = build(&text);
    let said: Vec<_> =
        out.diagnostics.iter().map(|d| format!("{}: {}", out.sources.locate(d.span()), d.message)).collect();
    assert!(!out.failed(), "{path}: {said:#?}");
    out.artifacts.into_iter().find(|a| a.path == "render.yaml").unwrap().text
}

#[test]
fn what_is_written_passes() {
    for path in [
        "examples/hello/deploy.kdl",
        "examples/deal-brain/deploy.kdl",
        "tests/fixtures/render-git.kdl",
        "tests/fixtures/render-images.kdl",
    ] {
        assert_eq!(findings(&render_yaml(path)), Vec::<String>::new(), "{path}");
    }
}

/// Each fault is put into a good file, and must be found there.
#[test]
fn the_judge_finds_the_known_faults() {
    let good = render_yaml("tests/fixtures/render-git.kdl");
    for (what, right, wrong) in [
        ("a boolean as a value", "value: \"false\"", "value: false"),
        ("two sources of a variable", "generateValue: true", "generateValue: true\n                sync: false"),
        (
            "a prompt in a group, which Render ignores",
            "key: DEBUG\n                value: \"false\"",
            "key: DEBUG\n                sync: false",
        ),
        ("a region that Render has not", "region: ohio", "region: paris"),
        ("a version as a number", "postgresMajorVersion: \"17\"", "postgresMajorVersion: 17"),
        ("a disk of another size", "diskSizeGB: 100", "diskSizeGB: 12"),
        ("a health path of a private service", "type: pserv\n", "type: pserv\n            healthCheckPath: /\n"),
        ("numbers of a scheduled job", "schedule: ", "numInstances: 1\n            schedule: "),
        ("a disk and several instances", "numInstances: 1\n            disk:", "numInstances: 2\n            disk:"),
        ("a shutdown of six minutes", "maxShutdownDelaySeconds: 120", "maxShutdownDelaySeconds: 360"),
        ("a use above 90 %", "targetCPUPercent: 70", "targetCPUPercent: 95"),
        ("a key-value store without a list", "            ipAllowList: []", "            plan2: x"),
        (
            "a database that is not there",
            "name: shop-db-live\n                  property: host",
            "name: shop-db\n                  property: host",
        ),
        (
            "a reference into the other environment",
            "name: shop-db-live\n                  property: host",
            "name: shop-db-beta\n                  property: host",
        ),
        ("a group that is not there", "fromGroup: shop-shared-live", "fromGroup: shop-shared"),
        (
            "a service of another type",
            "type: pserv\n                  name: shop-search-live",
            "type: web\n                  name: shop-search-live",
        ),
        ("a variable that the other has not", "envVarKey: SESSION_KEY", "envVarKey: SESSION"),
        (
            "two migrations",
            "numInstances: 1\n            disk:",
            "numInstances: 1\n            preDeployCommand: x\n            disk:",
        ),
        ("two things of one name", "name: shop-report-live", "name: shop-mailer-live"),
        ("an unknown field", "healthCheckPath: /up", "healthCheck: /up"),
        ("a group at the project", "    environments:\n", "    envVarGroups: []\n    environments:\n"),
    ] {
        assert!(good.contains(right), "{what}: `{right}` is nowhere");
        let bad = good.replacen(right, wrong, 1);
        assert_ne!(findings(&bad), Vec::<String>::new(), "not found: {what}");
    }
}

const HEAD: &str = "project \"p\" { images \"ghcr.io/a/p-{service}\"; }\n\
    secrets { A generate=#true; RENDER_API_KEY for=\"pipeline\"; }\n\
    workflow \"w\" { on push=\"main\"; stage \"i\" { images; }; stage \"d\" { deploy \"e\"; }; }\n";

/// The messages of a spec with one environment on Render.
fn said(things: &str, environment: &str) -> Vec<String> {
    let out = build(&format!("{HEAD}{things}\nenvironment \"e\" on=\"render\" {{ {environment} }}\n"));
    out.diagnostics.into_iter().map(|d| d.message).collect()
}

#[test]
fn every_loss_is_named_where_it_was_said() {
    // The fixture waives each loss that there is; without its waivers each is an error of its own place.
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/render-images.kdl")).unwrap();
    let waived: Vec<&str> =
        text.lines().filter_map(|l| l.trim().strip_prefix("accept-loss \"")?.split('"').next()).collect();
    let bare: String = text.lines().filter(|l| !l.contains("accept-loss")).map(|l| format!("{l}\n")).collect();
    let out = build(&bare);
    for feature in &waived {
        let waiver = format!("accept-loss \"{feature}\"");
        let named = out.diagnostics.iter().find(|d| d.help.as_deref().is_some_and(|h| h.contains(&waiver)));
        assert!(named.is_some(), "{feature} is lost in silence");
    }
    assert!(waived.len() > 20, "the fixture has lost its waivers");
}

#[test]
fn what_no_waiver_helps_is_an_error() {
    let web = "service \"web\" { build; port 80 public=#true; }";
    for (things, environment, message) in [
        (web, "region \"frankfort\"", "Render has no region `frankfort`"),
        ("database \"db\" version=\"16\" { disk \"12Gi\"; }", "", "Render has no disks of 12 GB"),
        ("database \"db\" engine=\"mysql\" version=\"8\"", "", "Render keeps no MySQL databases"),
        ("service \"w\" { build; plan \"free\"; }", "", "Render's free plan has no workers"),
        (
            "service \"w\" { build; volume \"v\" at=\"/v\"; scale 2; }",
            "",
            "`w` has a disk, so that Render runs one of it only",
        ),
    ] {
        let said = said(things, environment);
        assert!(said.iter().any(|m| m == message), "{message}: {said:?}");
    }
}

#[test]
fn a_plan_that_is_not_known_is_only_warned_of() {
    let out = build(&format!(
        "{HEAD}service \"web\" {{ build; plan \"pro_plus\"; }}\nenvironment \"e\" on=\"render\" {{}}\n"
    ));
    assert!(!out.failed(), "{:?}", out.diagnostics);
    let help: Vec<&str> = out.diagnostics.iter().filter_map(|d| d.help.as_deref()).collect();
    assert!(help.iter().any(|help| help.contains("did you mean `pro plus`?")), "{help:?}");
}

#[test]
fn what_render_builds_no_workflow_deploys() {
    let said = said("service \"web\" { build; port 80 public=#true; }", "builder \"platform\"");
    assert!(said.iter().any(|m| m.contains("its platform builds and deploys by itself")), "{said:?}");
}

#[test]
fn settings_of_other_platforms_are_refused() {
    for (line, what) in [
        ("builder \"platform\"", "builder"),
        ("registry-credentials \"x\"", "registry-credentials"),
        ("previews \"manual\"", "previews"),
        ("cluster namespace=\"x\"", "cluster"),
    ] {
        let out = build(&format!("{HEAD}environment \"e\" on=\"compose\" {{ {line}; }}\n"));
        let message = format!("`{what}` says nothing to compose");
        assert!(out.diagnostics.iter().any(|d| d.message == message), "{line}: {:?}", out.diagnostics);
    }
}
