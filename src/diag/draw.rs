//! Drawing diagnostics for people: the only user of miette.

use super::{Diagnostic, Level};
use crate::source::{Sources, Span};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity};
use std::fmt;

/// How a drawing looks.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether colours are used.
    pub color: bool,
    /// How wide a line may be.
    pub width: usize,
}

/// Drawing reads the file anew for each diagnostic: a thousand of them would help nobody.
pub const MOST_DRAWN: usize = 50;

/// `diagnostics`, drawn one after the other, the first [`MOST_DRAWN`] of them, with a count of the rest.
pub fn draw(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_links(false).with_width(style.width).with_context_lines(1);
    let mut out = String::new();
    for diagnostic in diagnostics.iter().take(MOST_DRAWN) {
        let report = Report { diagnostic, sources, source: source(diagnostic.span(), sources) };
        // Writing into a String cannot fail; a drawing that cannot be made is no reason to lose the message.
        if handler.render_report(&mut out, &report).is_err() {
            out.push_str(&format!("{}: {}\n", sources.locate(diagnostic.span()), diagnostic.message));
        }
        out.push('\n');
    }
    if diagnostics.len() > MOST_DRAWN {
        out.push_str(&format!("... and {} more\n\n", diagnostics.len() - MOST_DRAWN));
    }
    out
}

/// One line: how many of each level.
pub fn count(diagnostics: &[Diagnostic]) -> String {
    let words = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Advice, "advice")];
    let counts: Vec<String> = words
        .iter()
        .filter_map(|(level, word)| match diagnostics.iter().filter(|d| d.level == *level).count() {
            0 => None,
            1 => Some(format!("1 {word}")),
            n if *level == Level::Advice => Some(format!("{n} pieces of advice")),
            n => Some(format!("{n} {word}s")),
        })
        .collect();
    counts.join(", ")
}

fn source(span: Span, sources: &Sources) -> NamedSource<String> {
    let file = sources.file(span.file);
    NamedSource::new(&file.path, file.shown().into_owned())
}

struct Report<'a> {
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
    source: NamedSource<String>,
}

/// Places further apart than this are named in words: a drawing would show every line between them.
const NEAR_LINES: u32 = 6;

impl Report<'_> {
    fn near(&self, span: Span) -> bool {
        let here = self.diagnostic.span();
        let file = self.sources.file(here.file);
        span.file == here.file && file.line_column(span.start).0.abs_diff(file.line_column(here.start).0) <= NEAR_LINES
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.diagnostic.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Advice => Severity::Advice,
        })
    }

    /// The help, and the places that are too far away for one drawing.
    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let mut lines: Vec<String> = self.diagnostic.help.iter().cloned().collect();
        for label in self.diagnostic.labels.iter().filter(|l| !self.near(l.span)) {
            lines.push(format!("{}: {}", self.sources.locate(label.span), label.text));
        }
        (!lines.is_empty()).then(|| Box::new(lines.join("\n")) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.diagnostic.labels.iter().enumerate().filter(|(_, l)| self.near(l.span));
        Some(Box::new(labels.map(|(index, label)| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            let length = (label.span.end - label.span.start) as usize;
            match index {
                0 => LabeledSpan::new_primary_with_span(text, (label.span.start as usize, length)),
                _ => LabeledSpan::new(text, label.span.start as usize, length),
            }
        })))
    }
}
