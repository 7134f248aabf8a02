//! A variable that holds a service's public address says the same on every platform: scheme, host, and what was to
//! stand behind it. Where there is no such address, that is an error and no empty variable.
#![allow(clippy::unwrap_used)]

use dbgen::compile::{Compilation, compile};
use dbgen::world::MemoryWorld;

fn build(environment: &str) -> Compilation {
    let deployed = !environment.contains("compose");
    let deploy = if deployed { r#"workflow "cd" { on push="main"; stage "live" { deploy "a"; }; }"# } else { "" };
    let spec = format!(
        r#"
project "shop" {{ repository "acme/shop"; images "ghcr.io/acme/shop-{{service}}"; }}
secrets {{ RENDER_API_KEY for="pipeline"; KUBE_CONFIG for="pipeline"; }}
service "web" runtime="busybox" {{
    image "ghcr.io/acme/site:1.4.2"
    port 3000 public=#true
    health "/"
    env {{ SITE from="web.public-url" scheme="wss" suffix="/live"; }}
}}
{environment}
{deploy}
"#
    );
    compile(&MemoryWorld::default().with("deploy.kdl", spec), "deploy.kdl")
}

#[test]
fn scheme_and_suffix_of_a_public_address_reach_every_platform() {
    for (environment, file) in [
        (r#"environment "a" on="compose" { url "https://shop.example.com"; }"#, "deploy/compose.a.yaml"),
        (r#"environment "a" on="render" { url "https://shop.example.com"; region "frankfurt"; }"#, "render.yaml"),
        (
            r#"environment "a" on="kubernetes" { url "https://shop.example.com"; cluster kubeconfig="KUBE_CONFIG" ingress="nginx"; }"#,
            // What all environments share is the chart's own.
            "deploy/chart/values.yaml",
        ),
    ] {
        let out = build(environment);
        assert!(!out.failed(), "{environment}: {:#?}", out.diagnostics);
        let text = &out.artifacts.iter().find(|artifact| artifact.path == file).unwrap().text;
        assert!(text.contains("wss://shop.example.com/live"), "{file}:\n{text}");
    }
}

#[test]
fn an_address_that_render_makes_up_takes_neither() {
    let out = build(r#"environment "a" on="render" { region "frankfurt"; }"#);
    let said: Vec<_> = out.diagnostics.iter().map(|d| d.help.clone().unwrap_or_default()).collect();
    for loss in ["url-scheme", "url-suffix"] {
        assert!(said.iter().any(|help| help.contains(loss)), "{loss}: {said:#?}");
    }
}

#[test]
fn an_address_that_is_not_there_is_an_error() {
    let out = build(r#"environment "a" on="kubernetes" { cluster kubeconfig="KUBE_CONFIG" ingress="nginx"; }"#);
    let said: Vec<_> = out.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert!(said.contains(&"`web` has no public address in `a`: `SITE` would be empty"), "{said:#?}");
}
