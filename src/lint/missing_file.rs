//! Dockerfiles, folders and mounted files that are named and do not exist.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{ImageUse, Service};
use crate::source::Span;
use std::collections::BTreeMap;

/// Finds paths that lead nowhere.
pub const RULE: Rule = Rule { code: codes::NO_SUCH_FILE, needs: Needs::Text, check };

/// Where a path is named, whether it is written there or a default, and the path.
type Named = (Span, bool, String);

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    // With the names of the services and environments that it is for: a level that is set in one of them holds there.
    let mut named: BTreeMap<Named, Vec<[Span; 2]>> = BTreeMap::new();
    for environment in &scene.plan.environments {
        for service in &environment.services {
            for path in of_service(scene, service) {
                named.entry(path).or_default().push([environment.set.name.span, service.set.name.span]);
            }
        }
    }
    let tools = scene.plan.project.set.toolchain.iter().flat_map(|t| &t.tools).flat_map(|tool| &tool.directory);
    let jobs = || walk::jobs(scene.plan).map(|(_, _, job)| job);
    let runs = jobs().flat_map(walk::runs).flat_map(|run| &run.directory);
    for path in tools.chain(jobs().flat_map(|job| &job.directory)).chain(runs) {
        named.entry((path.span, true, path.value.0.clone())).or_default();
    }
    // Many services name the same file.
    let mut there: BTreeMap<String, bool> = BTreeMap::new();
    for ((span, written, path), about) in named {
        let path = path.trim_end_matches('/');
        let exists = match there.get(path) {
            Some(known) => *known,
            None => *there.entry(path.to_owned()).or_insert(scene.world.exists(path)),
        };
        if exists {
            continue;
        }
        let report = report(scene, span, written, path);
        match about.is_empty() {
            true => found.push(report),
            false => found.extend(about.iter().map(|[environment, service]| {
                // What is said once of each environment is told once, unless one of them allows it.
                report.clone().about(*environment).about(*service)
            })),
        }
    }
}

fn of_service(scene: &Scene<'_>, service: &Service) -> Vec<Named> {
    let (set, mut named) = (&service.set, Vec::new());
    if let (Some(build), Some(written)) = (&service.build, &set.build)
        && !matches!(service.image, ImageUse::External(_))
    {
        let mut add = |said: Option<Span>, path: &str| {
            named.push((said.unwrap_or(written.name_span), said.is_some(), path.to_owned()));
        };
        // In a folder that is not there, no Dockerfile can be missing.
        let context_there = written.context.is_none() || scene.world.exists(build.context.trim_end_matches('/'));
        if written.dockerfile.is_some() || context_there {
            add(written.dockerfile.as_ref().map(|path| path.span), &build.dockerfile);
        }
        add(written.context.as_ref().map(|path| path.span), &build.context);
    }
    let paths = set.mounts.iter().map(|m| &m.source).chain(set.watch.iter().map(|w| &w.path)).chain(&set.directory);
    named.extend(paths.map(|path| (path.span, true, path.value.0.clone())));
    named
}

fn report(scene: &Scene<'_>, span: Span, written: bool, path: &str) -> Diagnostic {
    let (folder, last) = path.rsplit_once('/').unwrap_or(("", path));
    let near = scene.world.list(folder).unwrap_or_default();
    let near = crate::diag::did_you_mean(last, near.iter().map(String::as_str));
    let report = Diagnostic::found(codes::NO_SUCH_FILE, span, format!("there is no `{path}`")).here("leads nowhere");
    let near = near.map(|name| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
    match near {
        Some(path) => {
            let report = report.help(format!("did you mean `{path}`?"));
            let change = Change::Replace(span, format!("\"{path}\""));
            // A default stands nowhere: there is no text to replace.
            if written { report.mend(format!("write {path}"), false, vec![change]) } else { report }
        }
        None => report.help("paths start at the folder of deploy.kdl; create the file, or name another"),
    }
}
