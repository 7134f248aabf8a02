//! A repository of many services in four environments: development on Compose, review on Render, staging and
//! production on Kubernetes. Every service has a file of its own, as a team would keep it.

use std::fs;
use std::path::Path;

/// The files of a repository of `services` services: their paths and texts, the main spec first.
pub fn files(services: usize) -> Vec<(String, String)> {
    let fixed = [("deploy.kdl", MAIN), ("Dockerfile", DOCKERFILE)];
    let own = (0..services).map(|index| (format!("services/{}.kdl", name(index)), service(index, "info")));
    fixed.map(|(path, text)| (path.to_owned(), text.to_owned())).into_iter().chain(own).collect()
}

/// Writes the files to `folder`.
pub fn write(folder: &Path, services: usize) {
    for (path, text) in files(services) {
        let full = folder.join(path);
        fs::create_dir_all(full.parent().expect("below the folder")).expect("the folder can be made");
        fs::write(full, text).expect("the file can be written");
    }
}

/// Changes one word in one service.
pub fn change(folder: &Path, index: usize, level: &str) {
    fs::write(folder.join(format!("services/{}.kdl", name(index))), service(index, level)).expect("it can be written");
}

fn name(index: usize) -> String {
    format!("team{:02}-svc{index:04}", index % 40)
}

/// The variables of one service that say nothing to others.
const PLAIN: &[(&str, &str)] = &[
    ("QUEUE_PREFETCH", "16"),
    ("HTTP_TIMEOUT", "5s"),
    ("CACHE_TTL", "300"),
    ("FEATURE_FLAGS", "search,ratings"),
    ("TRACE_SAMPLING", "0.05"),
    ("DEFAULT_LOCALE", "en-GB"),
];

fn service(index: usize, level: &str) -> String {
    let name = name(index);
    let plain: String = PLAIN.iter().map(|(key, value)| format!("        {key} \"{value}\"\n")).collect();
    // Every tenth service calls the one before it.
    let calls = match index % 10 {
        9 => format!("        UPSTREAM_URL from=\"{}.url\"\n", self::name(index - 1)),
        _ => String::new(),
    };
    format!(
        r#"// {name}: written by the benchmark.
service "{name}" runtime="python" {{
    build dockerfile="Dockerfile" {{
        arg SERVICE "{name}"
    }}
    command "serve" "--name" "{name}"
    port 8080
    health "/health" interval="15s"
    drain "30s"
    resources cpu="100m" memory="256Mi"
    scale 2
    env {{
        LOG_LEVEL "{level}"
        DATABASE_URL from="db.url"
        CACHE_URL from="cache.url"
        SIGNING_KEY secret="SIGNING_KEY"
{plain}{calls}    }}
}}
"#
    )
}

const MAIN: &str = r#"// Written by the benchmark.
project "monorepo" {
    repository "acme/monorepo"
    images "ghcr.io/acme/monorepo-{service}"
    env ENVIRONMENT="{environment}" REGION="eu"
}
secrets {
    SIGNING_KEY rotate="90d"
    RENDER_API_KEY for="pipeline"
    KUBE_CONFIG for="pipeline"
}
database "db" engine="postgres" version="16"
cache "cache" engine="redis" version="7.4"
include "services/*.kdl"
environment "development" on="compose" local=#true {
    env LOG_FORMAT="text"
}
environment "review" on="render" {
    url "https://review.example.com"
    region "frankfurt"
    accept-loss "datastore-version" reason="any will do"
    accept-loss "resources" reason="the plan decides"
    accept-loss "health-path" reason="private services are asked by their callers"
    accept-loss "health-timing" reason="Render decides"
    accept-loss "url-scheme" reason="clients put it there"
}
environment "staging" on="kubernetes" {
    url "https://staging.example.com"
    cluster kubeconfig="KUBE_CONFIG"
}
environment "production" on="kubernetes" {
    url "https://example.com"
    cluster kubeconfig="KUBE_CONFIG"
    env LOG_FORMAT="json"
}
workflow "deploy" {
    on push="main"
    stage "images" { images; }
    stage "review" { deploy "review"; }
    stage "staging" { deploy "staging"; }
    stage "production" { deploy "production"; }
}
"#;

const DOCKERFILE: &str = "FROM scratch\nARG SERVICE\nUSER 10001:10001\n";
