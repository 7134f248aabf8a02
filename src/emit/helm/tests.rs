//! From a spec to the chart's files.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::compile;
use crate::world::MemoryWorld;

const SPEC: &str = r#"
project "shop" {
    repository "acme/shop"
    images "ghcr.io/acme/shop-{service}"
    env ENVIRONMENT="{environment}" LOG_LEVEL="INFO"
}
secrets { API_KEY optional=#true; }
database "db" engine="postgres" version="16"
service "api" runtime="python" {
    build
    command "serve" "--port=8000"
    port 8000 public=#true
    health "/health" interval="15s"
    migrate "tool migrate" timeout="5m"
    drain "45s"
    resources cpu="250m" memory="512Mi"
    routes "/api"
    env { DATABASE_URL from="db.url" scheme="postgresql+asyncpg"; TOKEN secret="API_KEY"; }
}
service "web" {
    build context="web"
    port 3000 public=#true
    env { API_URL from="api.url" suffix="/v1"; LOG_LEVEL "WARN"; SITE from="web.public-url"; DATABASE_URL from="db.host"; }
}
service "cleanup" { image "ghcr.io/acme/tools:3.1"; schedule "0 3 * * *" timeout="10m"; }
"#;

const PRODUCTION: &str = r#"
environment "production" on="kubernetes" {
    url "https://shop.example.com"
    cluster namespace="shop" ingress="nginx" issuer="letsencrypt"
    env LOG_LEVEL="ERROR"
    service "api" { scale min=3 max=10 cpu="70%"; }
    service "web" { scale 2; }
    rollout "canary" { step 10 soak="5m"; abort error-rate="5%" for="1m"; }
}
"#;

fn emitted(spec: &str) -> Emission {
    let world = MemoryWorld::default().with("deploy.kdl", spec.as_bytes().to_vec());
    // What the rules say of so small a spec (nothing deploys it) is not of interest here.
    let plan = compile::check(&world, "deploy.kdl").plan.unwrap();
    let mut out = Emission::default();
    Helm.emit(&plan, &mut out);
    out
}

fn read(out: &Emission, path: &str) -> Value {
    let artifact = out.artifacts.iter().find(|artifact| artifact.path == path).unwrap();
    serde_yaml::from_str(&artifact.text).unwrap()
}

/// The values that Helm sees for an environment.
fn sum(out: &Emission, environment: &str) -> Value {
    fn lay(base: &mut Value, over: Value) {
        match (base, over) {
            (Value::Object(base), Value::Object(over)) => {
                over.into_iter().for_each(|(key, value)| lay(base.entry(key).or_insert(Value::Null), value));
            }
            (base, over) => *base = over,
        }
    }
    let mut sum = read(out, "deploy/chart/values.yaml");
    lay(&mut sum, read(out, &format!("deploy/values-{environment}.yaml")));
    sum
}

fn messages(out: &Emission) -> Vec<String> {
    out.diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect()
}

#[test]
fn a_spec_without_kubernetes_has_no_chart() {
    let out = emitted(&format!("{SPEC}environment \"local\" on=\"compose\" local=#true"));
    assert!(out.artifacts.is_empty());
}

#[test]
fn the_values_of_every_environment_keep_to_the_schema() {
    let staging = PRODUCTION.replace("production", "staging");
    let out = emitted(&format!("{SPEC}{PRODUCTION}{staging}"));
    let schema = read(&out, "deploy/chart/values.schema.json");
    let validator = jsonschema::draft7::new(&schema).unwrap();
    for values in [read(&out, "deploy/chart/values.yaml"), sum(&out, "production"), sum(&out, "staging")] {
        let errors: Vec<String> =
            validator.iter_errors(&values).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn a_service_becomes_an_entry() {
    let out = emitted(&format!("{SPEC}{PRODUCTION}"));
    assert_eq!(messages(&out), Vec::<String>::new());
    let values = sum(&out, "production");
    assert_eq!(
        values["services"]["api"],
        json!({
            "image": {"repository": "ghcr.io/acme/shop-api"},
            "args": ["serve", "--port=8000"],
            "port": 8000,
            "secrets": {"DATABASE_URL": {}, "TOKEN": {"key": "API_KEY", "optional": true}},
            "egress": {"db": 5432, "https": 443},
            "health": {"path": "/health", "intervalSeconds": 15},
            "test": {"command": [
                "python",
                "-c",
                "import os, urllib.request as r; r.urlopen(os.environ['TEST_URL'], timeout=10)",
            ]},
            "drain": 45,
            "resources": {"requests": {"cpu": "250m", "memory": "512Mi"}, "limits": {"memory": "512Mi"}},
            "autoscaling": {"min": 3, "max": 10, "cpu": 70},
            "canary": true,
            "ingress": {
                "hosts": ["shop.example.com"],
                "paths": ["/api"],
                "tlsSecret": "shop-example-com-tls",
                "annotations": {"cert-manager.io/cluster-issuer": "letsencrypt"},
            },
        })
    );
    assert_eq!(values["migration"], json!({"service": "api", "args": ["tool", "migrate"], "timeoutSeconds": 300}));
    assert_eq!(values["secretName"], "shop-production");
    assert_eq!(values["ingress"], json!({"className": "nginx", "controllerNamespace": "ingress-nginx"}));
}

#[test]
fn variables_stand_once_where_they_belong() {
    let values = sum(&emitted(&format!("{SPEC}{PRODUCTION}")), "production");
    // The environment wins over the service: LOG_LEVEL is the environment's for all.
    assert_eq!(values["env"], json!({"ENVIRONMENT": "production", "LOG_LEVEL": "ERROR"}));
    assert_eq!(values["services"]["api"].get("env"), None);
    let web = &values["services"]["web"];
    assert_eq!(web["env"], json!({"SITE": "https://shop.example.com"}));
    assert_eq!(web["links"], json!({"API_URL": {"service": "api", "value": "http://{host}:{port}/v1"}}));
    // The key DATABASE_URL holds an address already, and here a host is asked for.
    assert_eq!(web["secrets"], json!({"DATABASE_URL": {"key": "WEB_DATABASE_URL"}}));
}

#[test]
fn a_service_without_one_of_the_shared_variables_has_its_own_only() {
    let spec = SPEC.replace("LOG_LEVEL \"WARN\"", "LOG_LEVEL #null");
    let values = sum(&emitted(&format!("{spec}{}", PRODUCTION.replace("env LOG_LEVEL=\"ERROR\"", ""))), "production");
    assert_eq!(values["env"], json!({"ENVIRONMENT": "production", "LOG_LEVEL": "INFO"}));
    let web = &values["services"]["web"];
    assert_eq!(web["onlyOwnEnv"], true);
    assert_eq!(web["env"], json!({"ENVIRONMENT": "production", "SITE": "https://shop.example.com"}));
}

#[test]
fn one_ingress_of_a_host_asks_for_its_certificate() {
    let values = sum(&emitted(&format!("{SPEC}{PRODUCTION}")), "production");
    let ingress = |name: &str| values["services"][name]["ingress"].clone();
    assert_eq!(ingress("api")["tlsSecret"], ingress("web")["tlsSecret"]);
    assert!(ingress("api").get("annotations").is_some());
    assert_eq!(ingress("web").get("annotations"), None);
}

#[test]
fn a_scheduled_service_runs_by_the_clock() {
    let values = sum(&emitted(&format!("{SPEC}{PRODUCTION}")), "production");
    let cleanup = &values["services"]["cleanup"];
    // Somebody else's image knows nothing of the project's variables.
    assert_eq!(cleanup["onlyOwnEnv"], true);
    assert_eq!(cleanup["image"], json!({"repository": "ghcr.io/acme/tools", "tag": "3.1"}));
    assert_eq!(cleanup["cron"], json!({"schedule": "0 3 * * *", "timeZone": "Etc/UTC", "timeoutSeconds": 600}));
    assert_eq!(cleanup.get("replicas"), None);
}

#[test]
fn what_the_environment_sets_stands_in_its_file() {
    let out = emitted(&format!("{SPEC}{PRODUCTION}"));
    let base = read(&out, "deploy/chart/values.yaml");
    let own = read(&out, "deploy/values-production.yaml");
    assert_eq!(base["environment"], "");
    assert_eq!(base["services"]["api"]["port"], 8000);
    for key in ["autoscaling", "ingress", "canary"] {
        assert_eq!(base["services"]["api"].get(key), None, "{key}");
    }
    assert_eq!(own["services"]["api"].get("port"), None);
    assert_eq!(own["services"]["web"]["replicas"], 2);
}

/// What stands in the chart's own values and what in an environment's file is a matter of what the others say; what an
/// environment gets in the end is not.
#[test]
fn an_environment_gets_the_same_whatever_others_there_are() {
    let environment = |name: &str, more: &str| {
        PRODUCTION.replace("production", name).replace("namespace=\"shop\"", "").replace("rollout", more)
    };
    let all = [
        ("production", environment("production", "rollout")),
        ("staging", environment("staging", "service \"cleanup\" { user 7; }\n    rollout")),
        ("laid", environment("laid", "raw \"kubernetes\" { services { api { port 81; }; }; }\n    rollout")),
        ("plain", environment("plain", "rollout").replace("env LOG_LEVEL=\"ERROR\"", "env A=\"1\"")),
    ];
    let spec = format!("{SPEC}service \"rare\" {{ only \"staging\" \"laid\"; image \"x/y:1.2\"; }}\n");
    for count in 2..=all.len() {
        let elsewhere = |name: &str| format!("environment \"{name}\" on=\"compose\"\n");
        let among = |here: &[&str]| -> String {
            all.iter().map(|(name, text)| if here.contains(name) { text.clone() } else { elsewhere(name) }).collect()
        };
        let names: Vec<&str> = all[..count].iter().map(|(name, _)| *name).collect();
        let together = emitted(&format!("{spec}{}", among(&names)));
        for name in names {
            let alone = emitted(&format!("{spec}{}", among(&[name])));
            assert_eq!(sum(&together, name), sum(&alone, name), "{name} of {count}");
        }
    }
    let shared = read(&emitted(&format!("{spec}{}{}", all[0].1, all[1].1)), "deploy/chart/values.yaml");
    assert_eq!(shared["services"]["api"]["port"], 8000);
    assert_eq!(shared["services"]["cleanup"].get("user"), None);
    assert_eq!(shared["services"].get("rare"), None);
}

#[test]
fn raw_fields_are_laid_over_and_null_takes_away() {
    let raw = r#"service "api" { scale min=3 max=10 cpu="70%"; raw "kubernetes" {
        user 10001
        egress { https #null; smtp 587; }
        patch { Container { livenessProbe #null; }; Pod { spec { nodeSelector { spot "true"; } } }; }
    } }"#;
    let production = PRODUCTION.replace("service \"api\" { scale min=3 max=10 cpu=\"70%\"; }", raw);
    let out = emitted(&format!("{SPEC}{production}"));
    assert_eq!(messages(&out), Vec::<String>::new());
    let api = &sum(&out, "production")["services"]["api"];
    assert_eq!(api["user"], 10001);
    assert_eq!(api["egress"], json!({"db": 5432, "smtp": 587}));
    assert_eq!(
        api["patch"],
        json!({"Container": {"livenessProbe": null}, "Pod": {"spec": {"nodeSelector": {"spot": "true"}}}})
    );
}

#[test]
fn raw_fields_of_the_environment_are_values_of_the_chart() {
    let raw = "raw \"kubernetes\" { networkPolicy { allowNamespaces { - \"monitoring\"; }; }; imagePullSecrets \"a\" \"b\"; }\n    rollout";
    let out = emitted(&format!("{SPEC}{}", PRODUCTION.replace("rollout", raw)));
    assert_eq!(messages(&out), Vec::<String>::new());
    let values = sum(&out, "production");
    assert_eq!(values["networkPolicy"], json!({"enabled": true, "allowNamespaces": ["monitoring"]}));
    assert_eq!(values["imagePullSecrets"], json!(["a", "b"]));
}

#[test]
fn a_raw_field_that_the_chart_does_not_know_is_an_error() {
    let production = PRODUCTION.replace("scale 2;", "scale 2; raw \"kubernetes\" { replica 2; }");
    let said = messages(&emitted(&format!("{SPEC}{production}")));
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("`web`") && said[0].contains("unknown field `replica`"), "{said:?}");
}

#[test]
fn what_the_chart_cannot_do_is_said() {
    let more = r#"
service "files" {
    image "ghcr.io/acme/files:1"
    port 80
    mount "conf/files.ini" at="/etc/files.ini"
    volume "data" at="/data" size="5Gi"
    scale min=2 max=3 memory="80%"
}"#;
    let said = messages(&emitted(&format!("{SPEC}{more}{PRODUCTION}")));
    assert_eq!(said.len(), 3, "{said:?}");
    let waived = PRODUCTION.replace("rollout", "accept-loss \"mount\" reason=\"in the image\"\n    rollout");
    assert_eq!(messages(&emitted(&format!("{SPEC}{more}{waived}"))).len(), 2);
}

#[test]
fn a_disk_is_mounted_by_one_pod_at_a_time() {
    let more = r#"service "files" { image "ghcr.io/acme/files:1"; port 80; volume "data" at="/data" size="5Gi"; }"#;
    let values = sum(&emitted(&format!("{SPEC}{more}{PRODUCTION}")), "production");
    let files = &values["services"]["files"];
    assert_eq!(files["volumes"], json!({"data": {"path": "/data", "size": "5Gi"}}));
    assert_eq!(files["strategy"], "Recreate");
}

/// The features that are lost, as `accept-loss` names them, in the order of the report.
fn lost(spec: &str) -> Vec<String> {
    let feature =
        |help: &str| help.split("accept-loss \"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    emitted(spec).diagnostics.iter().filter_map(|diagnostic| feature(diagnostic.help.as_deref()?)).collect()
}

#[test]
fn what_the_environment_says_beyond_kubernetes_is_named() {
    let more = r#"    region "eu"
    previews "automatic"
    database "db" { plan "large"; }
    service "cleanup" { scale 1; health { command "true"; }; }
    rollout"#;
    let web = "scale 2; publish 8080; plan \"pro\"; profile \"x\"; watch \"web\"; paths \"web/**\"; directory \"web\"; after \"api\";";
    let spec = format!("{SPEC}{}", PRODUCTION.replace("    rollout", more).replace("scale 2;", web));
    let expected = [
        "region",
        "previews",
        "after",
        "publish",
        "watch",
        "profile",
        "plan",
        "paths",
        "directory",
        "health",
        "scale",
        "datastore",
    ];
    assert_eq!(lost(&spec), expected);
}

#[test]
fn a_setting_for_other_platforms_is_lost_to_nobody() {
    let spec = SPEC.replace("build context=\"web\"", "build context=\"web\"\n    publish 8080\n    plan \"pro\"");
    let local = "environment \"local\" on=\"compose\" local=#true {}";
    assert_eq!(lost(&format!("{spec}{PRODUCTION}{local}")), Vec::<String>::new());
    assert_eq!(lost(&format!("{spec}{PRODUCTION}")), ["publish", "plan"]);
}

#[test]
fn a_canary_without_anything_public_has_no_traffic_to_shift() {
    assert_eq!(lost(&format!("{}{PRODUCTION}", SPEC.replace(" public=#true", ""))), ["rollout"]);
}

#[test]
fn the_secret_is_described_and_has_no_value() {
    let out = emitted(&format!("{SPEC}{PRODUCTION}"));
    let file = out.artifacts.iter().find(|artifact| artifact.path == "deploy/values-production.yaml").unwrap();
    let lines: Vec<&str> =
        file.text.lines().skip_while(|line| !line.starts_with("# Name of the Secret")).take(6).collect();
    assert_eq!(
        lines,
        [
            "# Name of the Secret that holds the services' secrets. It has to exist, with these keys:",
            "#   API_KEY           may be missing",
            "#   DATABASE_URL      postgres 16 `db`: postgresql+asyncpg://shop:PASSWORD@HOST:5432/shop",
            "#   WEB_DATABASE_URL  postgres 16 `db`: its host",
            "# For example: kubectl -n shop create secret generic shop-production --from-env-file=FILE",
            "secretName: shop-production",
        ]
    );
}
