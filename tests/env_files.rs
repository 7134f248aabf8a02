//! Env files: what stands in them, and that a shell reads the values that the spec has.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::process::Command;

use dbgen::compile::compile;
use dbgen::world::MemoryWorld;

/// The files of a spec, by path.
fn files(text: &str) -> BTreeMap<String, String> {
    let out = compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl");
    assert!(!out.failed(), "{:#?}", out.diagnostics);
    out.artifacts.into_iter().filter(|a| a.target == "env").map(|a| (a.path, a.text)).collect()
}

const SPEC: &str = r##"
project "shop" { env LEVEL="info" DEBUG=#false; images "ghcr.io/acme/shop-{service}"; }
secrets {
    KEY about="Signs sessions." generate=#true rotate="1d"
    TOKEN optional=#true
    LIVE_ONLY about="Payment provider" { only "live"; }
    DEPLOY_KEY for="pipeline" { only "live"; }
    HOOK for="pipeline" rotate="90d"
}
database "main-db" version="16"
cache "queue" version="7"
service "api" {
    build; port 8000 public=#true; domain "api.example.com"
    env { URL from="main-db.url" scheme="postgresql+asyncpg"; QUEUE from="queue.url" suffix="/2"; SECRET secret="KEY"; MODE "a"; }
}
service "web" {
    build context="web"; port 3000
    env { API from="api.public-url"; SECRET secret="KEY"; TOKEN secret="TOKEN"; MODE "b"; }
}
environment "dev" on="compose" local=#true { service "api" { publish 8000; domain #null; }; }
environment "live" on="kubernetes" { cluster kubeconfig="DEPLOY_KEY" ingress="nginx" issuer="x"; service "api" { env { PAY secret="LIVE_ONLY"; }; }; }
workflow "w" { on push="main"; stage "i" { images; }; stage "d" { deploy "live"; }; }
"##;

#[test]
fn the_example_names_what_is_missing_and_gives_no_value() {
    let example = &files(SPEC)[".env.example"];
    let (_, body) = example.split_once("\n\n").unwrap();
    let text = "\
# --- Databases on this machine ---
# Any text of letters and digits, since it becomes a part of an address: openssl rand -hex 24
MAIN_DB_PASSWORD=

# --- Secrets of the services ---
# Signs sessions. For api, web. Replace it every day.
# Any random text will do: openssl rand -hex 32
KEY=

# For web. Optional.
# TOKEN=

# --- Secrets that only the platforms hold: not for this file ---
# LIVE_ONLY:
# Payment provider. For api.

# --- Secrets that the pipeline needs: not for this file, GitHub holds them ---
#   gh secret set DEPLOY_KEY --env live
#
# Replace it every 90 days.
#   gh secret set HOOK
";
    assert_eq!(body, text);
}

#[test]
fn an_environment_says_where_each_variable_comes_from() {
    let files = files(SPEC);
    let body = |path: &str| files[path].split_once("\n\n").unwrap().1.to_owned();
    let live = "\
# --- every service ---
LEVEL=info
DEBUG=false
# SECRET: a secret, KEY in the Secret shop-live

# --- api ---
# URL: the url of main-db as postgresql+asyncpg://, a key of the cluster's Secret
# QUEUE: the url of queue with /2 behind it, a key of the cluster's Secret
# MODE=a
# PAY: a secret, LIVE_ONLY in the Secret shop-live

# --- web ---
API=https://api.example.com
# TOKEN: a secret, optional, TOKEN in the Secret shop-live
# MODE=b
";
    assert_eq!(body("deploy/env/live.env"), live);
    let dev = body("deploy/env/dev.env");
    assert!(dev.contains("API=http://localhost:8000\n"), "{dev}");
    assert!(dev.contains("# SECRET: a secret, KEY in .env\n"), "{dev}");
    assert!(files["deploy/env/live.env"].contains("not the same for all services"));
}

#[test]
fn a_shell_reads_the_values_of_the_spec() {
    let values = [
        "plain",
        "",
        " a  b ",
        "it's",
        "say \"hi\"",
        "$HOME ${X} `id` $(id)",
        "a#b # c",
        "back\\slash\\",
        "two\nlines\n",
        "!x ~ * ? [a]",
        "k=v;x&y|z<w>",
        "it's $5 \\ \"q\"",
        "é ☃",
        "{\"json\": [1, true]}",
    ];
    let literal = |text: &str| format!("{text:?}").replace("\\'", "'");
    let lines: Vec<_> = values.iter().enumerate().map(|(i, v)| format!("V{i} {}", literal(v))).collect();
    let spec = format!(
        "project \"p\"\nservice \"s\" {{\nbuild\nenv {{\n{}\n}}\n}}\nenvironment \"dev\" on=\"compose\" local=#true {{}}\n",
        lines.join("\n")
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("dev.env"), &files(&spec)["deploy/env/dev.env"]).unwrap();
    for shell in ["sh", "bash"] {
        let mut run = Command::new(shell);
        let out = run.args(["-euc", "set -a; . ./dev.env; env -0"]).current_dir(folder.path()).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let text = String::from_utf8(out.stdout).unwrap();
        let read: BTreeMap<_, _> = text.split('\0').filter_map(|pair| pair.split_once('=')).collect();
        for (index, value) in values.iter().enumerate() {
            assert_eq!(read.get(format!("V{index}").as_str()), Some(value), "{shell}");
        }
    }
}

#[test]
fn nothing_is_written_where_nothing_is_to_say() {
    let spec = "project \"p\"\nservice \"s\" { build; }\nenvironment \"dev\" on=\"compose\" local=#true {}\n";
    assert_eq!(files(spec), BTreeMap::new());
}
