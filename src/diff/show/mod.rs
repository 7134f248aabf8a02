//! What differs, for people and for machines. Every format reads the same [`Report`]; none of them compares anything.

use super::{Action, Change, Diff, Kind, Level, Scope, Subject, Value};
use crate::source::Sources;

mod github;
mod json;
mod markdown;
mod terminal;

pub use github::github;
pub use json::{Report as Json, json, schema};
pub use markdown::{COMMENT, markdown};
pub use terminal::{Look, terminal};

/// What is shown.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What differs.
    pub diff: &'a Diff,
    /// The files of the spec that was.
    pub before: &'a Sources,
    /// The files of the spec that is.
    pub after: &'a Sources,
    /// The folder of the spec, from the root of its repository, with a `/` at its end; empty for the root itself.
    pub folder: &'a str,
    /// The name of the main file in it.
    pub spec: &'a str,
    /// What it is compared with, as people call it: `main (1a2b3c4)`.
    pub base: &'a str,
    /// What limits the answer: a sentence each, without a full stop.
    pub notes: &'a [String],
    /// The generated files that differ, as patches.
    pub patches: &'a [Patch],
}

/// The patch of one generated file, without any credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Its path, from the folder of the spec.
    pub path: String,
    /// Lines that are new.
    pub added: usize,
    /// Lines that go.
    pub removed: usize,
    /// The hunks, without the head that names the file.
    pub hunks: String,
}

/// So many names are listed before the rest is counted.
const MOST_NAMES: usize = 6;

/// The changes that hold in the same places.
struct Section<'a> {
    /// The places.
    scopes: Vec<&'a Scope>,
    /// What holds there, the worst first.
    rows: Vec<Row<'a>>,
}

/// One change, said once for everything that it is the same of.
struct Row<'a> {
    /// What it is a part of: several where the same happens to each.
    subjects: Vec<&'a Subject>,
    /// One of the changes.
    change: &'a Change,
}

/// The changes by where they hold: what is the same in several environments, or of several things, is said once. What is
/// the same may be written in several places, of which the first is shown.
fn sections(diff: &Diff) -> Vec<Section<'_>> {
    let mut same: Vec<(Vec<&Scope>, &Change)> = Vec::new();
    for change in &diff.changes {
        let folds = |other: &Change| {
            matches!((&change.scope, &other.scope), (Scope::Environment(_), Scope::Environment(_)))
                && change.subject == other.subject
                && is_like(change, other)
        };
        match same.iter_mut().find(|(_, other)| folds(other)) {
            Some((scopes, _)) => scopes.push(&change.scope),
            None => same.push((vec![&change.scope], change)),
        }
    }
    let mut sections: Vec<Section<'_>> = Vec::new();
    for (scopes, change) in same {
        let at = match sections.iter().position(|section| section.scopes == scopes) {
            Some(at) => at,
            None => {
                sections.push(Section { scopes, rows: Vec::new() });
                sections.len() - 1
            }
        };
        let rows = &mut sections[at].rows;
        // What has a name of its own is named by itself.
        let named = change.path.is_empty() || change.subject.was.is_some();
        match rows
            .iter_mut()
            .find(|row| !named && row.change.subject.kind == change.subject.kind && is_like(row.change, change))
        {
            Some(row) => row.subjects.push(&change.subject),
            None => rows.push(Row { subjects: vec![&change.subject], change }),
        }
    }
    for section in &mut sections {
        section.rows.sort_by_key(|row| std::cmp::Reverse(row.change.level()));
    }
    sections
}

/// Whether the same happens for the same reasons, wherever and to whatever.
fn is_like(a: &Change, b: &Change) -> bool {
    let text = |value: &Option<Value>| value.as_ref().map(|value| value.text.clone());
    (a.kind, &a.path, a.action, a.origin, &a.risks) == (b.kind, &b.path, b.action, b.origin, &b.risks)
        && (text(&a.before), text(&a.after)) == (text(&b.before), text(&b.after))
}

impl Section<'_> {
    /// `production`, `staging and e2e`, `workflow ci-cd`.
    fn title(&self) -> String {
        join(self.scopes.iter().map(|scope| match scope {
            Scope::Environment(name) => name.clone(),
            Scope::Workflow(name) => format!("workflow {name}"),
            Scope::Project => "everywhere".to_owned(),
            Scope::Files => "files".to_owned(),
        }))
    }
}

impl Row<'_> {
    /// What changes, in words: `service api: replicas`, `approval`, `services api and web: env PORT`.
    fn what(&self) -> String {
        let subject = self.subject();
        let field = self.change.field();
        match (subject.is_empty(), field.is_empty()) {
            (false, false) => format!("{subject}: {field}"),
            (false, true) => subject,
            (true, false) => field,
            (true, true) => self.change.kind.as_str().to_owned(),
        }
    }

    /// The things that it is a part of; empty where the section's title has said so.
    fn subject(&self) -> String {
        let first = self.subjects[0];
        let titled = match &self.change.scope {
            Scope::Environment(name) => first.kind == Kind::Environment && first.name == *name,
            Scope::Workflow(name) => first.kind == Kind::Workflow && first.name == *name,
            Scope::Project => first.kind == Kind::Project,
            Scope::Files => true,
        };
        if titled && first.was.is_none() && !self.change.path.is_empty() {
            return String::new();
        }
        let word = first.kind.as_str();
        // An environment's gate and checks are called what they are: approval, smoke.
        if matches!((first.kind, &self.change.scope), (Kind::Gate | Kind::Check, Scope::Environment(_))) {
            return first.name.clone();
        }
        if let Some(was) = &first.was {
            return format!("{word} {was} \u{2192} {}", first.name);
        }
        let names = join(self.subjects.iter().map(|subject| subject.name.clone()));
        match (names.is_empty(), self.subjects.len()) {
            (true, _) => word.to_owned(),
            (false, 1) => format!("{word} {names}"),
            (false, _) => format!("{word}s {names}"),
        }
    }

    /// Before and after, where there is something to say: `3 → 5`.
    fn values(&self, shown: impl Fn(&str) -> String) -> String {
        let text = |value: &Option<Value>| value.as_ref().map(|value| value.text.trim()).unwrap_or_default().to_owned();
        let (before, after) = (text(&self.change.before), text(&self.change.after));
        match (before.is_empty(), after.is_empty()) {
            // The names have said it.
            _ if self.change.action == Action::Renamed && self.change.path.is_empty() => String::new(),
            (true, true) => String::new(),
            (false, true) if self.change.action == Action::Changed => format!("{} \u{2192} nothing", shown(&before)),
            (true, false) if self.change.action == Action::Changed => format!("nothing \u{2192} {}", shown(&after)),
            (false, true) => shown(&before),
            (true, false) => shown(&after),
            (false, false) => format!("{} \u{2192} {}", shown(&before), shown(&after)),
        }
    }

    /// Where it is written: in the spec that is, else in the one that was.
    fn place(&self, report: &Report<'_>) -> String {
        let at = |value: &Option<Value>, sources: &Sources| {
            let span = value.as_ref()?.span?;
            let file = sources.file(span.file);
            Some(format!("{}{}:{}", report.folder, file.path, file.line_column(span.start).0 + 1))
        };
        let after = at(&self.change.after, report.after);
        after.or_else(|| at(&self.change.before, report.before).map(|at| format!("was {at}"))).unwrap_or_default()
    }
}

/// How many changes of each level: `1 breaks, 2 weaken, 1 costs more, 12 routine`.
pub fn summary(diff: &Diff) -> String {
    let words = [
        (Level::Breaks, "breaks", "break"),
        (Level::Weakens, "weakens", "weaken"),
        (Level::Costs, "costs more", "cost more"),
        (Level::Routine, "routine", "routine"),
    ];
    let rows: Vec<Level> = sections(diff).iter().flat_map(|s| &s.rows).map(|row| row.change.level()).collect();
    let counts: Vec<String> = words
        .iter()
        .filter_map(|(level, one, many)| match rows.iter().filter(|own| *own == level).count() {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        })
        .collect();
    if counts.is_empty() { "nothing changes".to_owned() } else { counts.join(", ") }
}

/// `a`, `a and b`, `a, b and c`; of many the first few, and how many more.
fn join(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    if names.len() > MOST_NAMES {
        let rest = names.split_off(MOST_NAMES - 1).len();
        names.push(format!("{rest} more"));
    }
    match names.pop() {
        None => String::new(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
    }
}

/// `1 file`, `2 files`.
fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// A text on one line that is no longer than `most` letters; what is cut off is marked.
fn short(text: &str, most: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean: String = flat.chars().filter(|letter| !letter.is_control()).collect();
    if clean.chars().count() <= most {
        return clean;
    }
    clean.chars().take(most.saturating_sub(1)).chain(['\u{2026}']).collect()
}
