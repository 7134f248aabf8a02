//! Dockerfiles, folders and mounted files that are named and do not exist.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{ImageUse, Service};
use crate::source::Span;
use std::collections::BTreeMap;

/// Finds paths that lead nowhere.
pub const RULE: Rule = Rule { code: codes::NO_SUCH_FILE, needs: Needs::Text, check };

/// A path that is named.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    span: Span,
    /// Whether it is written there, or a default.
    written: bool,
    path: String,
    /// For a default, the folder that it is in as it was written: where that is not there, nothing in it is missing.
    within: Option<String>,
}

impl Named {
    fn written(span: Span, path: &str) -> Self {
        Self { span, written: true, path: path.to_owned(), within: None }
    }
}

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    // With the names of the services and environments that it is for: a level that is set in one of them holds there.
    let mut named: BTreeMap<Named, Vec<[Span; 2]>> = BTreeMap::new();
    for environment in &scene.plan.environments {
        for service in &environment.services {
            for path in of_service(service) {
                named.entry(path).or_default().push([environment.set.name.span, service.set.name.span]);
            }
        }
    }
    let tools = scene.plan.project.set.toolchain.iter().flat_map(|t| &t.tools).flat_map(|tool| &tool.directory);
    let jobs = || walk::jobs(scene.plan).map(|(_, _, job)| job);
    let runs = jobs().flat_map(walk::runs).flat_map(|run| &run.directory);
    for path in tools.chain(jobs().flat_map(|job| &job.directory)).chain(runs) {
        named.entry(Named::written(path.span, &path.value.0)).or_default();
    }
    // Many services name the same file.
    let mut there: BTreeMap<String, bool> = BTreeMap::new();
    let mut exists = |path: &str| match there.get(path) {
        Some(known) => *known,
        None => *there.entry(path.to_owned()).or_insert(scene.world.exists(path)),
    };
    for (Named { span, written, path, within }, about) in named {
        let path = path.trim_end_matches('/');
        if exists(path) || within.is_some_and(|folder| !exists(folder.trim_end_matches('/'))) {
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

fn of_service(service: &Service) -> Vec<Named> {
    let (set, mut named) = (&service.set, Vec::new());
    if let (Some(build), Some(written)) = (&service.build, &set.build)
        && !matches!(service.image, ImageUse::External(_))
    {
        let mut add = |said: Option<Span>, path: &str, within: Option<&String>| {
            let (span, within) = (said.unwrap_or(written.name_span), within.filter(|_| said.is_none()).cloned());
            named.push(Named { span, written: said.is_some(), path: path.to_owned(), within });
        };
        let context = written.context.as_ref().map(|path| path.span);
        add(written.dockerfile.as_ref().map(|path| path.span), &build.dockerfile, context.map(|_| &build.context));
        add(context, &build.context, None);
    }
    let paths = set.mounts.iter().map(|m| &m.source).chain(set.watch.iter().map(|w| &w.path)).chain(&set.directory);
    named.extend(paths.map(|path| Named::written(path.span, &path.value.0)));
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
