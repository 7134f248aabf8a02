//! Two uploads of one name: the second one fails.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Event, Job, Step, StepWhen};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Finds artifacts of one run that have the same name.
pub const RULE: Rule = Rule { code: codes::ARTIFACT_CLASH, needs: Needs::Plan, check };

struct Upload {
    span: Span,
    when: StepWhen,
    job: Span,
    events: BTreeSet<Event>,
}

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for workflow in &scene.plan.workflows {
        // The legs of a matrix have their values behind the name: two such names may differ all the same.
        let mut seen: BTreeMap<(String, bool), Vec<Upload>> = BTreeMap::new();
        for (_, stage, job) in walk::jobs(scene.plan).filter(|(own, _, _)| own.name == workflow.name) {
            let legs = job.matrix.as_ref().is_some_and(|m| !m.axes.is_empty());
            for (name, span, when) in uploads(job) {
                let events = walk::events(workflow, stage, &job.only);
                let upload = Upload { span, when, job: job.name.span, events };
                let before = seen.entry((name.clone(), legs)).or_default();
                if let Some(first) = before.iter().find(|first| clash(first, &upload)) {
                    found.push(
                        Diagnostic::found(
                            codes::ARTIFACT_CLASH,
                            span,
                            format!("two artifacts of a run are called `{name}`: the second upload fails"),
                        )
                        .here("the second")
                        .also(first.span, "the first")
                        .help("give each its own name; `junit` has its from `flag=`"),
                    );
                }
                before.push(upload);
            }
        }
    }
}

fn clash(first: &Upload, second: &Upload) -> bool {
    use StepWhen::{Failure, Success};
    let apart = first.job == second.job && matches!((first.when, second.when), (Success, Failure) | (Failure, Success));
    !apart && !first.events.is_disjoint(&second.events)
}

/// The names that a job uploads under: as the GitHub target makes them, without what tells the legs of a matrix apart.
fn uploads(job: &Job) -> impl Iterator<Item = (String, Span, StepWhen)> {
    job.steps.iter().filter_map(|step| match step {
        Step::Artifact(artifact) => {
            let when = artifact.when.as_ref().map_or(StepWhen::Always, |w| w.value);
            Some((artifact.name.value.0.clone(), artifact.name.span, when))
        }
        Step::Junit(junit) => {
            let flag = junit.flag.as_ref().map(|flag| format!("-{}", flag.value)).unwrap_or_default();
            Some((format!("junit{flag}"), junit.name_span, StepWhen::Always))
        }
        _ => None,
    })
}
