//! Services: what is built here, from Compose files and from Dockerfiles that none of them names.

use super::commands;
use super::compose::Build;
use super::containers::Containers;
use super::model::{Notes, Service, Topic};
use super::sight::{Sight, file_name, folder, join};
use super::words::{is, name, quote};
use crate::dockerfile::{self, Stage};
use crate::schema::kinds::Path;
use std::collections::BTreeSet;

/// Stages that people deploy, by the names that they give them.
const DEPLOYED: &[&str] = &["production", "prod", "runtime", "release", "runner", "final", "deploy", "app"];

/// Words in the names of stages and Dockerfiles that are for work on the code, not for running it.
const WORKING: &[&str] =
    &["dev", "development", "local", "debug", "test", "tests", "testing", "ci", "builder", "build"];

/// Most Dockerfiles that become services without a Compose file.
const MOST: usize = 40;

/// What is known of an image that is built here.
pub struct Image {
    /// The stage that is deployed.
    pub stage: Stage,
    /// The lines of `build`, for everywhere and, where it is another, for development.
    build: String,
    development: Option<String>,
}

/// The image of a build, if its Dockerfile is there and its path can be written into a spec.
pub fn image(build: &Build, sight: &Sight<'_>) -> Result<Image, String> {
    let file = &build.dockerfile;
    if !sight.has(file) {
        return Err(format!("its Dockerfile {file} is not there"));
    }
    if !is::<Path>(file) || !is::<Path>(&build.context) {
        return Err("the path of its Dockerfile has characters that dbgen does not take".to_owned());
    }
    let stages = dockerfile::read(&sight.text(file).unwrap_or_default());
    let named = build.target.as_deref().filter(|target| dockerfile::stage(&stages, Some(target)).is_some());
    let working = named.is_some_and(is_working);
    let deployed = if working { deployed(&stages) } else { named.map(str::to_owned) };
    let stage = dockerfile::stage(&stages, deployed.as_deref()).cloned().unwrap_or_default();
    let head = head(build);
    let line =
        |target: Option<&str>| head.clone() + &target.map(|t| format!(" target={}", quote(t))).unwrap_or_default();
    let development =
        (working && named != deployed.as_deref()).then(|| format!("build target={}", quote(named.unwrap_or_default())));
    Ok(Image { build: line(deployed.as_deref()), development, stage })
}

/// `build dockerfile=... context=...`, without what is so anyway.
fn head(build: &Build) -> String {
    let usual = join(&build.context, "Dockerfile").unwrap_or_default();
    let file = (build.dockerfile != usual).then(|| format!(" dockerfile={}", quote(&build.dockerfile)));
    let context = (build.context != ".").then(|| format!(" context={}", quote(&build.context)));
    format!("build{}{}", file.unwrap_or_default(), context.unwrap_or_default())
}

fn is_working(name: &str) -> bool {
    name.to_ascii_lowercase().split(['-', '_', '.']).any(|word| WORKING.contains(&word))
}

/// The stage that is deployed where development uses another: one of a usual name; the last one goes without saying.
fn deployed(stages: &[Stage]) -> Option<String> {
    let names: Vec<&str> = stages.iter().filter_map(|s| s.name.as_deref()).collect();
    let usual = DEPLOYED.iter().find_map(|usual| names.iter().find(|n| n.eq_ignore_ascii_case(usual)));
    usual.map(|name| (*name).to_owned())
}

impl Image {
    /// Puts the build into a service.
    pub fn put(&self, service: &mut Service) {
        service.lines.push(self.build.clone());
        service.development.extend(self.development.clone());
    }
}

/// The language in an image, which decides how it can be asked whether it is well.
pub fn runtime(stage: &Stage) -> Option<&'static str> {
    let (repository, tag) = stage.image.rsplit_once(':').unwrap_or((&stage.image, ""));
    let last = file_name(repository);
    if repository.contains("distroless") || repository == "scratch" {
        return None;
    }
    let python = ["python", "uvicorn-gunicorn", "uvicorn-gunicorn-fastapi", "airflow"].contains(&last)
        || stage.image.contains("astral-sh/uv:python");
    match last {
        _ if python => Some("python"),
        "node" => Some("node"),
        _ if stage.curl => Some("curl"),
        "alpine" | "busybox" => Some("busybox"),
        _ if tag.contains("alpine") => Some("busybox"),
        "nginx" | "httpd" | "buildpack-deps" => Some("curl"),
        _ => None,
    }
}

/// Services for the Dockerfiles that no Compose file names.
pub fn alone(sight: &Sight<'_>, taken: &Containers, project: &str, notes: &mut Notes) -> Vec<Service> {
    let mut all: Vec<Service> = Vec::new();
    for path in
        sight.files().filter(|path| is_dockerfile(file_name(path)) && !taken.dockerfiles.iter().any(|d| d == path))
    {
        let label = label(path);
        if label.as_deref().is_some_and(is_working) || folder(path).split('/').any(is_working) {
            notes.add(Topic::Left, path, "is for work on the code, by its name: no service was made of it");
            continue;
        }
        if all.len() >= MOST {
            notes.add(Topic::Left, path, "there are too many Dockerfiles: write its service by hand");
            continue;
        }
        let wanted = label
            .as_deref()
            .or_else(|| folder(path).rsplit('/').find(|part| !matches!(*part, "." | "docker" | "infra" | "build")));
        let wanted = wanted.and_then(name).unwrap_or_else(|| project.to_owned());
        let used = |n: &str| all.iter().any(|s: &Service| s.name == n) || taken.names.iter().any(|(_, own)| own == n);
        let own = (1..).map(|n| if n == 1 { wanted.clone() } else { format!("{wanted}-{n}") }).find(|n| !used(n));
        let Some(own) = own.and_then(|n| name(&n)).filter(|n| !used(n)) else { continue };
        match bare(path, own, sight, notes) {
            Ok(service) => all.push(service),
            Err(why) => notes.add(Topic::Left, path, format!("no service was made of it: {why}")),
        }
    }
    publish(&mut all, taken, notes);
    all
}

/// Two on one machine cannot have the same port.
fn publish(all: &mut [Service], taken: &Containers, notes: &mut Notes) {
    let stores = taken.stores.iter().filter_map(|s| s.publish);
    let mut used: BTreeSet<u16> = taken.services.iter().filter_map(|s| s.publish).chain(stores).collect();
    for service in all {
        let Some(port) = service.port else { continue };
        service.publish = (port..=port.saturating_add(200)).find(|p| used.insert(*p));
        if let Some(publish) = service.publish.filter(|p| *p != port) {
            notes.add(
                Topic::Guessed,
                &service.name,
                format!("{publish} on the developer's machine, where {port} is taken"),
            );
        }
    }
}

fn bare(path: &str, own: String, sight: &Sight<'_>, notes: &mut Notes) -> Result<Service, String> {
    let build = Build { context: context(path, sight), dockerfile: path.to_owned(), ..Build::default() };
    let image = image(&build, sight)?;
    let mut service =
        Service { runtime: runtime(&image.stage), folder: Some(build.context.clone()), ..Service::default() };
    image.put(&mut service);
    service.port = port(&image.stage);
    service.public = service.port.is_some();
    match service.port {
        Some(port) => notes.add(Topic::Guessed, &own, format!("port {port}, reached by the world: {path} names it")),
        None => notes.add(Topic::Guessed, &own, format!("a worker without a port: {path} has no EXPOSE")),
    }
    commands::health(&mut service, &image.stage.health.clone().unwrap_or_default());
    service.name = own;
    Ok(service)
}

/// The port that a stage names, by `EXPOSE` or in a variable or its command.
pub fn port(stage: &Stage) -> Option<u16> {
    let said = || stage.env.get("PORT").and_then(|p| p.parse().ok()).filter(|p| *p > 0);
    stage.ports.first().copied().or_else(said)
}

/// The folder that a Dockerfile is built from: the one from which more of what it copies is there.
fn context(path: &str, sight: &Sight<'_>) -> String {
    let own = folder(path);
    let stages = dockerfile::read(&sight.text(path).unwrap_or_default());
    let there = |from: &str| {
        let copies =
            stages.iter().flat_map(|s| &s.copies).filter(|c| !matches!(c.as_str(), "." | "./") && !c.contains('*'));
        copies.filter(|c| join(from, c).is_some_and(|p| sight.exists(&p))).count()
    };
    if there(".") > there(own) { ".".to_owned() } else { own.to_owned() }
}

fn is_dockerfile(name: &str) -> bool {
    name == "Dockerfile"
        || name == "Containerfile"
        || name.strip_prefix("Dockerfile.").is_some_and(|l| l != "dockerignore" && !l.contains('.'))
        || name.ends_with(".Dockerfile")
}

/// `worker` of `Dockerfile.worker` and `worker.Dockerfile`.
fn label(path: &str) -> Option<String> {
    let name = file_name(path);
    let label = name.strip_prefix("Dockerfile.").or_else(|| name.strip_suffix(".Dockerfile"))?;
    Some(label.to_owned()).filter(|l| !l.is_empty() && !DEPLOYED.contains(&l.as_str()))
}

/// The images at the bottom of every Dockerfile.
pub fn bases(sight: &Sight<'_>) -> Vec<String> {
    let files = sight.files().filter(|path| is_dockerfile(file_name(path))).take(MOST);
    let stages = files.filter_map(|path| sight.text(path)).flat_map(|text| dockerfile::read(&text));
    stages.map(|stage| stage.image).filter(|image| !image.is_empty()).collect()
}
