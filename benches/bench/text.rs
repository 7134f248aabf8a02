//! The two ends by themselves: bytes of KDL read, bytes of YAML printed.

use super::{cpu, monorepo};
use dbgen::source::FileId;
use dbgen::{syntax, yaml};
use std::fs;
use std::path::Path;

/// How much text each of them is given: the parser stops at 400,000 nodes and values, which this is well below.
const SIZE: usize = 4 << 20;

pub fn speeds(scratch: &Path) {
    let folder = scratch.join("text");
    monorepo::write(&folder, 1);
    let one = fs::read_dir(folder.join("services")).unwrap().next().unwrap().unwrap().path();
    let kdl = fs::read_to_string(one).unwrap();
    let kdl = kdl.repeat(SIZE / kdl.len());
    let mut document = syntax::Document::default();
    let parse = cpu::median(5, || {
        cpu::here(|| {
            let parsed = syntax::parse(FileId(0), &kdl);
            assert!(parsed.diagnostics.is_empty());
            document = parsed.document;
        })
    });
    assert!(document.nodes().count() > 1000);
    let body = blueprint();
    let printed = yaml::Document::new(body.clone()).print().len();
    let document = yaml::Document::new(yaml::Yaml::Seq((0..SIZE / printed).map(|_| body.clone().into()).collect()));
    let mut length = 0;
    let print = cpu::median(5, || cpu::here(|| length = document.print().len()));
    let speed = |bytes: usize, milliseconds: f64| bytes as f64 / 1e3 / milliseconds;
    println!("\n{:<40}{:>9.0} MB/s", "KDL, text to tree", speed(kdl.len(), parse));
    println!("{:<40}{:>9.0} MB/s", "YAML, tree to text", speed(length, print));
    let text = document.print();
    let read = cpu::median(5, || cpu::here(|| yaml::read(&text).unwrap()));
    println!("{:<40}{:>9.0} MB/s", "YAML, text to tree", speed(length, read));
}

/// Text of the kind that dbgen prints: an entry of a blueprint, with values that need quotes and some that do not.
fn blueprint() -> yaml::Yaml {
    let variable = |key: &str, value: &str| yaml::Map::new().with("key", key).with("value", value);
    let variables: Vec<yaml::Map> =
        [("LOG_LEVEL", "info"), ("CACHE_TTL", "300"), ("PROMPT", "a: \"b\" #c"), ("ON", "on")]
            .into_iter()
            .map(|(key, value)| variable(key, value))
            .collect();
    let service = yaml::Map::new()
        .with("type", "web")
        .with("name", "monorepo-team01-svc0001")
        .with("runtime", "image")
        .with("image", yaml::Map::new().with("url", "ghcr.io/acme/monorepo-team01-svc0001:latest"))
        .with("region", "frankfurt")
        .with("healthCheckPath", "/health")
        .with("numInstances", 2)
        .with("envVars", yaml::Yaml::Seq(variables.into_iter().map(Into::into).collect()))
        .with_comment("image", "Set by the pipeline");
    service.into()
}
