//! Workflow commands: a runner of GitHub's turns a line of this form in the log of a step into an annotation of the
//! file ("Workflow commands for GitHub Actions").

use super::{Findings, Folded};
use crate::diag::draw::MOST_NAMED;
use crate::diag::excerpt::words;
use crate::diag::{Diagnostic, Level};
use crate::source::Unit;

/// GitHub shows ten annotations of each level that a step makes, and drops the rest without a word (actions/toolkit,
/// docs/problem-matchers.md).
pub const MOST_ANNOTATIONS: usize = 10;

/// The diagnostics, a command each; where there are more of a level than `limit`, or than GitHub shows, the last command
/// counts the rest.
pub fn github(findings: &Findings<'_>, limit: Option<usize>) -> String {
    let limit = limit.unwrap_or(MOST_ANNOTATIONS);
    let mut out = String::new();
    for (level, command, word) in
        [(Level::Error, "error", "errors"), (Level::Warning, "warning", "warnings"), (Level::Advice, "notice", "notes")]
    {
        let own: Vec<Diagnostic> = findings.diagnostics.iter().filter(|d| d.level == level).cloned().collect();
        let folded = Folded::of(&own, limit);
        let room = if folded.count() > limit { limit.saturating_sub(1) } else { limit };
        let selection = folded.select(room);
        for diagnostic in &selection.shown {
            out += &annotation(command, diagnostic, findings);
        }
        if selection.rest() > 0 && limit > 0 {
            let text = format!("{} more {word}: {}", selection.rest(), selection.codes());
            out += &workflow_command(command, &[("title", "dbgen")], &text);
        }
    }
    out
}

fn annotation(command: &str, diagnostic: &Diagnostic, findings: &Findings<'_>) -> String {
    let span = diagnostic.span();
    let file = findings.sources.file(span.file);
    let (line, column) = file.position(span.start, Unit::Utf16);
    let (end_line, end_column) = file.position(span.end, Unit::Utf16);
    let path = format!("{}{}", findings.folder, file.path);
    let numbers = [line, end_line, column, end_column].map(|number| (number + 1).to_string());
    let mut properties = vec![("file", path.as_str()), ("line", &numbers[0]), ("endLine", &numbers[1])];
    // The runner throws columns away that are on two lines (ActionCommandManager.ValidateLinesAndColumns).
    if line == end_line {
        properties.extend([("col", numbers[2].as_str()), ("endColumn", &numbers[3])]);
    }
    let mut text = vec![diagnostic.message.clone()];
    text.extend(Some(diagnostic.labels[0].text.clone()).filter(|label| !label.is_empty()));
    text.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    let others = &diagnostic.labels[1..];
    let named = others.iter().take(MOST_NAMED);
    text.extend(named.map(|l| format!("{}{}: {}", findings.folder, findings.sources.locate(l.span), l.text)));
    if others.len() > MOST_NAMED {
        text.push(format!("and {} more places", others.len() - MOST_NAMED));
    }
    properties.push(("title", diagnostic.code.0));
    workflow_command(command, &properties, &words(&text.join("\n")))
}

/// One line that a runner takes for a command: `error`, `warning` or `notice` with its properties and its text.
pub fn workflow_command(command: &str, properties: &[(&str, &str)], text: &str) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{command} {}::{}\n", properties.join(","), data(text))
}

/// As `escapeData` of @actions/core, so that the runner reads what was meant.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As `escapeProperty` of @actions/core.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::source::{FileId, SourceFile, Sources, Span};

    fn findings<'a>(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> Findings<'a> {
        Findings { diagnostics, waived: &[], sources, folder: "a, b:c/", spec: "100%.kdl" }
    }

    fn sources() -> Sources {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("100%.kdl", "first\n\u{1f600} second\n".repeat(100)));
        sources
    }

    #[test]
    fn what_would_end_a_property_or_a_line_is_escaped() {
        let span = Span::new(FileId(0), 11, 17);
        let said = [Diagnostic::error(codes::MISSING, span, "50 %\r\nhalf: a, b").here("here").help("::error::x")];
        assert_eq!(
            github(&findings(&said, &sources()), None),
            "::error file=a%2C b%3Ac/100%25.kdl,line=2,endLine=2,col=4,endColumn=10,title=missing::50 \
             %25\u{240d}%0Ahalf: a, b%0Ahere%0Ahelp: ::error::x\n"
        );
    }

    #[test]
    fn over_lines_there_are_no_columns_and_other_places_are_named() {
        let said = [Diagnostic::warning(codes::CYCLE, Span::new(FileId(0), 0, 12), "round")
            .also(Span::new(FileId(0), 18, 23), "and back")];
        let text = github(&findings(&said, &sources()), None);
        assert!(text.starts_with("::warning file=a%2C b%3Ac/100%25.kdl,line=1,endLine=2,title=cycle::round"), "{text}");
        assert!(text.ends_with("%0Aa, b:c/100%25.kdl:3:1: and back\n"), "{text}");
    }

    #[test]
    fn what_github_would_drop_is_counted_in_one() {
        let error = |at| Diagnostic::error(codes::MISSING, Span::new(FileId(0), at, at + 1), format!("wrong: {at}"));
        let mut said: Vec<Diagnostic> = (0..30).map(error).collect();
        said.extend((0..10).map(|at| Diagnostic::advice(codes::CYCLE, Span::new(FileId(0), at, at), "advice")));
        let text = github(&findings(&said, &sources()), None);
        let count = |command: &str| text.lines().filter(|line| line.starts_with(command)).count();
        assert_eq!((count("::error "), count("::notice ")), (10, 10));
        assert!(text.contains("\n::error title=dbgen::21 more errors: 21 missing\n"), "{text}");
        assert_eq!(github(&findings(&said, &sources()), Some(100)).lines().count(), 40);
    }
}
