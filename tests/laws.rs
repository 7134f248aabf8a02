//! Laws over generated specs: whatever compiles reads back as it was meant, twice is once, and one target is all.
#![allow(clippy::unwrap_used)]

use dbgen::compile::{Compilation, compile};
use dbgen::emit::{self, Artifact, TARGETS};
use dbgen::world::MemoryWorld;
use proptest::prelude::*;
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_yaml::Value;

/// Values that readers of YAML, shells and Compose like to misread.
const NASTY: &[&str] = &[
    "yes",
    "no",
    "on",
    "off",
    "null",
    "~",
    "true",
    "0",
    "010",
    "0x1F",
    "1e3",
    "1_000",
    "12:30",
    "2024-01-01",
    "=",
    "<<",
    "-",
    "- a",
    "a: b",
    "a #b",
    "#a",
    " a",
    "a ",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a",
    "'",
    "\"",
    "\\",
    "a'b\"c",
    "$HOME",
    "${X}",
    "$$",
    "{{ x }}",
    "{\"a\": [1, 2]}",
    "ünïcödé",
    "日本",
    "a\tb",
    "a=b",
    "?",
    ":",
    "::",
    "a,b",
    "[a]",
    "{{a}}",
    ".inf",
    "NaN",
    "0o7",
    "+1",
    "1.0",
    "",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(NASTY).prop_map(str::to_owned),
        1 => "[ -~]{0,12}",
        1 => "[a-z]{1,8}",
    ]
}

#[derive(Debug, Clone)]
struct Shape {
    variables: Vec<(String, String)>,
    command: Vec<String>,
    replicas: u32,
    worker: bool,
    cron: bool,
    cache: bool,
    migrate: bool,
}

fn shape() -> impl Strategy<Value = Shape> {
    let variables =
        proptest::collection::btree_map("[A-Z]{3,6}", value(), 0..5).prop_map(|m| m.into_iter().collect::<Vec<_>>());
    let command = proptest::collection::vec("[a-z0-9./=-]{1,8}", 0..3);
    (variables, command, 1..5u32, any::<[bool; 4]>()).prop_map(
        |(variables, command, replicas, [worker, cron, cache, migrate])| Shape {
            variables,
            command,
            replicas,
            worker,
            cron,
            cache,
            migrate,
        },
    )
}

fn quoted(text: &str) -> String {
    // In a value of the spec, braces that hold a name are placeholders; doubled ones are braces.
    let text = text.replace('{', "{{").replace('}', "}}");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t"))
}

fn spec(shape: &Shape) -> String {
    let variables: String = shape.variables.iter().map(|(n, v)| format!("        {n} {}\n", quoted(v))).collect();
    let command = if shape.command.is_empty() {
        String::new()
    } else {
        format!("    command {}\n", shape.command.iter().map(|w| quoted(w)).collect::<Vec<_>>().join(" "))
    };
    let cache = if shape.cache { "cache \"redis\" version=\"7.4\"\n" } else { "" };
    let url = if shape.cache { "        CACHE_URL from=\"redis.url\"\n" } else { "" };
    // Render's key-value store is of one version only.
    let loss = if shape.cache { "; accept-loss \"datastore-version\" reason=\"any will do\"" } else { "" };
    let migrate = if shape.migrate { "    migrate \"app migrate\" compatible=#true\n" } else { "" };
    let worker = if shape.worker { "service \"worker\" { build; command \"app\" \"work\"; }\n" } else { "" };
    let cron = if shape.cron {
        "service \"nightly\" { build; command \"app\" \"tidy\"; schedule \"0 3 * * *\"; only \"production\"; }\n"
    } else {
        ""
    };
    format!(
        r#"project "law" {{
    repository "acme/law"
    images "ghcr.io/acme/law-{{service}}"
}}
secrets {{
    RENDER_API_KEY for="pipeline"
    KUBE_CONFIG for="pipeline"
}}
{cache}service "app" runtime="python" {{
    build
    port 8000 public=#true
    health "/health"
{command}{migrate}    env {{
{variables}{url}    }}
}}
{worker}{cron}environment "development" on="compose" local=#true
environment "staging" on="render" {{ url "https://staging.example.com"{loss}; }}
environment "production" on="kubernetes" {{
    url "https://example.com"
    cluster kubeconfig="KUBE_CONFIG"
    service "app" {{ scale {replicas}; }}
}}
workflow "deploy" {{
    on push="main"
    stage "images" {{ images; }}
    stage "staging" {{ deploy "staging"; }}
    stage "production" {{ deploy "production"; }}
}}
"#,
        replicas = shape.replicas
    )
}

fn build(text: &str) -> Compilation {
    compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl")
}

/// Files that are YAML as they stand; the chart's templates become YAML only when Helm renders them.
fn is_yaml(artifact: &Artifact) -> bool {
    (artifact.path.ends_with(".yaml") || artifact.path.ends_with(".yml")) && !artifact.path.contains("/templates/")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_file_reads_back_alike_and_as_it_was_meant(shape in shape()) {
        let out = build(&spec(&shape));
        prop_assert!(!out.failed(), "{:#?}\n{}", out.diagnostics, spec(&shape));
        prop_assert!(out.artifacts.len() > 20);
        for artifact in out.artifacts.iter().filter(|a| is_yaml(a)) {
            let libyaml: Value = serde_yaml::from_str(&artifact.text).map_err(|e| TestCaseError::fail(format!("{}: {e}", artifact.path)))?;
            let core = Yaml::load_from_str(&artifact.text).map_err(|e| TestCaseError::fail(format!("{}: {e}", artifact.path)))?;
            prop_assert!(same(&libyaml, &core[0]), "{} reads differently:\n{}", artifact.path, artifact.text);
        }
        let read = |path: &str| -> Value { serde_yaml::from_str(&out.artifacts.iter().find(|a| a.path == path).unwrap().text).unwrap() };
        let compose = read("compose.yaml");
        let values = read("deploy/chart/values.yaml");
        let production = read("deploy/values-production.yaml");
        for (name, text) in &shape.variables {
            // Compose takes `$` for its own: `$$` is one.
            let meant = compose["services"]["app"]["environment"][name.as_str()].as_str().map(|v| v.replace("$$", "$"));
            prop_assert_eq!(meant.as_deref(), Some(text.as_str()), "compose.yaml, {}", name);
            let base = &values["services"]["app"]["env"][name.as_str()];
            let upper = &production["services"]["app"]["env"][name.as_str()];
            let meant = if upper.is_null() { base } else { upper };
            prop_assert_eq!(meant.as_str(), Some(text.as_str()), "values, {}", name);
        }
    }

    #[test]
    fn building_twice_is_building_once_and_one_target_is_all(shape in shape()) {
        let text = spec(&shape);
        let (first, second) = (build(&text), build(&text));
        prop_assert_eq!(&first.artifacts, &second.artifacts);
        let plan = first.plan.as_ref().unwrap();
        for target in TARGETS {
            let mut alone = emit::Emission::default();
            target.emit(plan, &mut alone);
            for artifact in &alone.artifacts {
                prop_assert!(first.artifacts.contains(artifact), "{} differs when {} is built alone", artifact.path, target.name());
            }
        }
    }

    #[test]
    fn comments_blank_lines_and_line_ends_change_nothing(shape in shape()) {
        let text = spec(&shape);
        let commented: String = text.lines().map(|l| format!("\n{l} // words\r\n")).collect();
        prop_assert_eq!(build(&text).artifacts, build(&format!("\u{feff}{commented}")).artifacts);
    }
}

/// Whether two readers have understood the same.
fn same(a: &Value, b: &Yaml<'_>) -> bool {
    match (a, b) {
        (Value::Null, Yaml::Value(Scalar::Null)) => true,
        (Value::Bool(a), Yaml::Value(Scalar::Boolean(b))) => a == b,
        (Value::Number(a), Yaml::Value(Scalar::Integer(b))) => a.as_i64() == Some(*b),
        (Value::Number(a), Yaml::Value(Scalar::FloatingPoint(b))) => a.as_f64() == Some(b.into_inner()),
        (Value::String(a), Yaml::Value(Scalar::String(b))) => a.as_str() == b.as_ref(),
        (Value::Sequence(a), Yaml::Sequence(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Mapping(a), Yaml::Mapping(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((ka, va), (kb, vb))| same(ka, kb) && same(va, vb))
        }
        _ => false,
    }
}
