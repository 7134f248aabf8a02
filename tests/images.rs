//! Which image a service runs: the one that is built as the service says there.
#![allow(clippy::unwrap_used)]

use dbgen::compile::compile;
use dbgen::world::MemoryWorld;

const SPEC: &str = r#"
project "p" { images "ghcr.io/acme/p-{service}"; }
secrets { RENDER_API_KEY for="pipeline"; }
service "api" { build dockerfile="Dockerfile" target="run"; port 8000 public=#true; }
service "worker" { build dockerfile="Dockerfile" target="run"; }
environment "staging" on="render" {
    url "https://staging.example.com"
    service "worker" { build target="debug"; }
}
environment "production" on="render" { url "https://example.com"; }
workflow "w" {
    on push="main"
    stage "images" { images; }
    stage "staging" { deploy "staging"; }
    stage "production" { deploy "production"; }
}
"#;

#[test]
fn a_service_runs_what_is_built_for_it_there() {
    let out = compile(&MemoryWorld::default().with("deploy.kdl", SPEC), "deploy.kdl");
    assert!(!out.failed(), "{:#?}", out.diagnostics);
    let plan = out.plan.unwrap();
    let target = |environment: &str, service: &str| {
        let service = plan.environment(environment).unwrap().service(service).unwrap();
        plan.image(service).unwrap().build.target.clone().unwrap()
    };
    assert_eq!(target("staging", "api"), "run");
    assert_eq!(target("staging", "worker"), "debug");
    assert_eq!(target("production", "worker"), "run");
}
