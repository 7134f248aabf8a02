//! What holds of every workflow that is emitted, and what is refused.
#![allow(clippy::unwrap_used)]

use super::actions;
use super::expr::{Place, bare_problem, problem};
use crate::compile::{Compilation, compile};
use crate::diag::{Level, codes};
use crate::world::MemoryWorld;
use serde_yaml::{Mapping, Value};

const SPECS: [(&str, &str); 4] = [
    ("deal-brain", include_str!("../../../examples/deal-brain/deploy.kdl")),
    ("hello", include_str!("../../../examples/hello/deploy.kdl")),
    ("many", include_str!("../../../tests/fixtures/github-many.kdl")),
    ("amazon", include_str!("../../../tests/fixtures/github-amazon.kdl")),
];

fn build(text: &str) -> Compilation {
    let mut world = MemoryWorld::default().with("deploy.kdl", text);
    for path in [
        "Dockerfile",
        "package.json",
        "pyproject.toml",
        "apps/api/x",
        "apps/web/Dockerfile",
        "services/search/go.mod",
        "infra/api/Dockerfile",
        "infra/worker/Dockerfile",
        "infra/web/Dockerfile",
        "infra/otel/collector.yaml",
        "infra/prometheus/prometheus.yml",
        "infra/grafana/provisioning/x",
    ] {
        let base = "FROM scratch AS base\nARG NEXT_PUBLIC_API_URL\nUSER 1\n";
        let stages = "FROM base AS production\nFROM base AS development\nFROM base AS runtime\n";
        world = world.with(path, format!("{base}{stages}"));
    }
    compile(&world, "deploy.kdl")
}

fn workflows() -> Vec<(String, Mapping)> {
    let mut all = Vec::new();
    for (name, text) in SPECS {
        let built = build(text);
        assert!(!built.failed(), "{name}: {:?}", built.diagnostics);
        for artifact in built.artifacts.iter().filter(|a| a.path.starts_with(".github/")) {
            let Value::Mapping(map) = serde_yaml::from_str(&artifact.text).unwrap() else {
                panic!("{}", artifact.path)
            };
            all.push((format!("{name} {}", artifact.path), map));
        }
    }
    assert!(all.len() >= 9);
    all
}

fn jobs(workflow: &Mapping) -> Vec<(String, Mapping)> {
    let jobs = workflow["jobs"].as_mapping().unwrap();
    jobs.iter().map(|(k, v)| (k.as_str().unwrap().to_owned(), v.as_mapping().unwrap().clone())).collect()
}

fn steps(job: &Mapping) -> Vec<Mapping> {
    let steps = job.get("steps").and_then(Value::as_sequence).cloned().unwrap_or_default();
    steps.into_iter().map(|step| step.as_mapping().unwrap().clone()).collect()
}

fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Sequence(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Mapping(map) => map.values().for_each(|value| texts(value, out)),
        _ => {}
    }
}

#[test]
fn every_expression_reads_and_sees_what_it_names() {
    for (file, workflow) in workflows() {
        for (id, job) in jobs(&workflow) {
            let place = format!("{file} {id}");
            if let Some(condition) = job.get("if").and_then(Value::as_str) {
                assert_eq!(bare_problem(condition, Place::JobIf), None, "{place}");
            }
            for key in ["env", "strategy", "with", "secrets"] {
                let mut all = Vec::new();
                job.get(key).iter().for_each(|value| texts(value, &mut all));
                all.iter().for_each(|text| assert_eq!(problem(text, Place::Job), None, "{place} {key}"));
            }
            for step in steps(&job) {
                if let Some(condition) = step.get("if").and_then(Value::as_str) {
                    assert_eq!(bare_problem(condition, Place::StepIf), None, "{place}");
                }
                let mut all = Vec::new();
                ["env", "with", "name"].iter().filter_map(|key| step.get(*key)).for_each(|v| texts(v, &mut all));
                all.iter().for_each(|text| assert_eq!(problem(text, Place::Step), None, "{place}"));
                let run = step.get("run").and_then(Value::as_str).unwrap_or_default();
                assert!(!run.contains("${{"), "{place}: {run}");
            }
        }
    }
}

#[test]
fn every_action_is_pinned_and_gets_inputs_that_it_has() {
    let mut seen = 0;
    for (file, workflow) in workflows() {
        for step in jobs(&workflow).iter().flat_map(|(_, job)| steps(job)) {
            let Some(uses) = step.get("uses").and_then(Value::as_str) else { continue };
            let (name, commit) = uses.split_once('@').unwrap();
            assert_eq!(commit.len(), 40, "{file}: {uses}");
            let Some(known) = actions::find(name) else { continue };
            seen += 1;
            let with: Vec<&str> = step
                .get("with")
                .and_then(Value::as_mapping)
                .into_iter()
                .flat_map(|with| with.keys().map(|key| key.as_str().unwrap()))
                .collect();
            for input in &with {
                let own = known.inputs().find(|own| own.name == *input);
                assert!(own.is_some_and(|own| !own.deprecated), "{file}: {name} has no input {input}");
            }
            for own in known.inputs().filter(|own| own.required) {
                assert!(with.contains(&own.name), "{file}: {name} needs {}", own.name);
            }
        }
    }
    assert!(seen > 100);
}

#[test]
fn every_job_is_bounded_and_may_do_little() {
    for (file, workflow) in workflows() {
        assert_eq!(workflow["permissions"], Value::Mapping(Mapping::new()), "{file}");
        for (id, job) in jobs(&workflow) {
            assert!(job.contains_key("permissions") && job.contains_key("name"), "{file} {id}");
            let calls = job.get("uses").is_some_and(|uses| uses.as_str().unwrap().starts_with("$/"));
            assert!(calls || job.contains_key("timeout-minutes"), "{file} {id}");
            let names: Vec<&str> = match job.get("needs") {
                Some(Value::Sequence(all)) => all.iter().map(|n| n.as_str().unwrap()).collect(),
                Some(one) => vec![one.as_str().unwrap()],
                None => Vec::new(),
            };
            // Whoever reads `needs.x` lists x, and x is there.
            let mut all = Vec::new();
            texts(&Value::Mapping(job.clone()), &mut all);
            for text in all {
                for part in text.split("needs.").skip(1).filter(|p| p.contains(".outputs")) {
                    let read = part.split('.').next().unwrap();
                    assert!(names.contains(&read), "{file} {id} reads {read}");
                }
            }
            for name in names {
                assert!(workflow["jobs"].get(name).is_some(), "{file} {id} needs {name}");
            }
        }
    }
}

#[test]
fn what_is_deployed_is_what_was_built_and_scanned() {
    let built = build(SPECS[0].1);
    let text = &built.artifacts.iter().find(|a| a.path.ends_with("ci-cd.yml")).unwrap().text;
    for image in ["api", "worker"] {
        let digest = format!("deal-brain-{image}@${{{{ needs.image-{image}.outputs.digest }}}}");
        // The scan, the end-to-end tests, staging and production.
        assert_eq!(text.matches(&digest).count(), 4, "{image}");
    }
    assert!(!text.contains(":latest"));
    let production = text.split("\n  deploy-production:").nth(1).unwrap();
    assert!(production.contains("needs: [deploy-staging,"));
}

fn job(inside: &str) -> String {
    format!(
        "project \"p\" {{ toolchain {{ node \"22\"; }}; }}\nsecrets {{ TOKEN; HOOK for=\"pipeline\"; }}\n\
         database \"db\" version=\"16\"\n\
         service \"s\" {{ image \"a/b:1\"; env {{ A secret=\"TOKEN\"; D from=\"db.url\"; }}; }}\n\
         environment \"dev\" on=\"compose\" local=#true\n\
         workflow \"ci\" {{\n on push=\"main\"\n stage \"a\" {{ job \"j\" {{\n{inside}\n}}; }}\n}}\n"
    )
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let cases = [
        ("run \"echo ${{ github.head_ref }}\"", codes::EXPRESSION_IN_RUN),
        ("run \"x\" { env { A \"${{ github.\"; }; }", codes::BAD_EXPRESSION),
        ("env A=\"${{ steps.x.outputs.y }}\"\nrun \"x\"", codes::BAD_EXPRESSION),
        ("run \"x\" { env { A secret=\"TOKEN\"; }; }", codes::SECRET_NOT_HERE),
        ("run \"x\" { env { A secret=\"NOWHERE\"; }; }", codes::UNKNOWN_SECRET),
        ("run \"x\" { env { A from=\"db.url\"; }; }", codes::UNKNOWN_REFERENCE),
        ("with \"db\" for=\"s\"\nrun \"x\"", codes::MISSING),
        ("action \"actions/cach\"", codes::UNKNOWN_ACTION),
        ("action \"a/b\" commit=\"abc\" version=\"v1\"", codes::UNPINNED_ACTION),
        ("action \"a/b\" commit=\"0123456789abcdef0123456789abcdef01234567\"", codes::UNPINNED_ACTION),
        ("action \"actions/setup-node\" { with { node-verson \"22\"; }; }", codes::UNKNOWN_ACTION_INPUT),
        ("action \"actions/cache\" { with { path \"x\"; }; }", codes::MISSING),
        ("run \"x\"\nonly \"manual\"", codes::NEVER_RUNS),
    ];
    for (inside, code) in cases {
        let text = job(inside);
        let built = build(&text);
        let found: Vec<_> = built.diagnostics.iter().filter(|d| d.level == Level::Error).collect();
        assert!(found.len() == 1 && found[0].code == code, "{inside}: {:?}", built.diagnostics);
        assert!(found[0].span().end > found[0].span().start, "{inside}");
    }
}

#[test]
fn warnings_do_not_stop_a_build() {
    let deprecated = "action \"actions/cache\" { with { path \"x\"; key \"y\"; save-always #true; }; }";
    let built = build(&job(deprecated));
    assert!(!built.failed() && built.diagnostics.iter().any(|d| d.code == codes::DEPRECATED_INPUT));
    let unknown = job("with \"db\"\nrun \"x\"").replace("version=\"16\"", "version=\"9.6\"");
    let built = build(&unknown);
    assert!(!built.failed() && built.diagnostics.iter().any(|d| d.code == codes::UNPINNED));
}

#[test]
fn suggestions_name_what_was_meant() {
    let built = build(&job("action \"actions/setup-node\" { with { node-verson \"22\"; }; }"));
    assert!(built.diagnostics.iter().any(|d| d.help.as_deref() == Some("did you mean `node-version`?")));
}

#[test]
fn names_of_generated_jobs_are_taken() {
    let text = "project \"p\"\nworkflow \"ci\" {\n on push=\"main\"\n stage \"a\" {\n job \"drift\" { run \"x\"; }\n \
                drift version=\"1.0.0\"\n }\n}\n";
    assert!(build(text).diagnostics.iter().any(|d| d.code == codes::DUPLICATE));
}

#[test]
fn a_skipped_job_does_not_skip_what_follows_for_other_events() {
    let text = "project \"p\"\nworkflow \"ci\" {\n on push=\"main\" pull-request=\"main\"\n \
                stage \"a\" {\n job \"x\" { only \"push\"; run \"x\"; }\n }\n stage \"b\" { job \"y\" { run \"y\"; }; }\n}\n";
    let built = build(text);
    let file = &built.artifacts.iter().find(|a| a.path.ends_with("ci.yml")).unwrap().text;
    assert!(file.contains("needs: x\n    if: \"!cancelled() && !failure()\""), "{file}");
}

/// The old set is kept until the new one, which has all the traffic by then, has been watched for long enough.
#[test]
fn blue_green_gives_a_second_set_all_the_traffic_and_watches_it() {
    let text = "project \"p\" { images \"ghcr.io/acme/p-{service}\"; }\n\
                secrets { KUBE_CONFIG for=\"pipeline\"; PROM for=\"pipeline\"; }\n\
                service \"s\" { build; port 8000 public=#true; health \"/\"; }\n\
                environment \"blue\" on=\"kubernetes\" {\n url \"https://p.example.com\"\n cluster ingress=\"nginx\"\n \
                metrics prometheus=\"PROM\"\n rollout \"blue-green\" { abort error-rate=\"5%\" for=\"4m\"; }\n}\n\
                workflow \"go\" {\n on tag=\"v*\"\n stage \"images\" { images; }\n stage \"blue\" { deploy \"blue\"; }\n}\n";
    let built = build(text);
    assert!(!built.failed(), "{:?}", built.diagnostics);
    let file = &built.artifacts.iter().find(|a| a.path.ends_with("go.yml")).unwrap().text;
    assert!(file.contains("kube-deploy.sh canary ") && file.contains("--weights 100 --soak 480 --"), "{file}");
    assert!(file.contains("- name: Switch to a second set, and watch it"), "{file}");
    // Twice 15 minutes for the sets, 8 of watching, 5 around it; nothing is watched a second time.
    assert!(file.contains("timeout-minutes: 43") && !file.contains("Watch the new version"), "{file}");
}
