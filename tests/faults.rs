//! The faults of hand-written delivery set-ups: each is an error here, or there is no way to write it.
//!
//! The list is read off real repositories. What cannot be written at all is held by the tests named beside it.
#![allow(clippy::unwrap_used)]

mod repo;

use dbgen::compile::compile;
use dbgen::diag::Level;
use dbgen::world::MemoryWorld;

const SPEC: &str = include_str!("../examples/deal-brain/deploy.kdl");

/// What is said of the deal-brain spec after `from` has become `to`, in the folder of the example itself.
fn after(from: &str, to: &str) -> Vec<(Level, &'static str)> {
    assert!(SPEC.contains(from), "the example does not say `{from}` any more");
    let text = SPEC.replacen(from, to, 1);
    let out = compile(&example().with("deploy.kdl", text), "deploy.kdl");
    out.diagnostics.iter().map(|d| (d.level, d.code.0)).collect()
}

/// The files of the example, and no others.
fn example() -> MemoryWorld {
    let folder = "examples/deal-brain";
    let files = repo::files(folder).into_iter().map(|path| (path.clone(), repo::read(&path)));
    let name = |path: &str| path[folder.len() + 1..].to_owned();
    files.fold(MemoryWorld::default().strict(), |world, (path, text)| world.with(&name(&path), text))
}

#[track_caller]
fn refused(code: &'static str, from: &str, to: &str) {
    let said = after(from, to);
    assert!(said.contains(&(Level::Error, code)), "expected the error {code}, got {said:?}");
}

/// What can be built, and is told all the same.
#[track_caller]
fn told(code: &'static str, from: &str, to: &str) {
    let said = after(from, to);
    assert!(said.iter().any(|(_, own)| *own == code), "expected {code}, got {said:?}");
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
    refused("missing", "abort error-rate=\"5%\" for=\"2m\"", "abort for=\"2m\"");
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
    let out = compile(&MemoryWorld::default().with("deploy.kdl", SPEC).strict(), "deploy.kdl");
    let missing = out.diagnostics.iter().filter(|d| d.code.0 == "no-such-file").count();
    assert!(missing >= 8, "{missing}");
}

#[test]
fn scripts_stages_and_lock_files_that_do_not_exist() {
    refused("no-such-script", "pnpm lint", "./scripts/lint.sh");
    refused("no-such-target", "target=\"production\"", "target=\"prod\"");
    refused("no-lock-file", "manager=\"pnpm\" manager-version=\"10.20.0\"", "manager=\"yarn\"");
    told("unused-build-arg", "arg NEXT_PUBLIC_API_URL", "arg NEXT_PUBLIC_API");
}

#[test]
fn a_package_manager_that_is_called_before_it_is_there() {
    refused(
        "tool-not-set-up",
        "            use \"node\"\n            run \"pnpm lint\"",
        "            run \"pnpm lint\"",
    );
}

#[test]
fn an_image_that_runs_before_its_scan_has_ended() {
    let stage = "stage \"production\" { deploy \"production\"; }";
    let early = "stage \"production\" { after \"images\" \"staging\"; deploy \"production\"; }";
    // It waits for staging, which waits for the scan: that is late enough.
    let said = after(stage, early);
    assert!(said.is_empty(), "{said:?}");
    told("deploy-before-scan", stage, "stage \"production\" { after \"images\"; deploy \"production\"; }");
}

#[test]
fn secrets_that_are_not_there_or_reach_too_far() {
    let key =
        "KUBE_CONFIG for=\"pipeline\" rotate=\"90d\" about=\"The deployer's kubeconfig\" { only \"production\"; }";
    let key_of = |rest: &str| format!("KUBE_CONFIG for=\"pipeline\" rotate=\"90d\"{rest}");
    refused("secret-not-here", key, &key_of(" { only \"staging\"; }"));
    told("secret-leak", key, &key_of(""));
    told("plain-secret", "SECRET_KEY secret=\"SECRET_KEY\"", "SECRET_KEY \"change me\"");
    told("secret-in-image", "arg NEXT_PUBLIC_API_URL from=\"api.public-url\"", "arg NPM_TOKEN \"letmein\"");
    told("undeclared-secret", "extra_args \"--only-verified\"", "extra_args \"--token ${{ secrets.HOG }}\"");
    let job = "        job \"javascript\" title=\"JavaScript: lint and types\" {";
    refused("secret-not-here", job, &format!("{job}\n            env {{ KEY secret=\"KUBE_CONFIG\"; }}"));
    told("secret-on-pull-request", job, &format!("{job}\n            env {{ HOOK secret=\"SLACK_WEBHOOK_URL\"; }}"));
}

#[test]
fn one_environment_in_the_place_of_another() {
    let staging = "    region \"frankfurt\"\n";
    let production = "https://dealbrain.example.com/api";
    told("foreign-address", staging, &format!("{staging}    env CALLBACK=\"{production}\"\n"));
    told(
        "baked-environment",
        "target=\"production\"",
        &format!("target=\"production\" {{ arg API \"{production}\"; }}"),
    );
    told("localhost-address", "REDIS_URL from=\"redis.url\" suffix=\"/0\"", "REDIS_URL \"redis://localhost:6379/0\"");
}

#[test]
fn a_scheduler_that_runs_twice() {
    refused("scaled-singleton", "service \"worker\" { scale 2; }", "service \"beat\" { scale 2; }");
}

#[test]
fn a_canary_that_nothing_gives_its_traffic() {
    refused("no-traffic-router", "ingress=\"nginx\"", "ingress=\"traefik\"");
}

#[test]
fn a_schedule_that_never_comes_or_too_often() {
    refused("impossible-schedule", "on tag=\"v*\"", "on schedule=\"0 0 30 2 *\"");
    refused("frequent-schedule", "on tag=\"v*\"", "on schedule=\"* * * * *\"");
    refused("wrong-value", "on tag=\"v*\"", "on schedule=\"@daily\"");
}

#[test]
fn a_machine_and_versions_that_are_gone() {
    refused("retired-runner", "timeout=\"30m\" {", "timeout=\"30m\" runner=\"ubuntu-20.04\" {");
    told("end-of-life", "python \"3.12\"", "python \"3.8\"");
    told("end-of-life", "engine=\"postgres\" version=\"16\"", "engine=\"postgres\" version=\"11\"");
}

#[test]
fn reports_of_two_jobs_under_one_name() {
    refused(
        "artifact-clash",
        "run \"pnpm lint\" \"pnpm --filter web typecheck\"",
        "run \"pnpm lint\"\n            junit \"lint.xml\" flag=\"api\"",
    );
}

#[test]
fn an_image_that_its_cluster_or_its_registry_refuses() {
    refused("runs-as-root", "target=\"production\"", "target=\"base\"");
    refused("registry-refuses", "ghcr.io/acme/", "ghcr.io/acme-inc/");
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

#[test]
fn a_copy_of_what_is_not_there_is_one_mistake() {
    let said = after("service \"beat\" like=\"worker\"", "service \"beat\" like=\"wroker\"");
    let errors: Vec<_> = said.iter().filter(|(level, _)| *level == Level::Error).collect();
    assert_eq!(errors, [&(Level::Error, "unknown-service")], "{said:?}");
}
