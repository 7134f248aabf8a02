//! What the compiler has to say: plain data, drawn by [`draw`] and by nobody else.

use crate::source::Span;
use std::fmt;

pub mod changes;
pub mod codes;
mod conceal;
pub mod draw;
mod excerpt;
mod gather;
mod meant;
pub mod pages;
pub mod report;

pub use codes::Code;
pub use conceal::Cover;
pub use excerpt::words;
pub use gather::gather;
pub use meant::{begins_like, did_you_mean};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; changes no exit code.
    Advice,
    /// Probably wrong; changes no exit code.
    Warning,
    /// Wrong: nothing is emitted.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Advice => "advice",
            Level::Warning => "warning",
            Level::Error => "error",
        })
    }
}

/// A place with a few words beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there.
    pub text: String,
}

/// A replacement of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// Replacements that together mend the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What an editor shows for it.
    pub title: String,
    /// Whether it may be applied unasked: it cannot change what a correct spec means.
    pub safe: bool,
    /// The replacements; no two overlap.
    pub edits: Vec<Edit>,
}

/// A change that would mend a problem, told by nodes and entries. The compiler turns it into edits of the text, since
/// only the tree knows what stands around a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Writes a text in place of what stands there.
    Replace(Span, String),
    /// Takes an argument or a property away.
    DropEntry(Span),
    /// Takes a node away.
    DropNode(Span),
    /// Writes an entry behind the last one of the node at a place.
    AddEntry(Span, String),
    /// Writes a node into the braces of the node at a place.
    AddChild(Span, String),
    /// Writes a node before the node at a place.
    AddBefore(Span, String),
    /// Writes a name into the `secrets` of the spec.
    DeclareSecret(String),
}

/// What a fix writes in the place of a reason: a question that [`codes::NO_REASON`] asks until somebody answers it.
pub const REASON: &str = "why is this fine here?";

/// Changes that together mend a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// What an editor shows for it.
    pub title: String,
    /// As [`Fix::safe`].
    pub safe: bool,
    /// The changes.
    pub changes: Vec<Change>,
}

/// One finding: a code, a sentence, the places, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The problem's name.
    pub code: Code,
    /// How much it weighs.
    pub level: Level,
    /// One sentence: what is wrong, with the names as written.
    pub message: String,
    /// The place itself first, then the places that it disagrees with.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// Replacements that an editor can offer.
    pub fixes: Vec<Fix>,
    /// More of them, until the tree is asked.
    pub mends: Vec<Mend>,
    /// The names of the things that it is about, where the place itself lies in none of them: the environment in which
    /// a service's setting is unwise, the service that has copied it. A level that is set there holds for this.
    pub about: Vec<Span>,
    /// What makes it so, where that is one thing and shows in many: they are told as one.
    pub cause: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Level::Error, span, message)
    }

    /// A warning at `span`.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Level::Warning, span, message)
    }

    /// An advice at `span`.
    pub fn advice(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Level::Advice, span, message)
    }

    /// What a rule has found at `span`: it weighs what its code says, until the levels of the spec are known.
    pub fn found(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, code.level(), span, message)
    }

    fn new(code: Code, level: Level, span: Span, message: impl Into<String>) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        let (help, fixes, mends, about) = (None, Vec::new(), Vec::new(), Vec::new());
        Self { code, level, message: bounded(message), labels, help, fixes, mends, about, cause: None }
    }

    /// Words beside the place itself.
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = bounded(text);
        self
    }

    /// A second place that matters.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: bounded(text) });
        self
    }

    /// What to write instead.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(bounded(text));
        self
    }

    /// A replacement for the place itself.
    pub fn fix(mut self, title: impl Into<String>, replacement: impl Into<String>, safe: bool) -> Self {
        let edit = Edit { span: self.span(), replacement: replacement.into() };
        self.fixes.push(Fix { title: title.into(), safe, edits: vec![edit] });
        self
    }

    /// Changes around the place that would mend it; none of them, no mend.
    pub fn mend(mut self, title: impl Into<String>, safe: bool, changes: Vec<Change>) -> Self {
        if changes.is_empty() {
            return self;
        }
        self.mends.push(Mend { title: title.into(), safe, changes });
        self
    }

    /// The name of a thing that this is about, wherever the place lies.
    pub fn about(mut self, name: Span) -> Self {
        self.about.push(name);
        self
    }

    /// The one thing that makes it so, here and elsewhere.
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The same again, elsewhere: its place, with what is said there.
    pub(crate) fn also_told(&mut self, other: &Diagnostic) {
        let span = other.span();
        // What is told by place has the same places side by side.
        if self.span() != span && self.labels.last().is_none_or(|label| label.span != span) {
            let text = if other.message == self.message { "here, too".to_owned() } else { other.message.clone() };
            self.labels.push(Label { span, text });
        }
    }

    /// The place itself.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}

/// What is said in one place is no longer than this: names are the writer's, and may be of any length.
const LONGEST: usize = 2000;

fn bounded(text: impl Into<String>) -> String {
    let mut text = text.into();
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

/// How many diagnostics are kept: nobody mends more at once, and a spec that is wrong everywhere must not fill the
/// memory with what is said of it.
pub const MOST: usize = 10_000;

/// Keeps a list that grows by repetition short: the same report for each of a thousand services. Costs nothing until
/// there is too much.
pub fn bound(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() > 2 * MOST {
        tidy(diagnostics);
        // Errors stay: without them, files would be written.
        diagnostics.sort_by_key(|d| std::cmp::Reverse(d.level));
        // One more than are kept in the end, which tells that there were more.
        diagnostics.truncate(MOST + 1);
    }
}

/// Cuts a finished list off where nobody reads on, and says so.
pub fn cut(diagnostics: &mut Vec<Diagnostic>) {
    tidy(diagnostics);
    if diagnostics.len() > MOST {
        diagnostics.sort_by_key(|d| std::cmp::Reverse(d.level));
        diagnostics.truncate(MOST);
        let last = diagnostics.iter().max_by_key(|d| d.span()).map(|d| (d.code, d.level, d.span()));
        diagnostics.extend(last.map(|(code, level, span)| {
            let end = Span { start: span.end, ..span };
            Diagnostic::new(code, level, end, format!("there is more wrong than these {MOST} places"))
                .help("mend some of them, and the others are shown")
        }));
        tidy(diagnostics);
    }
}

/// Sorts by place and drops what was said twice, so that the order of the passes does not show. What is said once of
/// each environment is one thing, and weighs what it weighs most.
pub fn tidy(diagnostics: &mut Vec<Diagnostic>) {
    let place = |d: &Diagnostic| (d.span(), d.code);
    diagnostics.sort_by(|a, b| (place(a), &a.message, b.level).cmp(&(place(b), &b.message, a.level)));
    diagnostics.dedup_by(|again, first| {
        (&again.message, &again.labels, &again.help) == (&first.message, &first.labels, &first.help)
            && (again.code, &again.fixes) == (first.code, &first.fixes)
    });
}

/// So many names are read; more are counted.
const MOST_NAMES: usize = 20;

/// Names for a sentence, the first ones of many: `a, b, c and 97 more`.
pub fn list(names: &[&str]) -> String {
    match names.len().saturating_sub(MOST_NAMES) {
        0 | 1 => names.join(", "),
        more => format!("{} and {more} more", names[..MOST_NAMES].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_are_counted() {
        let names: Vec<String> = (0..100).map(|n| format!("n{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(list(&names[..3]), "n0, n1, n2");
        assert!(list(&names[..21]).ends_with(", n20"));
        assert!(list(&names).ends_with(", n19 and 80 more"));
    }
}
