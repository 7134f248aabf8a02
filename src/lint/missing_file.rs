//! Dockerfiles, folders and mounted files that are named and do not exist.

use super::{Needs, Rule, Scene};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{ImageUse, StageJob, Step};
use crate::source::Span;
use std::collections::BTreeSet;

/// Finds paths that lead nowhere.
pub const RULE: Rule = Rule { code: codes::NO_SUCH_FILE, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let mut named: BTreeSet<(Span, String)> = BTreeSet::new();
    for service in scene.plan.environments.iter().flat_map(|e| &e.services) {
        let set = &service.set;
        if let (Some(build), Some(written)) = (&service.build, &set.build)
            && !matches!(service.image, ImageUse::External(_))
        {
            let at = |value: Option<Span>| value.unwrap_or(written.name_span);
            named.insert((at(written.dockerfile.as_ref().map(|d| d.span)), build.dockerfile.clone()));
            named.insert((at(written.context.as_ref().map(|c| c.span)), build.context.clone()));
        }
        named.extend(set.mounts.iter().map(|m| (m.source.span, m.source.value.0.clone())));
        named.extend(set.watch.iter().map(|w| (w.path.span, w.path.value.0.clone())));
        named.extend(set.directory.iter().map(|d| (d.span, d.value.0.clone())));
    }
    for tool in scene.plan.project.set.toolchain.iter().flat_map(|t| &t.tools) {
        named.extend(tool.directory.iter().map(|d| (d.span, d.value.0.clone())));
    }
    for job in scene.plan.workflows.iter().flat_map(|w| &w.set.stages).flat_map(|s| &s.jobs) {
        let StageJob::Job(job) = job else { continue };
        named.extend(job.directory.iter().map(|d| (d.span, d.value.0.clone())));
        for step in &job.steps {
            if let Step::RunStep(run) = step {
                named.extend(run.directory.iter().map(|d| (d.span, d.value.0.clone())));
            }
        }
    }
    for (span, path) in named {
        let path = path.trim_end_matches('/');
        if scene.world.exists(path) {
            continue;
        }
        let (folder, last) = path.rsplit_once('/').unwrap_or(("", path));
        let near = scene.world.list(folder).unwrap_or_default();
        let near = crate::diag::did_you_mean(last, near.iter().map(String::as_str));
        let report =
            Diagnostic::found(codes::NO_SUCH_FILE, span, format!("there is no `{path}`")).here("leads nowhere");
        let near = near.map(|name| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
        found.push(match near {
            Some(path) => report.help(format!("did you mean `{path}`?")).mend(
                format!("write {path}"),
                false,
                vec![Change::Replace(span, format!("\"{path}\""))],
            ),
            None => report.help("paths start at the folder of deploy.kdl; create the file, or name another"),
        });
    }
}
