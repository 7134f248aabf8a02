//! Annotations on the lines of the spec: what is more than routine, each where it is written.

use super::{Report, plural, sections, short};
use crate::diag::report::{MOST_ANNOTATIONS, workflow_command};
use crate::diff::{Change, Level, Value};
use crate::source::{Sources, Unit};

/// Workflow commands, one for each change that is more than routine, and one that sums up. What has gone has no line any
/// more: it is said of the file.
pub fn github(report: &Report<'_>) -> String {
    let mut out = String::new();
    let sections = sections(report.diff);
    for (level, command) in [(Level::Breaks, "error"), (Level::Weakens, "warning"), (Level::Costs, "notice")] {
        let rows: Vec<_> = sections
            .iter()
            .flat_map(|section| section.rows.iter().map(move |row| (section, row)))
            .filter(|(_, row)| row.change.level() == level)
            .collect();
        let room = if rows.len() > MOST_ANNOTATIONS { MOST_ANNOTATIONS - 1 } else { rows.len() };
        for (section, row) in &rows[..room] {
            let values = row.values(|text| short(text, 200));
            let what = format!("{}: {}", section.title(), row.what());
            let mut words = vec![if values.is_empty() { what } else { format!("{what}: {values}") }];
            words.extend(row.change.risks.iter().filter(|r| r.accepted.is_none()).map(|risk| risk.reason.clone()));
            let code = row.change.risks.first().map(|risk| risk.code.0).unwrap_or_default();
            out += &annotation(report, row.change, command, &format!("{}: {code}", level.as_str()), &words.join("\n"));
        }
        if rows.len() > room {
            let more = plural(rows.len() - room, "more change");
            let text = format!("{more} of this weight; `dbgen diff` lists them");
            out += &workflow_command(command, &[("title", level.as_str())], &text);
        }
    }
    out
}

fn annotation(report: &Report<'_>, change: &Change, command: &str, title: &str, text: &str) -> String {
    let at = |value: &Option<Value>, sources: &Sources| {
        let span = value.as_ref()?.span?;
        let file = sources.file(span.file);
        let line = |offset| file.position(offset, Unit::Utf16).0 + 1;
        Some((format!("{}{}", report.folder, file.path), line(span.start), line(span.end)))
    };
    let spec = format!("{}{}", report.folder, report.spec);
    let (file, line, end) = at(&change.after, report.after).unwrap_or((spec, 1, 1));
    let (line, end) = (line.to_string(), end.to_string());
    let was = match &change.after {
        None => at(&change.before, report.before).map(|(file, line, _)| format!("\nit was in {file}:{line}")),
        Some(_) => None,
    };
    let text = format!("{text}{}", was.unwrap_or_default());
    workflow_command(command, &[("file", &file), ("line", &line), ("endLine", &end), ("title", title)], &text)
}
