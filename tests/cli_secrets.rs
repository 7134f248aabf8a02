//! `dbgen secrets`: the contract is whole, its commands do what they say, and no value is shown on the way.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod repo;
mod sandbox;

use dbgen::compile::{Compilation, compile};
use dbgen::secrets::{self, Contract, Origin, Store};
use dbgen::world::MemoryWorld;
use sandbox::Sandbox;
use std::os::unix::fs::PermissionsExt;

/// A spec among files that are all taken to exist.
fn compiled(spec: &str) -> Compilation {
    let compilation = compile(&MemoryWorld::default().with("deploy.kdl", spec), "deploy.kdl");
    assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
    compilation
}

fn contract(compilation: &Compilation) -> Contract {
    secrets::contract(compilation.plan.as_ref().unwrap(), &compilation.artifacts)
}

/// Every spec that the tests compile to all their files.
fn specs() -> Vec<(String, String)> {
    let mut all: Vec<String> =
        repo::names("tests/fixtures").into_iter().map(|n| format!("tests/fixtures/{n}")).collect();
    all.retain(|path| path.ends_with(".kdl"));
    all.extend(repo::names("examples").into_iter().map(|name| format!("examples/{name}/deploy.kdl")));
    assert!(all.len() > 5, "{all:?}");
    all.into_iter().map(|path| (repo::read(&path), path)).map(|(text, path)| (path, text)).collect()
}

fn validator() -> jsonschema::Validator {
    let schema = secrets::schema();
    if let Err(stale) = repo::fresh("schema/secrets.schema.json", &schema, "cli_secrets") {
        panic!("\n{stale}");
    }
    let schema = serde_json::from_str(&schema).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("no valid JSON Schema: {error}"));
    jsonschema::draft202012::new(&schema).unwrap()
}

#[test]
fn what_people_read_is_what_was_read_and_accepted() {
    let mut stale = String::new();
    for example in repo::names("examples") {
        let said = Sandbox::example(&example).dbgen(&["secrets"]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{example}");
        let path = format!("snapshots/secrets/{example}.txt");
        stale += &repo::fresh(&path, &said.out, "cli_secrets").err().unwrap_or_default();
    }
    assert!(stale.is_empty(), "\n{stale}");
}

#[test]
fn what_machines_read_is_what_the_schema_says() {
    let validator = validator();
    for (path, spec) in specs() {
        let json = serde_json::from_str(&contract(&compiled(&spec)).json()).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:?}");
    }
    let sandbox = Sandbox::example("deal-brain");
    let said = sandbox.dbgen(&["secrets", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!(validator.is_valid(&json) && json["secrets"].as_array().unwrap().len() == 10, "{}", said.out);
    let other = serde_json::json!({"format": 1, "project": "p", "repository": null, "secrets": [{}]});
    assert!(!validator.is_valid(&other));
}

/// What the emitted files ask for, and nothing more, stands in the contract.
#[test]
fn every_secret_of_every_file_is_in_the_contract() {
    let (mut github, mut render, mut compose, mut cluster) = (0, 0, 0, 0);
    for (path, spec) in specs() {
        let compilation = compiled(&spec);
        let contract = contract(&compilation);
        let places = |kind: fn(&Store) -> bool| -> Vec<&str> {
            let all = contract.secrets.iter().flat_map(|secret| &secret.places);
            all.filter(|p| kind(&p.store)).flat_map(|p| p.key.split(", ")).collect()
        };
        for artifact in &compilation.artifacts {
            let words = |before: &str| -> Vec<String> {
                let found = artifact.text.split(before).skip(1);
                let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.map(word).collect()
            };
            if artifact.path.starts_with(".github/workflows/") && !artifact.text.contains("workflow_call:") {
                for name in words("${{ secrets.").iter().filter(|name| *name != "GITHUB_TOKEN") {
                    let known = places(|s| matches!(s, Store::GithubRepository | Store::GithubEnvironment));
                    assert!(known.contains(&name.as_str()), "{path}: {}: {name}", artifact.path);
                    github += 1;
                }
            }
            if artifact.path == "render.yaml" {
                for asked in artifact.text.split("- key: ").skip(1).filter(|entry| entry.contains("sync: false")) {
                    // The next entry begins at the next key.
                    let (key, rest) = asked.split_once('\n').unwrap();
                    if rest.trim_start().starts_with("sync: false") {
                        assert!(places(|s| matches!(s, Store::Render { .. })).contains(&key), "{path}: {key}");
                        render += 1;
                    }
                }
            }
            if artifact.path.contains("compose") && artifact.path.ends_with(".yaml") {
                for name in words("${").iter().filter(|name| artifact.text.contains(&format!("${{{name}:?"))) {
                    // Images come from the run, not from people.
                    let known = contract.secrets.iter().any(|secret| secret.name == *name) || name.ends_with("_IMAGE");
                    assert!(known, "{path}: {}: {name}", artifact.path);
                    compose += 1;
                }
            }
        }
        for all in &contract.cluster_secrets {
            for key in &all.keys {
                assert!(places(|s| matches!(s, Store::Kubernetes { .. })).contains(&key.as_str()), "{path}: {key}");
                cluster += 1;
            }
        }
        for secret in &contract.secrets {
            for (index, place) in secret.places.iter().enumerate() {
                let same =
                    secret.places[..index].iter().any(|p| p.store == place.store && p.environment == place.environment);
                assert!(!same, "{path}: {} is twice in one place", secret.name);
                assert!(!place.services.is_empty() || !place.jobs.is_empty(), "{path}: {} for nobody", secret.name);
            }
        }
    }
    assert!(github > 20 && render > 3 && compose > 10 && cluster > 5, "{github} {render} {compose} {cluster}");
}

/// Programs that note what they are called with and what they are given, in place of the real ones.
fn pretend(sandbox: &Sandbox) {
    for name in ["gh", "kubectl", "openssl"] {
        let answer = match name {
            "openssl" => "echo m4de-up; exit",
            // Hands its input on, as `create --dry-run` does.
            _ => "tee -a \"given-$name\"",
        };
        let script = format!("#!/bin/sh\nname={name}\necho \"$name $*\" >>calls\n{answer}\n");
        sandbox.write(&format!("bin/{name}"), script);
        std::fs::set_permissions(sandbox.at(&format!("bin/{name}")), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    // `--from-file=KEY=/dev/stdin` is what is read here; the second `kubectl` reads what the first one prints.
}

#[test]
fn the_commands_hand_the_value_over_and_show_it_to_nobody() {
    let compilation = compiled(&repo::read("examples/deal-brain/deploy.kdl"));
    let mut ran = 0;
    for secret in contract(&compilation).secrets {
        for place in secret.places.iter().filter(|place| !matches!(place.store, Store::Shell { .. })) {
            let Some(command) = &place.command else { continue };
            let sandbox = Sandbox::empty();
            pretend(&sandbox);
            let typed = "t#e $value's `x` \"q\" \\";
            sandbox.write("typed", format!("{typed}\n"));
            sandbox.write("FILE", typed);
            sandbox.write("command", command);
            let said = sandbox.shell("PATH=\"$PWD/bin:$PATH\" bash -eu ./command <typed");
            assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{command}");
            let value = if secret.generate { "m4de-up" } else { typed };
            let calls = if sandbox.at("calls").exists() { sandbox.read("calls") } else { String::new() };
            assert!(!calls.contains(value), "a value is an argument: {calls}");
            match &place.store {
                Store::EnvFile { file } => {
                    assert_eq!(sandbox.read(file), format!("{}='{value}'\n", secret.name));
                }
                Store::Kubernetes { .. } => {
                    // A line's end would become a part of the value.
                    assert_eq!(sandbox.read("given-kubectl"), format!("{value}{value}"), "{command}");
                    assert!(calls.contains(&format!("--from-file={}=/dev/stdin", place.key)), "{calls}");
                }
                _ => {
                    assert_eq!(sandbox.read("given-gh").trim_end(), value, "{command}");
                    assert!(calls.contains(&format!("gh secret set {}", secret.name)), "{calls}");
                    assert!(calls.contains("--repo acme/deal-brain"), "{calls}");
                    let environment = place.environment.as_ref().map(|name| format!(" --env {name}"));
                    assert_eq!(calls.contains(" --env "), environment.is_some());
                    assert!(calls.contains(&environment.unwrap_or_default()), "{calls}");
                }
            }
            ran += 1;
        }
    }
    assert!(ran > 10, "{ran}");
}

const SPEC: &str = r#"
project "shop" { images "docker.io/acme/shop-{service}" username="HUB_USER" password="HUB_TOKEN"; }
secrets {
    HUB_USER for="pipeline"
    HUB_TOKEN for="pipeline" rotate="1d"
    SIGNING generate=#true
    UNUSED about="Left over"
    RENDER_API_KEY for="pipeline" { only "live"; }
}
service "api" {
    build
    port 8000 public=#true
    health "/"
    env { A secret="SIGNING"; B secret="SIGNING"; }
}
environment "live" on="render" { url "https://shop.example.com"; }
workflow "deploy" {
    on push="main"
    stage "test" {
        job "unit" { run "make" { env TOKEN="${{ secrets.not_declared }}"; }; }
    }
    stage "images" { images; }
    stage "live" { deploy "live"; }
}
"#;

#[test]
fn what_is_not_declared_not_used_or_used_under_two_names_is_said() {
    let contract = contract(&compiled(SPEC));
    let secret = |name: &str| contract.secrets.iter().find(|secret| secret.name == name).unwrap();
    assert_eq!(secret("NOT_DECLARED").origin, Origin::Workflow);
    assert_eq!(secret("NOT_DECLARED").places[0].jobs[0].id, "unit");
    assert!(secret("UNUSED").places.is_empty());
    assert_eq!(secret("HUB_TOKEN").places[0].store, Store::GithubRepository);
    assert_eq!(secret("HUB_TOKEN").rotate_days, Some(1));
    let key = &secret("RENDER_API_KEY").places[0];
    assert_eq!((&key.store, key.environment.as_deref()), (&Store::GithubEnvironment, Some("live")));
    // Render cannot make one value up for two names.
    let signing = &secret("SIGNING").places[0];
    assert!(matches!(signing.store, Store::Render { .. }) && signing.words.contains("A and B"), "{signing:?}");
    let text = secrets::terminal(&contract);
    for words in ["UNUSED  Left over\n  nothing reads it", "the spec does not declare it", "replace it every day\n"] {
        assert!(text.contains(words), "no `{words}` in\n{text}");
    }
}

#[test]
fn one_environment_alone() {
    let sandbox = Sandbox::example("deal-brain");
    let staging = sandbox.dbgen(&["secrets", "--env", "staging"]);
    assert_eq!(staging.code, Some(0));
    for (words, there) in [
        ("RENDER_API_KEY", true),
        ("SLACK_WEBHOOK_URL", true),
        ("KUBE_CONFIG", false),
        ("kubectl", false),
        (".env", false),
        ("deal-brain-production", false),
    ] {
        assert_eq!(staging.out.contains(words), there, "{words}: {}", staging.out);
    }
    let wrong = sandbox.dbgen(&["secrets", "--env", "stagin"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(1), ""));
    assert!(wrong.err.contains("did you mean `staging`?"), "{}", wrong.err);
}

#[test]
fn a_spec_that_is_wrong_has_no_contract() {
    let sandbox = Sandbox::example("hello");
    sandbox.write("deploy.kdl", sandbox.read("deploy.kdl").replace("health \"/health\"", "helth \"/health\""));
    let said = sandbox.dbgen(&["secrets", "--format", "json"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(said.err.contains("did you mean `health`?"), "{}", said.err);
}
