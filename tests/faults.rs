//! The faults of hand-written delivery set-ups: each is an error here, or there is no way to write it.
//!
//! The list is read off real repositories. What cannot be written at all is held by the tests named beside it.
#![allow(clippy::unwrap_used)]

use dbgen::compile::compile;
use dbgen::diag::Level;
use dbgen::world::MemoryWorld;

const SPEC: &str = include_str!("../examples/deal-brain/deploy.kdl");

/// The codes of the errors of the deal-brain spec after `from` has become `to`.
fn after(from: &str, to: &str) -> Vec<&'static str> {
    assert!(SPEC.contains(from), "the example does not say `{from}` any more");
    let text = SPEC.replacen(from, to, 1);
    let out = compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl");
    out.diagnostics.iter().filter(|d| d.level == Level::Error).map(|d| d.code.0).collect()
}

#[track_caller]
fn refused(code: &str, from: &str, to: &str) {
    let codes = after(from, to);
    assert!(codes.contains(&code), "expected {code}, got {codes:?}");
}

#[test]
fn a_workflow_that_nothing_starts_or_that_does_nothing() {
    refused(
        "missing",
        "workflow \"rollback\" { rollback \"staging\" \"production\"; }",
        "workflow \"idle\" { on push=\"main\"; }",
    );
    refused(
        "missing",
        "workflow \"rollback\" { rollback \"staging\" \"production\"; }",
        "workflow \"idle\" { stage \"x\" { drift version=\"1.0.0\"; }; }",
    );
    refused("wrong-value", "on tag=\"v*\"", "on schedule=\"\"");
    refused("missing", "on tag=\"v*\"", "on");
}

#[test]
fn a_job_outside_of_its_stage() {
    refused("unknown-node", "    summary\n", "    summary\n    job \"lost\" { run \"true\"; }\n");
}

#[test]
fn a_canary_that_cannot_pass_or_watches_nothing() {
    refused("blind-rollout", "step 25 soak=\"30m\"", "step 4 soak=\"30m\"");
    refused("blind-rollout", "step 25 soak=\"30m\"", "step 25");
    refused("blind-rollout", "abort error-rate=\"5%\" for=\"2m\"", "abort for=\"2m\"");
    refused("blind-rollout", "abort error-rate=\"5%\" for=\"2m\"", "abort error-rate=\"5%\" for=\"2h\"");
    refused("blind-rollout", "    metrics prometheus=\"PROMETHEUS_URL\"\n", "");
}

#[test]
fn a_deploy_of_images_that_this_run_has_not_built() {
    refused("missing", "\"manual\"; images; }", "\"manual\"; drift version=\"0.1.0\"; }");
}

#[test]
fn production_that_does_not_wait_for_staging() {
    refused("deploy-order", "stage \"production\" {", "stage \"production\" { after \"scan\";");
}

#[test]
fn a_check_that_cannot_fail_and_a_pause_that_checks_nothing() {
    refused("hidden-failure", "pnpm lint", "pnpm lint || true");
    refused("sleep-as-check", "pnpm lint", "sleep 30");
    refused(
        "sleep-as-check",
        "command \"python\" \"-c\" \"import glob, os, time; assert time.time() - max(map(os.path.getmtime, glob.glob('/tmp/beat*'))) < 600\"",
        "command \"sleep\" \"5\"",
    );
}

#[test]
fn an_expression_pasted_into_a_script() {
    refused("expression-in-run", "pnpm lint", "echo ${{ github.event.pull_request.title }}");
}

#[test]
fn an_action_on_a_branch_or_with_an_input_that_it_does_not_have() {
    refused("unknown-action", "action \"trufflesecurity/trufflehog\"", "action \"somebody/something\"");
    refused("unknown-action-input", "extra_args", "extra_arg");
}

#[test]
fn files_that_do_not_exist() {
    let text = SPEC.to_owned();
    let out = compile(&MemoryWorld::default().with("deploy.kdl", text).strict(), "deploy.kdl");
    let missing = out.diagnostics.iter().filter(|d| d.code.0 == "no-such-file").count();
    assert!(missing >= 8, "{missing}");
}

#[test]
fn a_dependency_across_compose_profiles() {
    let inside = "service \"api\" {\n        build target=\"development\"";
    refused("inactive-dependency", inside, &format!("{inside}\n        after \"grafana\""));
}

#[test]
fn a_blueprint_or_chart_that_nothing_reads() {
    refused("never-deployed", "    stage \"production\" { deploy \"production\"; }\n", "");
}

#[test]
fn an_image_without_a_version() {
    refused("wrong-value", "image \"grafana/grafana:12.2.1\"", "image \"grafana/grafana\"");
}
