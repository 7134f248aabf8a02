//! JSON of our own, with a schema that is published: everything that is known of a diagnostic.

use super::{Findings, MOST_LISTED, select};
use crate::diag::{self, Diagnostic, Level};
use crate::source::{Sources, Span, Unit};
use schemars::JsonSchema;
use serde::Serialize;

/// What `dbgen check` has found; after `dbgen build`, with what has become of the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Check {
    /// The version of this format; it changes when a field goes or means something else.
    pub format: u32,
    /// The main file of the spec, from the root of its repository; from its own folder where it is in none.
    pub spec: String,
    /// Whether nothing is an error. What is good is built.
    pub good: bool,
    /// How many there are of each level, those that are not listed too.
    pub counts: Counts,
    /// How many of them are not listed: there is a bound, and errors go before warnings, those before advice.
    pub truncated: usize,
    /// What is to be said, by place.
    pub diagnostics: Vec<Finding>,
    /// What was found and does not count, since the spec allows it; as many as of the others at most.
    pub waived: Vec<Waived>,
    /// What has become of the files; of `dbgen build` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
}

/// What has become of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Build {
    /// Whether the files are now what they should be: not after an error, or with a file in the way, and not after
    /// `--check`, which only looks.
    pub written: bool,
    /// The files that were not what they should be, by path.
    pub files: Vec<File>,
    /// How many were it already, or are left to somebody else.
    pub unchanged: usize,
}

/// A file, and what was to be done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct File {
    /// Its path, from the root of the repository.
    pub path: String,
    /// What was to be done.
    pub state: State,
    /// What was wrong with it.
    pub why: String,
}

/// What is to be done about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is written for the first time.
    New,
    /// It is written anew.
    Changed,
    /// It goes: the spec does not make it any more.
    Removed,
    /// The spec does not make it any more, and it stays, since somebody has edited it.
    Left,
    /// It was ejected just now: it stays as it is from now on.
    Ejected,
    /// It is in the way: nothing is written.
    InTheWay,
}

/// A finding that an `allow` takes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Waived {
    /// The problem's name.
    pub code: String,
    /// How much it would weigh.
    pub level: Weight,
    /// One sentence, without a full stop.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// Why it does not count, as the spec says.
    pub reason: String,
    /// Where the spec says so.
    pub waiver: Place,
}

/// How many diagnostics there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// What is wrong: nothing is built.
    pub errors: usize,
    /// What is probably wrong.
    pub warnings: usize,
    /// What is worth knowing.
    pub advice: usize,
    /// What does not count.
    pub waived: usize,
}

/// A diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// The problem's name: `dbgen explain` has a page of it.
    pub code: String,
    /// How much it weighs.
    pub level: Weight,
    /// One sentence, without a full stop.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// A few words on what is to be seen there.
    pub label: Option<String>,
    /// The places that it has to do with.
    pub related: Vec<Related>,
    /// What to write instead.
    pub help: Option<String>,
    /// Changes of the text that would mend it, the best one first.
    pub fixes: Vec<Fix>,
}

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Wrong.
    Error,
    /// Probably wrong.
    Warning,
    /// Worth knowing.
    Advice,
}

/// A range of the text of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// The file, from the root of the repository.
    pub file: String,
    /// Its start.
    pub start: Position,
    /// Its end: what stands here is not part of it. An empty range is a place between two letters.
    pub end: Position,
}

/// A place between two letters of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Position {
    /// How many bytes stand before it in the file.
    pub offset: u32,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1, counted in characters (Unicode scalar values).
    pub column: u32,
}

/// Another place, and what it has to do with the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Related {
    /// Where it is.
    pub place: Place,
    /// What is to be seen there.
    pub label: String,
}

/// A change of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether `dbgen check --fix` makes it unasked.
    pub safe: bool,
    /// The replacements, all of them or none.
    pub edits: Vec<Edit>,
}

/// A replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Edit {
    /// What is replaced.
    pub place: Place,
    /// What stands there afterwards.
    pub replacement: String,
}

/// The diagnostics as JSON, at most `limit` of them; [`MOST_LISTED`] where there is none.
/// After a build, with what has become of the files.
pub fn json(findings: &Findings<'_>, limit: Option<usize>, build: Option<Build>) -> String {
    let limit = limit.unwrap_or(MOST_LISTED);
    let selection = select(findings.diagnostics, limit);
    let count = |level| findings.diagnostics.iter().filter(|d| d.level == level).count();
    let counts = Counts {
        errors: count(Level::Error),
        warnings: count(Level::Warning),
        advice: count(Level::Advice),
        waived: findings.waived.len(),
    };
    let check = Check {
        format: 1,
        spec: format!("{}{}", findings.folder, findings.spec),
        good: counts.errors == 0,
        counts,
        truncated: selection.rest(),
        diagnostics: selection.shown.iter().map(|d| Finding::of(d, findings)).collect(),
        waived: findings.waived.iter().take(limit).map(|waived| Waived::of(waived, findings)).collect(),
        build,
    };
    // Texts, numbers and lists of them: there is nothing that JSON could not hold.
    serde_json::to_string_pretty(&check).unwrap_or_default() + "\n"
}

/// The JSON Schema of [`json`].
pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(Check)).unwrap_or_default() + "\n"
}

impl Finding {
    fn of(diagnostic: &Diagnostic, findings: &Findings<'_>) -> Self {
        let place = |span| Place::of(span, findings.sources, findings.folder);
        let edit = |edit: &diag::Edit| Edit { place: place(edit.span), replacement: edit.replacement.clone() };
        let fix = |fix: &diag::Fix| Fix {
            title: fix.title.clone(),
            safe: fix.safe,
            edits: fix.edits.iter().map(edit).collect(),
        };
        let (first, others) = (&diagnostic.labels[0], &diagnostic.labels[1..]);
        Self {
            code: diagnostic.code.0.to_owned(),
            level: Weight::of(diagnostic.level),
            message: diagnostic.message.clone(),
            place: place(first.span),
            label: Some(first.text.clone()).filter(|text| !text.is_empty()),
            related: others.iter().map(|l| Related { place: place(l.span), label: l.text.clone() }).collect(),
            help: diagnostic.help.clone(),
            fixes: diagnostic.fixes.iter().map(fix).collect(),
        }
    }
}

impl Waived {
    fn of(waived: &super::Waived, findings: &Findings<'_>) -> Self {
        let place = |span| Place::of(span, findings.sources, findings.folder);
        Self {
            code: waived.finding.code.0.to_owned(),
            level: Weight::of(waived.finding.level),
            message: waived.finding.message.clone(),
            place: place(waived.finding.span()),
            reason: waived.reason.clone(),
            waiver: place(waived.place),
        }
    }
}

impl Weight {
    fn of(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Warning => Self::Warning,
            Level::Advice => Self::Advice,
        }
    }
}

impl Place {
    fn of(span: Span, sources: &Sources, folder: &str) -> Self {
        let file = sources.file(span.file);
        let position = |offset| {
            let (line, column) = file.position(offset, Unit::Character);
            Position { offset, line: line + 1, column: column + 1 }
        };
        Self { file: format!("{folder}{}", file.path), start: position(span.start), end: position(span.end) }
    }
}
