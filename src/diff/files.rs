//! Generated files: which differ, whose doing that is, and which changes touch them.

use super::{Action, Change, Diff, FileChange, Files, Kind, Origin, Scope, Sides, Subject, Value};
use crate::plan::{Plan, Platform};
use std::collections::{BTreeMap, BTreeSet};

/// Finds the files that differ and gives each to the changes that touch it.
pub fn attribute(sides: &Sides<'_>, diff: &mut Diff) {
    if let (Some(before), Some(committed)) = (&sides.before.files, &sides.committed) {
        own(before, committed, diff);
    }
    let (Some(before), Some(after)) = (&sides.before.files, &sides.after.files) else { return };
    diff.files_known = true;
    let differing: Vec<Differing<'_>> = differing(before, after);
    let mut claimed: BTreeSet<&str> = BTreeSet::new();
    for change in diff.changes.iter_mut().filter(|change| change.origin == Origin::Spec) {
        let admitted: Vec<&Differing<'_>> = differing.iter().filter(|file| admits(sides, change, file.path)).collect();
        let seen: Vec<&str> = admitted.iter().filter(|file| file.shows(change)).map(|file| file.path).collect();
        let all = || admitted.iter().filter(|file| is_nearest(change, file.path)).map(|file| file.path).collect();
        let files: Vec<&str> = if seen.is_empty() { all() } else { seen };
        claimed.extend(&files);
        change.files = files.into_iter().map(str::to_owned).collect();
    }
    let asked = diff.folded().iter().filter(|folded| folded.change.origin == Origin::Spec).count();
    for file in &differing {
        let mut known = claimed.contains(file.path);
        if !known {
            for change in diff.changes.iter_mut().filter(|change| change.origin == Origin::Spec) {
                // Where the spec asks for one thing alone, that is why everything differs that does.
                if asked == 1 || file.shows(change) {
                    change.files.push(file.path.to_owned());
                    known = true;
                }
            }
        }
        let reordered = !known && file.action == Action::Changed && file.gone.is_empty() && file.new.is_empty();
        if !known && !reordered {
            diff.changes.push(artifact(file, Origin::Spec));
        }
        diff.files.push(FileChange {
            path: file.path.to_owned(),
            action: file.action,
            origin: Origin::Spec,
            reordered,
        });
    }
    diff.changes.iter_mut().for_each(|change| change.files.sort());
}

/// What this dbgen writes in another way than the one that wrote what is committed.
fn own(before: &Files<'_>, committed: &Files<'_>, diff: &mut Diff) {
    for file in differing(committed, before) {
        let reordered = file.action == Action::Changed && file.gone.is_empty() && file.new.is_empty();
        diff.changes.push(artifact(&file, Origin::Dbgen));
        diff.files.push(FileChange {
            path: file.path.to_owned(),
            action: file.action,
            origin: Origin::Dbgen,
            reordered,
        });
    }
}

/// A file that differs.
struct Differing<'a> {
    path: &'a str,
    action: Action,
    /// The lines that only the earlier text has, with how many more of them.
    gone: BTreeMap<&'a str, usize>,
    /// The lines that only the later text has.
    new: BTreeMap<&'a str, usize>,
}

fn differing<'a>(before: &Files<'a>, after: &Files<'a>) -> Vec<Differing<'a>> {
    let paths: BTreeSet<&'a str> = before.keys().chain(after.keys()).copied().collect();
    let mut found = Vec::new();
    for path in paths {
        let (old, new) = (before.get(path).copied(), after.get(path).copied());
        let action = match (old, new) {
            _ if old == new => continue,
            (None, _) => Action::Added,
            (_, None) => Action::Removed,
            _ => Action::Changed,
        };
        let (old, new) = (lines(old.unwrap_or_default()), lines(new.unwrap_or_default()));
        found.push(Differing { path, action, gone: beyond(&old, &new), new: beyond(&new, &old) });
    }
    found
}

fn lines(text: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    text.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    counts
}

fn beyond<'a>(own: &BTreeMap<&'a str, usize>, other: &BTreeMap<&str, usize>) -> BTreeMap<&'a str, usize> {
    let more = |(line, count): (&&'a str, &usize)| {
        let count = count.saturating_sub(other.get(line).copied().unwrap_or_default());
        (count > 0).then_some((*line, count))
    };
    own.iter().filter_map(more).collect()
}

impl Differing<'_> {
    /// Whether the lines that differ hold the words that a change has taken away or brought.
    fn shows(&self, change: &Change) -> bool {
        let (old, new) = (words(change.before.as_ref()), words(change.after.as_ref()));
        let holds = |lines: &BTreeMap<&str, usize>, mut words: std::collections::btree_set::Difference<'_, &str>| {
            words.any(|word| lines.keys().any(|line| has_word(line, word)))
        };
        holds(&self.gone, old.difference(&new)) || holds(&self.new, new.difference(&old))
    }
}

fn words(value: Option<&Value>) -> BTreeSet<&str> {
    let text = value.map(|value| value.text.as_str()).unwrap_or_default();
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect()
}

fn has_word(line: &str, word: &str) -> bool {
    let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    line.match_indices(word)
        .any(|(at, _)| outside(line[..at].chars().next_back()) && outside(line[at + word.len()..].chars().next()))
}

/// Whether a change of this scope can touch a file.
fn admits(sides: &Sides<'_>, change: &Change, path: &str) -> bool {
    match &change.scope {
        Scope::Environment(name) => {
            let on = |plan: &Plan, platform| plan.environment(name).is_some_and(|e| e.platform == platform);
            let either = |platform| on(sides.before.plan, platform) || on(sides.after.plan, platform);
            let is_local = |plan: &Plan| plan.environment(name).is_some_and(|e| e.local);
            let local = is_local(sides.before.plan) || is_local(sides.after.plan);
            let names =
                |name: &str| path.split(['/', '.']).any(|part| part == name || part.ends_with(&format!("-{name}")));
            let was = change.subject.was.as_deref().filter(|_| change.subject.kind == Kind::Environment);
            names(name)
                || was.is_some_and(names)
                || path == ".env.example"
                || (path == "render.yaml" && either(Platform::Render))
                || (path.starts_with("deploy/chart/") && either(Platform::Kubernetes))
                || (path == "compose.yaml" && local)
                || path.starts_with(".github/")
                || path.starts_with("deploy/bin/")
        }
        Scope::Workflow(name) => {
            is_workflow(path, name) || path.starts_with("deploy/bin/") || path.starts_with(".github/")
        }
        Scope::Project => true,
        Scope::Files => false,
    }
}

fn is_workflow(path: &str, name: &str) -> bool {
    path.strip_prefix(".github/workflows/").and_then(|file| file.strip_suffix(".yml")) == Some(name)
}

/// Whether a change touches a file first of all: what is said where nothing in the text tells more.
fn is_nearest(change: &Change, path: &str) -> bool {
    match &change.scope {
        Scope::Environment(_) => match change.subject.kind {
            Kind::Service | Kind::Datastore => !path.starts_with(".github/") && !path.starts_with("deploy/bin/"),
            _ => true,
        },
        Scope::Workflow(name) => is_workflow(path, name),
        _ => true,
    }
}

/// A file that is a change of its own.
fn artifact(file: &Differing<'_>, origin: Origin) -> Change {
    let count = |lines: &BTreeMap<&str, usize>| match lines.values().sum::<usize>() {
        1 => "1 line".to_owned(),
        count => format!("{count} lines"),
    };
    let value = |lines| Some(Value { text: count(lines), span: None });
    Change {
        scope: Scope::Files,
        subject: Subject { kind: Kind::Artifact, name: file.path.to_owned(), was: None },
        kind: Kind::Artifact,
        path: Vec::new(),
        doc: String::new(),
        action: file.action,
        before: value(&file.gone).filter(|_| file.action != Action::Added),
        after: value(&file.new).filter(|_| file.action != Action::Removed),
        files: vec![file.path.to_owned()],
        origin,
        risks: Vec::new(),
    }
}
