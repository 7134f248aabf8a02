//! Comparing two specs in a test, and the changes as lines.
#![allow(dead_code, clippy::unwrap_used)]

use dbgen::compile::{Compilation, compile};
use dbgen::diff::{Action, Change, Diff, Files, Kind, Scope, Side, Sides, Value, compare};
use dbgen::world::MemoryWorld;

pub fn compiled(text: &str) -> Compilation {
    compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl")
}

pub fn side(compilation: &Compilation) -> Side<'_> {
    let files: Files<'_> = compilation.artifacts.iter().map(|a| (a.path.as_str(), a.text.as_str())).collect();
    let files = Some(files).filter(|_| !compilation.failed());
    Side { plan: compilation.plan.as_ref().unwrap(), sources: &compilation.sources, files }
}

pub fn between(before: &Compilation, after: &Compilation) -> Diff {
    compare(&Sides { before: side(before), after: side(after), committed: None })
}

/// The same changes as the other side sees them: before is after, and what has another name goes by the other one.
pub fn swapped(changes: &[Change]) -> Vec<Change> {
    let renamed = |change: &&Change| change.action == Action::Renamed;
    let mut all = changes.to_vec();
    for change in &mut all {
        std::mem::swap(&mut change.before, &mut change.after);
        change.action = match change.action {
            Action::Added => Action::Removed,
            Action::Removed => Action::Added,
            same => same,
        };
        let subject = &mut change.subject;
        if let Some(was) = subject.was.take() {
            subject.was = Some(std::mem::replace(&mut subject.name, was));
        }
        for rename in changes.iter().filter(renamed) {
            let Some(was) = rename.before.as_ref().map(|value| value.text.clone()) else { continue };
            if rename.path.is_empty() {
                let whole = matches!(rename.subject.kind, Kind::Environment | Kind::Workflow);
                // Where a secret is read goes by the workflow's later name, too.
                let reads = change.subject.kind == Kind::Secret && change.path.first().is_some_and(|p| p == "jobs");
                if reads && change.path.last() == Some(&rename.subject.name) {
                    change.path[1].clone_from(&was);
                }
                if let (Scope::Environment(name) | Scope::Workflow(name), true) = (&mut change.scope, whole)
                    && *name == rename.subject.name
                {
                    *name = was;
                }
            } else if rename.scope == change.scope && change.path.starts_with(&rename.path) {
                change.path[rename.path.len() - 1] = was;
            }
        }
    }
    all
}

/// The changes, a line each, those that are the same in several environments once; risks and files below.
pub fn lines(diff: &Diff) -> String {
    let mut text = String::new();
    for folded in diff.folded() {
        let change = folded.change;
        let scopes: Vec<_> = folded.scopes.iter().map(|scope| self::scope(scope)).collect();
        text += &format!("  {}: {}\n", scopes.join(", "), sentence(change));
        for risk in &change.risks {
            text += &format!("      {} [{}] {}\n", risk.level.as_str(), risk.code, risk.reason);
        }
        let mut files: Vec<&String> = folded.changes.iter().flat_map(|change| &change.files).collect();
        files.sort();
        files.dedup();
        let files: Vec<&str> = files.into_iter().map(String::as_str).collect();
        text += &format!("      in {}\n", if files.is_empty() { "no file".to_owned() } else { files.join(" ") });
    }
    text
}

fn scope(scope: &Scope) -> String {
    match scope {
        Scope::Environment(name) => name.clone(),
        Scope::Workflow(name) => format!("workflow {name}"),
        Scope::Project => "project".to_owned(),
        Scope::Files => "files".to_owned(),
    }
}

fn sentence(change: &Change) -> String {
    let sign = match change.action {
        Action::Added => "+",
        Action::Removed => "-",
        Action::Renamed => ">",
        Action::Changed => "~",
    };
    let subject = format!("{} {}", change.subject.kind.as_str(), change.subject.name);
    let text = |value: &Option<Value>| value.as_ref().map(|value| value.text.clone());
    let values = match (text(&change.before), text(&change.after)) {
        (Some(before), Some(after)) => format!("{before} => {after}"),
        (before, after) => before.or(after).unwrap_or_default(),
    };
    let kind = if change.kind == change.subject.kind { String::new() } else { format!(" ({})", change.kind.as_str()) };
    format!("{sign} {}{kind} {}: {values}", subject.trim(), change.field()).replace(" :", ":")
}
