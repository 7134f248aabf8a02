//! Drawing diagnostics for people: the only user of miette.

use super::excerpt::{Excerpt, words};
use super::{Diagnostic, Label, Level};
use crate::source::Sources;
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode,
    SourceSpan, SpanContents,
};
use std::fmt;

/// How a drawing looks.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether colours are used.
    pub color: bool,
    /// How wide a line may be.
    pub width: usize,
}

/// More places than this are counted, not named.
pub(super) const MOST_NAMED: usize = 6;

/// `diagnostics`, drawn one after the other. What one costs depends on what is shown of it, not on the file.
pub fn draw<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, sources: &Sources, style: Style) -> String {
    draw_from("", diagnostics, sources, style)
}

/// The same, where the paths lead from another folder than the spec's: `folder` is what stands before each.
pub fn draw_from<'a>(
    folder: &str,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &Sources,
    style: Style,
) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_links(false).with_width(style.width).with_context_lines(1);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let report = Report::new(diagnostic, sources, folder);
        // Writing into a String cannot fail; a drawing that cannot be made is no reason to lose the message.
        if handler.render_report(&mut out, &report).is_err() {
            out.push_str(&format!("{folder}{}: {}\n", sources.locate(diagnostic.span()), words(&diagnostic.message)));
        }
        out.push('\n');
    }
    out
}

struct Report<'a> {
    diagnostic: &'a Diagnostic,
    labels: Vec<LabeledSpan>,
    far: Vec<String>,
    excerpt: Excerpt,
    name: String,
}

impl<'a> Report<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &Sources, folder: &str) -> Self {
        let excerpt = Excerpt::of(&diagnostic.labels, sources);
        let mut labels = Vec::new();
        for (index, range) in &excerpt.drawn {
            let text = Some(words(&diagnostic.labels[*index].text)).filter(|text| !text.is_empty());
            labels.push(match index {
                0 => LabeledSpan::new_primary_with_span(text, (range.start, range.len())),
                _ => LabeledSpan::new(text, range.start, range.len()),
            });
        }
        let drawn = |index: usize| excerpt.drawn.iter().any(|(own, _)| *own == index);
        let far: Vec<&Label> =
            diagnostic.labels.iter().enumerate().filter(|(index, _)| !drawn(*index)).map(|(_, label)| label).collect();
        let named = far.iter().take(MOST_NAMED);
        let mut far_words: Vec<String> =
            named.map(|label| format!("{folder}{}: {}", sources.locate(label.span), words(&label.text))).collect();
        if far.len() > MOST_NAMED {
            far_words.push(format!("and {} more places", far.len() - MOST_NAMED));
        }
        let name = format!("{folder}{}", sources.file(diagnostic.span().file).path);
        Self { diagnostic, labels, far: far_words, excerpt, name }
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&words(&self.diagnostic.message))
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
        let mut lines: Vec<String> = self.diagnostic.help.iter().map(|help| words(help)).collect();
        lines.extend(self.far.iter().cloned());
        (!lines.is_empty()).then(|| Box::new(lines.join("\n")) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The excerpt, with the numbers that its lines have in the file.
impl SourceCode for Report<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let excerpt = &self.excerpt;
        let inner = excerpt.text.read_span(span, before, after)?;
        let primary = self.labels.first().is_some_and(|label| label.inner() == span);
        // Without lines around it, a place is asked for its position, to be named above the drawing.
        let (line, column) = match (before, after) {
            (0, 0) if primary => (excerpt.position.0 as usize, excerpt.position.1 as usize),
            _ => (excerpt.first_line as usize + inner.line(), inner.column()),
        };
        // All of it is one drawing: what is too far away for that is not in it.
        let lines = excerpt.text.lines().count();
        let name = self.name.clone();
        Ok(Box::new(MietteSpanContents::new_named(name, inner.data(), *inner.span(), line, column, lines)))
    }
}
