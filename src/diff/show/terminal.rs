//! For a terminal, in the manner of a plan: a line for each change, environments first, the sum at the end.

use super::{Report, Row, plural, sections, short, summary};
use crate::diff::{Action, Level, Origin};
use std::fmt::Write;

/// How it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether in colour.
    pub color: bool,
}

/// The column that says how much a change weighs; it is there where any is more than routine.
const LEVEL: usize = 9;
/// So wide may the column of names become; a longer one takes its line for itself.
const WIDEST_NAME: usize = 44;
/// And so wide that of what was and is.
const WIDEST_VALUES: usize = 48;
/// So many letters of a value are shown.
const LONGEST_VALUE: usize = 60;

struct Widths {
    level: usize,
    what: usize,
    values: usize,
}

/// The changes, behind them `files` as it is, and a line that sums up. Without changes, that line says so.
pub fn terminal(report: &Report<'_>, look: Look, files: &str) -> String {
    let mut out = String::new();
    let quiet = report.diff.changes.iter().all(|change| change.level() == Level::Routine);
    for section in sections(report.diff) {
        let _ = writeln!(out, "{}", paint(&section.title(), BOLD, look));
        let rows: Vec<_> = section.rows.iter().map(|row| (row, row.what(), values(row))).collect();
        let widths = Widths {
            level: if quiet { 0 } else { LEVEL },
            what: widest(rows.iter().map(|(_, what, _)| what), WIDEST_NAME),
            values: widest(rows.iter().map(|(_, _, values)| values), WIDEST_VALUES),
        };
        for (row, what, values) in &rows {
            line(&mut out, row, &format!("{what:0$}  {values:1$}", widths.what, widths.values), &widths, report, look);
        }
        out.push('\n');
    }
    let unchanged = &report.diff.unchanged;
    if !unchanged.is_empty() && !report.diff.is_empty() {
        let _ = writeln!(out, "{}\n", paint(&format!("{}: nothing changes", unchanged.join(", ")), FAINT, look));
    }
    out.push_str(files);
    let files = match report.diff.files.len() {
        _ if !report.diff.files_known => "; what it does to the files is not known".to_owned(),
        0 => String::new(),
        1 => "; 1 generated file differs".to_owned(),
        count => format!("; {} differ", plural(count, "generated file")),
    };
    let _ = writeln!(out, "{}{} since {}: {}{files}", report.folder, report.spec, report.base, summary(report.diff));
    out
}

fn widest<'a>(texts: impl Iterator<Item = &'a String>, most: usize) -> usize {
    texts.map(|text| text.chars().count()).filter(|width| *width <= most).max().unwrap_or(0)
}

fn line(out: &mut String, row: &Row<'_>, text: &str, widths: &Widths, report: &Report<'_>, look: Look) {
    let change = row.change;
    let (sign, color) = match change.action {
        Action::Added => ('+', GREEN),
        Action::Removed => ('-', RED),
        Action::Renamed => ('\u{2192}', YELLOW),
        Action::Changed => ('~', YELLOW),
    };
    let level = match change.level() {
        Level::Routine => "",
        level => level.as_str(),
    };
    let level = paint(&format!("{level:0$}", widths.level), weight(change.level()), look);
    let sign = paint(&sign.to_string(), color, look);
    let place = paint(&row.place(report), FAINT, look);
    let _ = writeln!(out, "{}", format!("  {level}{sign} {text}  {place}").trim_end());
    let mut note = |words: &str| {
        let _ = writeln!(out, "  {:1$}  {2}", "", widths.level, paint(words, FAINT, look));
    };
    for risk in &change.risks {
        note(&format!("{} [{}]", short(&risk.reason, 200), risk.code));
        if let Some(why) = &risk.accepted {
            note(&format!("accepted: {}", short(why, 200)));
        }
    }
    if change.origin == Origin::Dbgen {
        note("by this version of dbgen alone: the spec has not asked for it");
    }
}

fn values(row: &Row<'_>) -> String {
    row.values(|text| short(text, LONGEST_VALUE))
}

const BOLD: &str = "1";
const FAINT: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

fn weight(level: Level) -> &'static str {
    match level {
        Level::Breaks => "1;31",
        Level::Weakens => "1;33",
        Level::Costs => "36",
        Level::Routine => "0",
    }
}

fn paint(text: &str, color: &str, look: Look) -> String {
    if look.color && !text.trim().is_empty() { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
}
