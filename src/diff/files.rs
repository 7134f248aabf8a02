//! Generated files: which differ, whose doing that is, and which changes touch them.

use super::{Action, Change, Diff, FileChange, Files, Kind, Origin, Scope, Sides, Subject, Value};
use crate::plan::Platform;
use std::collections::{BTreeMap, BTreeSet};

/// Finds the files that differ and gives each to the changes that touch it.
pub fn attribute(sides: &Sides<'_>, diff: &mut Diff) {
    if let (Some(before), Some(committed)) = (&sides.before.files, &sides.committed) {
        own(before, committed, diff);
    }
    let (Some(before), Some(after)) = (&sides.before.files, &sides.after.files) else { return };
    diff.files_known = true;
    let differing: Vec<Differing<'_>> = differing(before, after);
    let names = Names::of(sides, &diff.changes);
    let mut claimed: BTreeSet<&str> = BTreeSet::new();
    for change in diff.changes.iter_mut().filter(|change| change.origin == Origin::Spec) {
        let admitted: Vec<&Differing<'_>> = differing.iter().filter(|file| names.admit(change, file.path)).collect();
        let seen: Vec<&str> = admitted.iter().filter(|file| file.shows(change)).map(|file| file.path).collect();
        let all =
            || admitted.iter().filter(|file| names.are_nearest(change, file.path)).map(|file| file.path).collect();
        let files: Vec<&str> = if seen.is_empty() { all() } else { seen };
        claimed.extend(&files);
        change.files = files.into_iter().map(str::to_owned).collect();
    }
    let asked = diff.folded().iter().filter(|folded| folded.change.origin == Origin::Spec).count();
    for file in &differing {
        let mut known = claimed.contains(file.path);
        // Where the spec asks for one thing alone, that is why everything differs that does. A file comes and goes with
        // what it is made of; after that counts what its lines show, and at last which names they hold.
        let alone = |_: &Change| asked == 1;
        let whole = |change: &Change| {
            let admitted = file.action != Action::Changed && names.admit(change, file.path);
            file.shows(change) || (admitted && names.are_nearest(change, file.path))
        };
        let named = |change: &Change| {
            // It lists every secret, with a line for whoever has to set it.
            file.names(change) || (file.path == ".env.example" && change.subject.kind == Kind::Secret)
        };
        for touches in [&alone as &dyn Fn(&Change) -> bool, &whole, &named] {
            let spec = diff.changes.iter_mut().filter(|change| !known && change.origin == Origin::Spec);
            let touched: Vec<&mut Change> = spec.filter(|change| touches(change)).collect();
            known |= !touched.is_empty();
            touched.into_iter().for_each(|change| change.files.push(file.path.to_owned()));
        }
        let reordered = !known && file.is_reordered();
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
        let reordered = file.is_reordered();
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
    /// Whether the same words stand there in another order: of lines, and of lists within a line.
    fn is_reordered(&self) -> bool {
        let words = |lines: &BTreeMap<&str, usize>| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for (line, count) in lines {
                for word in line.split(|c: char| c.is_whitespace() || "[],\"'".contains(c)).filter(|w| !w.is_empty()) {
                    *counts.entry(word.to_owned()).or_default() += count;
                }
            }
            counts
        };
        self.action == Action::Changed && words(&self.gone) == words(&self.new)
    }

    /// Whether the lines that differ hold the words that a change has taken away or brought.
    fn shows(&self, change: &Change) -> bool {
        let (old, new) = (words(change.before.as_ref()), words(change.after.as_ref()));
        let holds = |lines: &BTreeMap<&str, usize>, mut words: std::collections::btree_set::Difference<'_, &str>| {
            words.any(|word| lines.keys().any(|line| has_word(line, word)))
        };
        holds(&self.gone, old.difference(&new)) || holds(&self.new, new.difference(&old))
    }
}

impl Differing<'_> {
    /// Whether the lines that differ hold the name of what changes.
    fn names(&self, change: &Change) -> bool {
        let names = change.path.last().into_iter().chain([&change.subject.name]).filter(|name| !name.is_empty());
        let lines = || self.gone.keys().chain(self.new.keys());
        names.into_iter().any(|name| lines().any(|line| has_word(line, name)))
    }
}

fn words(value: Option<&Value>) -> BTreeSet<&str> {
    let text = value.map(|value| value.text.as_str()).unwrap_or_default();
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect()
}

fn has_word(line: &str, word: &str) -> bool {
    // A word that ends in a sign of its own ends there, whatever stands beside it.
    let ends = |inside: Option<char>, outside: Option<char>| {
        !inside.is_some_and(char::is_alphanumeric) || !outside.is_some_and(char::is_alphanumeric)
    };
    line.match_indices(word).any(|(at, _)| {
        ends(word.chars().next(), line[..at].chars().next_back())
            && ends(word.chars().next_back(), line[at + word.len()..].chars().next())
    })
}

/// Which files can have to do with which scopes: by the names that both have.
struct Names<'a> {
    sides: &'a Sides<'a>,
    /// What environments and workflows were called that have another name.
    renamed: BTreeMap<Scope, String>,
}

impl<'a> Names<'a> {
    fn of(sides: &'a Sides<'a>, changes: &[Change]) -> Self {
        let whole = |change: &&Change| matches!(change.subject.kind, Kind::Environment | Kind::Workflow);
        let was = |change: &Change| Some((change.scope.clone(), change.subject.was.clone()?));
        Self { sides, renamed: changes.iter().filter(whole).filter_map(was).collect() }
    }

    /// The names of a scope, now and before.
    fn all<'b>(&'b self, scope: &'b Scope) -> impl Iterator<Item = &'b str> {
        let name = match scope {
            Scope::Environment(name) | Scope::Workflow(name) => Some(name.as_str()),
            Scope::Project | Scope::Files => None,
        };
        name.into_iter().chain(self.renamed.get(scope).map(String::as_str))
    }

    /// Whether a change of a scope can touch a file.
    fn admit(&self, change: &Change, path: &str) -> bool {
        let shared = path.starts_with(".github/") || path.starts_with("deploy/bin/");
        match &change.scope {
            Scope::Environment(_) => shared || path == ".env.example" || self.is_environment(&change.scope, path),
            Scope::Workflow(_) => shared,
            Scope::Project => true,
            Scope::Files => false,
        }
    }

    fn is_environment(&self, scope: &Scope, path: &str) -> bool {
        let plans = [self.sides.before.plan, self.sides.after.plan];
        let found =
            || self.all(scope).flat_map(|name| plans.into_iter().filter_map(move |plan| plan.environment(name)));
        let on = |platform| found().any(|environment| environment.platform == platform);
        let named = |part: &str| self.all(scope).any(|name| part == name || part.ends_with(&format!("-{name}")));
        path.split(['/', '.']).any(named)
            || (path == "render.yaml" && on(Platform::Render))
            || (path.starts_with("deploy/chart/") && on(Platform::Kubernetes))
            || (path == "compose.yaml" && found().any(|environment| environment.local))
    }

    /// Whether a change touches a file first of all: what is said where nothing in the text tells more.
    fn are_nearest(&self, change: &Change, path: &str) -> bool {
        match &change.scope {
            Scope::Environment(_) => match change.subject.kind {
                Kind::Service | Kind::Datastore => !path.starts_with(".github/") && !path.starts_with("deploy/bin/"),
                _ => true,
            },
            Scope::Workflow(_) => {
                let file = path.strip_prefix(".github/workflows/").and_then(|file| file.strip_suffix(".yml"));
                self.all(&change.scope).any(|name| file == Some(name))
            }
            _ => true,
        }
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
