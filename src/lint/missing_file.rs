//! Dockerfiles, folders and mounted files that are named and do not exist.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{ImageUse, Service};
use crate::source::Span;
use crate::world::World;
use std::collections::BTreeMap;

/// Finds paths that lead nowhere.
pub const RULE: Rule = Rule { code: codes::NO_SUCH_FILE, needs: Needs::Text, check };

/// A path that is named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Named<'a> {
    span: Span,
    /// Whether it is written there, or a default.
    written: bool,
    path: &'a str,
    /// For a default, the folder that it is in as it was written: where that is not there, nothing in it is missing.
    within: Option<&'a str>,
}

impl<'a> Named<'a> {
    fn written(span: Span, path: &'a str) -> Self {
        Self { span, written: true, path, within: None }
    }

    /// Whether nothing is there; `there` is what has been looked at.
    fn is_missing(&self, there: &mut BTreeMap<&'a str, bool>, world: &dyn World) -> bool {
        let mut exists = |path: &'a str| {
            let path = path.trim_end_matches('/');
            *there.entry(path).or_insert_with(|| world.exists(path))
        };
        !exists(self.path) && self.within.is_none_or(exists)
    }
}

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    // Many services name the same file.
    let mut there: BTreeMap<&str, bool> = BTreeMap::new();
    // With the names of the services and environments that it is for: a level that is set in one of them holds there.
    let mut named: BTreeMap<Named<'_>, Vec<[Span; 2]>> = BTreeMap::new();
    for (environment, service, again) in walk::services(scene.plan) {
        if again && named.is_empty() {
            continue;
        }
        for path in of_service(service).filter(|named| named.is_missing(&mut there, scene.world)) {
            named.entry(path).or_default().push([environment.set.name.span, service.set.name.span]);
        }
    }
    let tools = scene.plan.project.set.toolchain.iter().flat_map(|t| &t.tools).flat_map(|tool| &tool.directory);
    let jobs = || walk::jobs(scene.plan).map(|(_, _, job)| job);
    let runs = jobs().flat_map(walk::runs).flat_map(|run| &run.directory);
    let folders = tools.chain(jobs().flat_map(|job| &job.directory)).chain(runs);
    for path in folders
        .map(|path| Named::written(path.span, &path.value.0))
        .filter(|named| named.is_missing(&mut there, scene.world))
    {
        named.entry(path).or_default();
    }
    for (Named { span, written, path, .. }, about) in named {
        let report = report(scene, span, written, path.trim_end_matches('/'));
        match about.is_empty() {
            true => found.push(report),
            false => found.extend(about.iter().map(|[environment, service]| {
                // What is said once of each environment is told once, unless one of them allows it.
                report.clone().about(*environment).about(*service)
            })),
        }
    }
}

fn of_service<'s>(service: &'s Service) -> impl Iterator<Item = Named<'s>> {
    let set = &service.set;
    let build =
        service.build.as_ref().zip(set.build.as_ref()).filter(|_| !matches!(service.image, ImageUse::External(_)));
    let of_build = build.into_iter().flat_map(|(build, written)| {
        let named = |said: Option<Span>, path: &'s str, within: Option<&'s str>| Named {
            span: said.unwrap_or(written.name_span),
            written: said.is_some(),
            path,
            within: within.filter(|_| said.is_none()),
        };
        let context = written.context.as_ref().map(|path| path.span);
        let within = context.map(|_| build.context.as_str());
        let file = written.dockerfile.as_ref().map(|path| path.span);
        [named(file, &build.dockerfile, within), named(context, &build.context, None)]
    });
    let paths = set.mounts.iter().map(|m| &m.source).chain(set.watch.iter().map(|w| &w.path)).chain(&set.directory);
    of_build.chain(paths.map(|path| Named::written(path.span, &path.value.0)))
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
