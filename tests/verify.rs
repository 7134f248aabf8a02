//! Faults planted into good files are found: each check of `verify` has one here, and the good files have none.
#![allow(clippy::unwrap_used)]

use dbgen::compile::compile;
use dbgen::emit::Artifact;
use dbgen::verify::{Origins, verify};
use dbgen::world::MemoryWorld;

const SPEC: &str = include_str!("../examples/deal-brain/deploy.kdl");

fn artifacts() -> Vec<Artifact> {
    let compilation = compile(&MemoryWorld::default().with("deploy.kdl", SPEC), "deploy.kdl");
    assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
    compilation.artifacts
}

fn said(artifacts: &[Artifact]) -> Vec<String> {
    verify(artifacts, &Origins::default()).into_iter().map(|d| d.message).collect()
}

/// Plants one fault and looks for what is said of it.
fn plant(path: &str, from: &str, to: &str, words: &str) {
    let mut all = artifacts();
    let artifact = all.iter_mut().find(|a| a.path == path).unwrap_or_else(|| panic!("no {path}"));
    assert!(artifact.text.contains(from), "{path} does not hold {from:?} any more: plant the fault elsewhere");
    artifact.text = artifact.text.replacen(from, to, 1);
    let said = said(&all);
    assert!(said.iter().any(|s| s.starts_with(path) && s.contains(words)), "{path}: no {words:?} in {said:#?}");
}

#[test]
fn good_files_have_no_faults() {
    assert_eq!(said(&artifacts()), Vec::<String>::new());
}

const CI: &str = ".github/workflows/ci-cd.yml";
const BUILD: &str = ".github/workflows/build-image.yml";

#[test]
fn jobs_that_do_not_fit_together() {
    plant(
        CI,
        "needs: [dependencies, secrets]",
        "needs: [dependencies, secretz]",
        "needs `secretz`, which is not there",
    );
    plant(CI, "    name: \"Python: lint and types\"\n", "    needs: [unit]\n", "waits for itself, in a circle");
    plant(CI, "    runs-on: ubuntu-24.04\n    timeout-minutes: 20\n", "    runs-on: ubuntu-24.04\n", "has no timeout");
    plant(CI, "    runs-on: ubuntu-24.04\n", "", "has no machine");
    plant(CI, "permissions: {}\n", "", "there is no `permissions`");
    plant(CI, "jobs:\n", "jobs:\n  python: {}\n", "no YAML of dbgen's: the key `python` is there twice");
}

#[test]
fn actions_that_are_not_pinned() {
    plant(CI, "actions/checkout@3d", "actions/checkout@v4  # 3d", "is not pinned to a commit");
    plant(
        CI,
        "uses: $/.github/workflows/build-image.yml",
        "uses: acme/ci/.github/workflows/x.yml@main",
        "is not pinned",
    );
}

#[test]
fn expressions_that_see_nothing() {
    plant(CI, "run: poetry run ruff check .", "run: echo ${{ github.head_ref }}", "an expression in its script");
    plant(CI, "hashFiles('poetry.lock') }}", "hashFiles('poetry.lock')", "is not closed");
    plant(CI, "${{ runner.os }}", "${{ runner os }}", "is no expression");
    plant(CI, "if: github.event_name != 'pull_request'", "if: github.event_name !=", "is no expression");
    plant(
        CI,
        "${{ steps.pnpm-store.outputs.path }}",
        "${{ steps.pnpm.outputs.path }}",
        "no step before it is called `pnpm`",
    );
    plant(CI, "needs: [scan, image-api, image-worker,", "needs: [scan, image-worker,", "does not need `image-api`");
    plant(CI, "needs.image-api.outputs.digest", "needs.image-api.outputs.digets", "`image-api` has no such output");
    plant(CI, "${{ matrix.", "${{ matrix.x", "which is not in its matrix");
    plant(BUILD, "${{ inputs.context }}", "${{ inputs.kontext }}", "`inputs.kontext`, which is not declared");
    plant(BUILD, "id: build\n", "id: metadata\n", "are called `metadata`");
    plant(BUILD, "jobs.build.outputs.digest", "jobs.build.outputs.digets", "`build` has no such output");
}

#[test]
fn calls_that_do_not_fit() {
    plant(CI, "$/.github/workflows/build-image.yml", "$/.github/workflows/build.yml", "which is not written");
    plant(CI, "$/.github/workflows/build-image.yml", "$/.github/workflows/rollback.yml", "which cannot be called");
    plant(CI, "      image: api\n", "      imag: api\n", "the input `imag`, which it does not have");
    plant(CI, "      image: api\n", "", "the input `image`, which it requires");
}

#[test]
fn compose_models_that_do_not_hold() {
    const FILE: &str = "compose.yaml";
    plant(FILE, "      db:\n        condition", "      dbx:\n        condition", "waits for `dbx`, which is not there");
    plant(
        FILE,
        "    depends_on:\n",
        "    depends_on:\n      prometheus:\n        condition: service_started\n",
        "which it lacks",
    );
    plant(
        FILE,
        "    depends_on:\n",
        "    depends_on:\n      worker:\n        condition: service_completed_successfully\n      api: {}\n",
        "in a circle",
    );
    plant(FILE, "${DB_PASSWORD:?set DB_PASSWORD in .env}", "${DB_PASSWORD:?set", "is not closed");
    plant(FILE, "LOG_LEVEL: DEBUG", "LOG_LEVEL: a$", "names no variable");
    plant(FILE, "\nvolumes:\n", "\nx-volumes:\n", "which is not declared");
    plant(FILE, "service_completed_successfully", "service_healthy", "that has no health check");
    plant(FILE, "  api:\n    build:\n", "  api:\n    x-build:\n", "neither an image nor a build");
}

#[test]
fn blueprints_that_do_not_hold() {
    const FILE: &str = "render.yaml";
    plant(
        FILE,
        "name: deal-brain-db\n                  property",
        "name: nothing\n                  property",
        "database `nothing`, which is not there",
    );
    plant(
        FILE,
        "type: keyvalue\n                  name: deal-brain-redis",
        "type: keyvalue\n                  name: nothing",
        "service `nothing`, which is not there",
    );
    plant(
        FILE,
        "type: keyvalue\n                  name: deal-brain-redis",
        "type: web\n                  name: deal-brain-redis",
        "another type than its own",
    );
    plant(FILE, "envVarKey: SECRET_KEY", "envVarKey: SECRET", "the variable `SECRET` of `deal-brain-api`");
    plant(FILE, "fromGroup: deal-brain-shared", "fromGroup: shared", "the group `shared`, which is not there");
    plant(FILE, "name: deal-brain-worker", "name: deal-brain-api", "two things are called `deal-brain-api`");
    plant(FILE, "            runtime: image\n", "", "has no `runtime`");
    plant(
        FILE,
        "            image:\n              url",
        "            images:\n              url",
        "does not say which",
    );
    plant(
        FILE,
        "type: worker\n",
        "type: worker\n            healthCheckPath: /health\n",
        "cannot have `healthCheckPath`",
    );
    plant(FILE, "type: worker\n", "type: wroker\n", "which Render does not know");
    plant(FILE, "key: REDIS_URL", "key: DATABASE_URL", "`DATABASE_URL` twice");
}

#[test]
fn charts_that_do_not_hold() {
    plant("deploy/values-production.yaml", "secretName:", "secretNam:", "`secretNam` is not in the chart's schema");
    plant(
        "deploy/values-production.yaml",
        "      min: 3",
        "      minn: 3",
        "`services.api.autoscaling.minn` is not in",
    );
    plant("deploy/values-production.yaml", "      min: 3", "      min: three", "is not of the type");
    plant("deploy/chart/Chart.yaml", "apiVersion: v2", "apiVersion: v1", "must be v2");
    plant("deploy/chart/Chart.yaml", "version: \"0.1.0\"", "version: \"0.1\"", "is no semantic version");
}

#[test]
fn plain_files_that_do_not_hold() {
    const FILE: &str = "deploy/env/production.env";
    plant(FILE, "LOG_LEVEL=WARNING", "LOG_LEVEL WARNING", "is no `NAME=value`");
    plant(FILE, "LOG_LEVEL=WARNING", "LOG-LEVEL=WARNING", "is no name of a variable");
    plant(FILE, "LOG_LEVEL=WARNING", "ENVIRONMENT=WARNING", "`ENVIRONMENT` is there twice");
    plant(FILE, "LOG_LEVEL=WARNING", "LOG_LEVEL=\"WARNING", "needs quotes that close");
    plant("deploy/bin/smoke.sh", "#!", "# !", "starts with `#!`");
    let mut all = artifacts();
    all.push(all[0].clone());
    assert!(said(&all).iter().any(|s| s.contains("two files want this place")));
}
