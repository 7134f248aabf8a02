//! An image that a hardened cluster does not start.

use super::{Needs, Rule, Scene, builds};
use crate::diag::{Diagnostic, codes};
use crate::dockerfile;
use crate::plan::Platform;

/// Finds images on Kubernetes whose user is root, or a word: the chart says `runAsNonRoot`, which wants a number.
pub const RULE: Rule = Rule { code: codes::RUNS_AS_ROOT, needs: Needs::Plan, check };

/// Images that run as root where nothing else is said (their Dockerfiles on Docker Hub set no `USER`).
const ROOTS: [&str; 17] = [
    "alpine",
    "amazoncorretto",
    "busybox",
    "caddy",
    "composer",
    "debian",
    "eclipse-temurin",
    "golang",
    "httpd",
    "maven",
    "nginx",
    "node",
    "php",
    "python",
    "ruby",
    "rust",
    "ubuntu",
];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for built in builds::all(scene).filter(|b| b.environment.platform == Platform::Kubernetes) {
        let Some(set) = built.service.set.build.as_ref().filter(|_| built.service.set.user.is_none()) else { continue };
        let Some(stage) = dockerfile::stage(&built.dockerfile.stages, built.build.target.as_deref()) else { continue };
        let Some(problem) = problem(stage) else { continue };
        let span = set.target.as_ref().map(|t| t.span).or(set.dockerfile.as_ref().map(|d| d.span));
        found.push(
            Diagnostic::found(
                codes::RUNS_AS_ROOT,
                span.unwrap_or(set.name_span),
                format!("`{}` would not start `{}`: {problem}", built.environment.name, built.service.name),
            )
            .here(format!("`{}`", built.build.dockerfile))
            .also(built.environment.set.platform.span, "the chart lets nothing run as root")
            .about(built.environment.set.name.span)
            .about(built.service.set.name.span)
            .because(format!("{} {}", built.build.dockerfile, built.build.target.as_deref().unwrap_or_default()))
            .help("end the stage with `USER 10001:10001`, a number; or name one the image knows: `user 1000`"),
        );
    }
}

fn problem(stage: &dockerfile::Stage) -> Option<String> {
    let Some(user) = &stage.user else {
        let name = stage.image.split(['@', ':']).next().unwrap_or_default();
        let official = name.strip_prefix("docker.io/").unwrap_or(name);
        let official = official.strip_prefix("library/").unwrap_or(official);
        return (official == "scratch" || ROOTS.contains(&official)).then(|| "its image runs as root".to_owned());
    };
    let name = user.split(':').next().unwrap_or_default();
    match name.parse::<u32>() {
        Ok(0) => Some("its image runs as root".to_owned()),
        Ok(_) => None,
        // A variable may stand for a number.
        Err(_) if name.contains('$') => None,
        Err(_) if name == "root" => Some("its image runs as root".to_owned()),
        // The kubelet looks into no /etc/passwd (Kubernetes, "Configure a Security Context": runAsNonRoot).
        Err(_) => Some(format!("its user `{name}` is a word, and only a number can be told from root")),
    }
}
