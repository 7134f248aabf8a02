//! What the jobs of the emitted workflows may do and which secrets they read: facts that no plan has, since steps bring
//! them. A workflow whose text is the same on both sides is not read.

use super::pair::pair;
use super::part::{Fact, Part};
use super::{Files, Kind, Scope, Sides};
use crate::plan::Plan;
use crate::secrets::{Needs, of_workflow};
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// The parts of a plan, one for each scope.
pub type Parts = Vec<Part>;

/// Adds the facts of each side's workflows to its parts.
pub fn add(sides: &Sides<'_>, before: &mut Parts, after: &mut Parts) {
    let (Some(old), Some(new)) = (&sides.before.files, &sides.after.files) else { return };
    // Where a secret is read goes by the workflow's later name: another name alone reaches nothing new.
    let pairs = pair(before, after).into_iter().filter_map(|(was, is)| was.zip(is));
    let workflows = pairs.filter(|(_, is)| is.kind == Some(Kind::Workflow));
    let both = workflows.filter_map(|(was, is)| Some((was.key.clone()?, is.key.clone()?)));
    let names: BTreeMap<String, String> = both.filter(|(was, is)| was != is).collect();
    of_side(sides.before.plan, &names, old, new, before);
    of_side(sides.after.plan, &BTreeMap::new(), new, old, after);
}

fn of_side(plan: &Plan, names: &BTreeMap<String, String>, own: &Files<'_>, other: &Files<'_>, parts: &mut Parts) {
    let mut needs = Needs::new();
    for (path, text) in own.iter().filter(|(path, text)| other.get(*path) != Some(text)) {
        let file = path.strip_prefix(".github/workflows/").and_then(|name| name.strip_suffix(".yml"));
        let Some(name) = file else { continue };
        let Ok(Value::Mapping(workflow)) = serde_yaml::from_str(text) else { continue };
        of_workflow(name, &workflow, &mut needs);
        let scope = Scope::Workflow(name.to_owned());
        if let Some(part) = parts.iter_mut().find(|part| part.scope() == scope) {
            permissions(&workflow, part);
        }
    }
    if let Some(project) = parts.iter_mut().find(|part| part.scope() == Scope::Project) {
        secrets(plan, names, &needs, project);
    }
}

/// The permissions of the jobs that a spec knows; those that are made of one node add up.
fn permissions(workflow: &Mapping, part: &mut Part) {
    let everywhere = workflow.get("permissions");
    for (id, job) in workflow.get("jobs").and_then(Value::as_mapping).into_iter().flatten() {
        let Some(id) = id.as_str() else { continue };
        let node = |name: &str| {
            part.parts.iter().position(|p| p.subject && p.kind == Some(Kind::Job) && p.key.as_deref() == Some(name))
        };
        let made_of = match id.split_once('-') {
            Some(("image", _)) => "images",
            Some(("rollback", _)) => "rollback",
            _ => id,
        };
        let Some(at) = node(id).or_else(|| node(made_of)) else { continue };
        for (scope, access) in granted(job.get("permissions").or(everywhere)) {
            let span = part.parts[at].span;
            let permissions = part.parts[at].list("permissions");
            permissions.kind = Some(Kind::Permission);
            let fact = permissions.facts.entry(scope).or_insert_with(|| Fact::new("", span));
            if fact.text != "write" {
                fact.text = access;
            }
        }
    }
}

fn granted(permissions: Option<&Value>) -> BTreeMap<String, String> {
    match permissions {
        Some(Value::Mapping(map)) => {
            let one =
                |(scope, access): (&Value, &Value)| Some((scope.as_str()?.to_owned(), access.as_str()?.to_owned()));
            map.iter().filter_map(one).filter(|(_, access)| access != "none").collect()
        }
        Some(Value::String(all)) => [("everything".to_owned(), all.trim_end_matches("-all").to_owned())].into(),
        _ => BTreeMap::new(),
    }
}

/// The jobs that read each secret, by workflow.
fn secrets(plan: &Plan, names: &BTreeMap<String, String>, needs: &Needs, project: &mut Part) {
    for (name, jobs) in needs {
        let known = project.parts.iter().position(|p| p.kind == Some(Kind::Secret) && p.key.as_ref() == Some(name));
        let at = known.unwrap_or_else(|| {
            project.parts.push(Part::subject(Kind::Secret, name, None));
            project.parts.len() - 1
        });
        let secret = &mut project.parts[at];
        let mut jobs: Vec<_> = jobs.iter().collect();
        jobs.sort_by_key(|job| &job.id);
        for job in jobs {
            let said = plan.workflows.iter().find(|workflow| workflow.name == job.workflow);
            let span = said.map(|workflow| workflow.set.name.span).or(secret.span);
            let called = names.get(&job.workflow).unwrap_or(&job.workflow).clone();
            let fact = secret.list("jobs").facts.entry(called).or_insert_with(|| Fact::new("", span));
            if !fact.text.is_empty() {
                fact.text += ", ";
            }
            fact.text += &job.id;
        }
    }
}
