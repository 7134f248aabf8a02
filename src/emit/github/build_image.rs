//! The workflow that builds one image. Others call it, once for each image: a matrix could not hand on a digest of
//! each of its legs.

use super::expr::{Expr, Value};
use super::model::{Body, Concurrency, Job, Minutes, Step, Steps, Workflow};
use super::steps::{checkout, upload};
use super::{job, registry};
use crate::plan::{ImageTag, Plan};
use crate::yaml::Map;

/// How long a build may take where nothing is said, in minutes.
const TIMEOUT: i64 = 30;
/// How long an SBOM is kept, in days: as long as GitHub keeps anything.
const KEEP_SBOM: u64 = 90;

/// The name of its file: one that no workflow of the spec has.
pub fn file(plan: &Plan) -> &'static str {
    let taken = |name: &str| plan.workflows.iter().any(|w| w.name == name);
    match (taken("build-image"), taken("build-one-image")) {
        (false, _) => "build-image.yml",
        (true, false) => "build-one-image.yml",
        (true, true) => "dbgen-build-one-image.yml",
    }
}

/// The workflow.
pub fn make(plan: &Plan) -> Workflow {
    Workflow {
        name: "Build one image".into(),
        on: Map::new().with("workflow_call", call(plan)),
        concurrency: Some(Concurrency {
            group: format!("{}-{}-{}", "build-image", Expr::new("github.run_id"), Expr::new("inputs.image")).into(),
            cancel: false.into(),
            queue: false,
            comment: String::new(),
        }),
        jobs: vec![Job {
            id: "build".into(),
            name: "Build, push and sign".into(),
            body: Body::Steps(Box::new(Steps {
                runner: job::RUNNER.into(),
                timeout: Minutes(Expr::new("inputs.timeout-minutes").into()),
                outputs: vec![("digest".into(), Expr::new("steps.build.outputs.digest").into())],
                steps: steps(plan),
                ..Steps::default()
            })),
            ..Job::default()
        }],
        ..Workflow::default()
    }
}

fn call(plan: &Plan) -> Map {
    let input = |about: &str, kind: &str| Map::new().with("description", about).with("type", kind);
    let text = |about: &str| input(about, "string").with("required", true);
    let optional = |about: &str, default: &str| input(about, "string").with("default", default);
    let inputs = Map::new()
        .with("image", text("The image's short name"))
        .with("repository", text("The repository in the registry, without a tag"))
        .with("context", optional("The folder that the build sees", "."))
        .with("dockerfile", text("The Dockerfile"))
        .with("target", optional("The stage of the Dockerfile; the last one where it is empty", ""))
        .with("build-args", optional("The values that are baked in, NAME=VALUE, one a line", ""))
        .with("timeout-minutes", input("How long the build may take", "number").with("default", TIMEOUT));
    let images = plan.project.set.images.as_ref();
    let secret = |about: &str| Map::new().with("description", about).with("required", true);
    let mut secrets = Map::new();
    if images.is_some_and(|i| i.username.is_some()) {
        secrets.set(registry::USERNAME, secret("The registry's user name"));
    }
    if images.is_some_and(|i| i.password.is_some()) {
        secrets.set(registry::PASSWORD, secret("The registry's password or token"));
    }
    let digest = Map::new()
        .with("description", "The image's digest: what follows uses no tag")
        .with("value", Expr::new("jobs.build.outputs.digest").to_string());
    let mut map = Map::new();
    map.set("inputs", inputs).filled("secrets", secrets).set("outputs", Map::new().with("digest", digest));
    map
}

/// Its steps; what they need is what a caller must allow.
pub fn steps(plan: &Plan) -> Vec<Step> {
    let platforms = plan.project.set.images.iter().flat_map(|i| &i.architectures);
    let platforms: Vec<&str> = platforms.map(|p| p.value.as_str()).collect();
    let emulated = platforms.iter().any(|p| *p != "linux/amd64");
    let input = |name: &str| Expr::new(format!("inputs.{name}"));
    let digest = || Expr::new("steps.build.outputs.digest");
    let subject = || -> Value { Expr::new("steps.subject.outputs.name").into() };
    let reference = format!("{}@{}", input("repository"), digest());
    let mut steps = vec![checkout()];
    if emulated {
        steps.push(Step::uses("docker/setup-qemu-action").with("platforms", platforms.join(",")));
    }
    steps.push(Step::uses("docker/setup-buildx-action"));
    steps.extend(registry::login_of_builder(plan));
    steps.push(
        Step::uses("docker/metadata-action")
            .named("Find the tags and labels")
            .id("metadata")
            .with("images", input("repository"))
            .with("flavor", "latest=false")
            .with("tags", tags(plan)),
    );
    let mut build = Step::uses("docker/build-push-action")
        .named("Build and push")
        .id("build")
        .with("context", input("context"))
        .with("file", input("dockerfile"))
        .with("target", input("target"))
        .with("build-args", input("build-args"));
    if !platforms.is_empty() {
        build = build.with("platforms", platforms.join(","));
    }
    let labels = Expr::new("steps.metadata.outputs.labels");
    steps.push(
        build
            .with("push", true)
            .with("tags", Expr::new("steps.metadata.outputs.tags"))
            .with("labels", labels)
            .with("provenance", "mode=max")
            .with("sbom", true)
            // A release is built from nothing that another run has left behind.
            .with("no-cache", Expr::new("github.ref_type == 'tag'"))
            .with("cache-from", format!("type=gha,scope={}", input("image")))
            .with("cache-to", format!("type=gha,mode=max,scope={}", input("image"))),
    );
    // Docker Hub alone is known to signatures by another name than to pulls.
    let hub = plan.project.set.images.as_ref().is_some_and(|i| i.repository.value.starts_with("docker.io/"));
    let subject: Value = if hub { subject() } else { input("repository").into() };
    if hub {
        steps.push(
            Step::lines(["echo \"name=index.${REPOSITORY}\" >>\"$GITHUB_OUTPUT\""])
                .named("Spell the repository as attestations do")
                .id("subject")
                .env("REPOSITORY", input("repository")),
        );
    }
    steps.push(
        Step::uses("anchore/sbom-action")
            .named("List what is inside")
            .with("image", reference.as_str())
            .with("format", "spdx-json")
            .with("output-file", "sbom.spdx.json")
            .with("upload-artifact", false)
            .with("upload-release-assets", false),
    );
    steps.push(upload("Keep the list", &format!("sbom-{}", input("image")), "sbom.spdx.json", KEEP_SBOM, "error"));
    let attest = |name: &str| {
        Step::uses("actions/attest")
            .named(name)
            .with("subject-name", subject.clone())
            .with("subject-digest", digest())
            .with("push-to-registry", true)
            .with("create-storage-record", false)
    };
    steps.push(attest("Attest where it comes from"));
    steps.push(attest("Attest what is inside").with("sbom-path", "sbom.spdx.json"));
    steps.push(Step::uses("sigstore/cosign-installer"));
    steps.push(Step::lines(["cosign sign --yes \"$IMAGE\""]).named("Sign").env("IMAGE", reference));
    steps
}

/// The tags of an image beside its digest, in the words of docker/metadata-action.
fn tags(plan: &Plan) -> String {
    let said: Vec<ImageTag> = plan.project.set.images.iter().flat_map(|i| &i.tags).map(|tag| tag.value).collect();
    let all = if said.is_empty() { ImageTag::ALL.to_vec() } else { said };
    let mut lines = Vec::new();
    for tag in all {
        match tag {
            ImageTag::Semver => lines.push("type=semver,pattern={{version}}"),
            ImageTag::Sha => {
                lines.extend(["type=semver,pattern={{version}},suffix=-{{sha}}", "type=sha,prefix="]);
            }
            ImageTag::Branch => lines.push("type=ref,event=branch"),
            ImageTag::Latest => lines.push("type=raw,value=latest,enable={{is_default_branch}}"),
        }
    }
    lines.join("\n") + "\n"
}

/// Whether any workflow builds images.
pub fn wanted(plan: &Plan) -> bool {
    plan.workflows.iter().any(|workflow| {
        let jobs = workflow.set.stages.iter().flat_map(|stage| &stage.jobs);
        !workflow.images.is_empty() && jobs.into_iter().any(|job| matches!(job, crate::plan::StageJob::ImagesJobs(_)))
    })
}
