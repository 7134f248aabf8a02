//! JSON with a schema that is published: everything that is known of what differs.

use super::{Report as Shown, summary};
use crate::diff::{self, Action, Change, Level, Origin, Scope};
use crate::source::{Sources, Span, Unit};
use schemars::JsonSchema;
use serde::Serialize;

/// What `dbgen diff --base` has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The version of this format; it changes when a field goes or means something else.
    pub format: u32,
    /// The main file of the spec, from the root of its repository; from its own folder where it is in none.
    pub spec: String,
    /// What it is compared with, in words.
    pub base: String,
    /// What limits the answer: a sentence each, without a full stop.
    pub notes: Vec<String>,
    /// How many changes weigh what, in words; what is the same in several places counts once here.
    pub summary: String,
    /// How many changes weigh what, each counted wherever it holds.
    pub counts: Counts,
    /// The environments that count as production.
    pub production: Vec<String>,
    /// The environments that do not change.
    pub unchanged: Vec<String>,
    /// What differs, in the order of reading.
    pub changes: Vec<Entry>,
    /// The generated files that differ; none where those of a side are not known.
    pub files: Option<Vec<File>>,
}

/// How many changes weigh what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Something that works now stops, is lost, or has to be made anew by hand.
    pub breaks: usize,
    /// Something that protected is gone or protects less.
    pub weakens: usize,
    /// It may cost more.
    pub costs: usize,
    /// Nothing to worry about.
    pub routine: usize,
}

/// One thing that differs, in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// The environment that it holds in; none where it holds elsewhere.
    pub environment: Option<String>,
    /// The workflow that it holds in; none where it holds elsewhere.
    pub workflow: Option<String>,
    /// What the thing is: `service`, `secret`, `gate` and so on.
    pub kind: String,
    /// Its name; empty where there is only one of it.
    pub name: String,
    /// Its name before, where that was another.
    pub was: Option<String>,
    /// What sort of effect it has, in the words of `kind`.
    pub effect: String,
    /// Where in the thing, in the words of the language; empty for the thing itself.
    pub path: Vec<String>,
    /// What has happened.
    pub action: Happened,
    /// What it was; none where it was not.
    pub before: Option<Value>,
    /// What it is; none where it is no more.
    pub after: Option<Value>,
    /// The generated files that it touches, from the folder of the spec.
    pub files: Vec<String>,
    /// Whether dbgen alone has changed it: its version writes the same spec in another way.
    pub by_dbgen: bool,
    /// How much it weighs.
    pub level: Weight,
    /// Why it is more than routine, the worst first.
    pub risks: Vec<Risk>,
}

/// What has happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Happened {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It is another than before.
    Changed,
}

/// How much a change weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Nothing to worry about.
    Routine,
    /// It may cost more.
    Costs,
    /// Something that protected is gone or protects less.
    Weakens,
    /// Something that works now stops, is lost, or has to be made anew by hand.
    Breaks,
}

/// What something was or is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Value {
    /// In words, without any credential.
    pub text: String,
    /// Where it is written, on its own side; none where it follows from elsewhere.
    pub place: Option<Place>,
}

/// A place in the spec.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// The file, from the root of the repository.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1, counted in characters (Unicode scalar values).
    pub column: u32,
    /// The line that it ends on.
    pub end_line: u32,
}

/// Why a change is more than routine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Risk {
    /// The rule's name: `dbgen explain` has a page of it.
    pub code: String,
    /// How much it weighs.
    pub level: Weight,
    /// What happens, in a sentence.
    pub reason: String,
    /// Why it is accepted, where it is: it weighs nothing then.
    pub accepted: Option<String>,
}

/// A generated file that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct File {
    /// Its path, from the folder of the spec.
    pub path: String,
    /// What has happened to it.
    pub action: Happened,
    /// Whether dbgen alone has changed it.
    pub by_dbgen: bool,
    /// Whether only the order of its lines is another.
    pub reordered: bool,
}

/// The changes as JSON.
pub fn json(shown: &Shown<'_>) -> String {
    let diff = shown.diff;
    let count = |level| diff.changes.iter().filter(|change| change.level() == level).count();
    let file = |file: &diff::FileChange| File {
        path: file.path.clone(),
        action: file.action.into(),
        by_dbgen: file.origin == Origin::Dbgen,
        reordered: file.reordered,
    };
    let report = Report {
        format: 1,
        spec: format!("{}{}", shown.folder, shown.spec),
        base: shown.base.to_owned(),
        notes: shown.notes.to_vec(),
        summary: summary(diff),
        counts: Counts {
            breaks: count(Level::Breaks),
            weakens: count(Level::Weakens),
            costs: count(Level::Costs),
            routine: count(Level::Routine),
        },
        production: diff.production.clone(),
        unchanged: diff.unchanged.clone(),
        changes: diff.changes.iter().map(|change| entry(change, shown)).collect(),
        files: diff.files_known.then(|| diff.files.iter().map(file).collect()),
    };
    // Texts, numbers and lists of them: there is nothing that JSON could not hold.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

/// The JSON Schema of [`json`].
pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(Report)).unwrap_or_default() + "\n"
}

fn entry(change: &Change, shown: &Shown<'_>) -> Entry {
    let value = |value: &Option<diff::Value>, sources| {
        let value = value.as_ref()?;
        Some(Value { text: value.text.clone(), place: value.span.map(|span| place(span, sources, shown.folder)) })
    };
    let risk = |risk: &diff::Risk| Risk {
        code: risk.code.0.to_owned(),
        level: risk.level.into(),
        reason: risk.reason.clone(),
        accepted: risk.accepted.clone(),
    };
    let (environment, workflow) = match &change.scope {
        Scope::Environment(name) => (Some(name.clone()), None),
        Scope::Workflow(name) => (None, Some(name.clone())),
        Scope::Project | Scope::Files => (None, None),
    };
    Entry {
        environment,
        workflow,
        kind: change.subject.kind.as_str().to_owned(),
        name: change.subject.name.clone(),
        was: change.subject.was.clone(),
        effect: change.kind.as_str().to_owned(),
        path: change.path.clone(),
        action: change.action.into(),
        before: value(&change.before, shown.before),
        after: value(&change.after, shown.after),
        files: change.files.clone(),
        by_dbgen: change.origin == Origin::Dbgen,
        level: change.level().into(),
        risks: change.risks.iter().map(risk).collect(),
    }
}

fn place(span: Span, sources: &Sources, folder: &str) -> Place {
    let file = sources.file(span.file);
    let (line, column) = file.position(span.start, Unit::Character);
    let (end_line, _) = file.position(span.end, Unit::Character);
    Place { file: format!("{folder}{}", file.path), line: line + 1, column: column + 1, end_line: end_line + 1 }
}

impl From<Action> for Happened {
    fn from(action: Action) -> Self {
        match action {
            Action::Added => Self::Added,
            Action::Removed => Self::Removed,
            Action::Renamed => Self::Renamed,
            Action::Changed => Self::Changed,
        }
    }
}

impl From<Level> for Weight {
    fn from(level: Level) -> Self {
        match level {
            Level::Routine => Self::Routine,
            Level::Costs => Self::Costs,
            Level::Weakens => Self::Weakens,
            Level::Breaks => Self::Breaks,
        }
    }
}
