//! For a comment on a pull request: what to worry about first, everything else folded, never more than fits.

use super::{Patch, Report, Row, Section, plural, sections, short, summary};
use crate::diff::{Action, Level, Origin};
use std::fmt::Write;

/// A comment of GitHub's holds so many characters (REST API, "Create an issue comment": `body` is refused beyond 65536).
/// Bytes are counted here, of which there are never fewer.
pub const COMMENT: usize = 65_536;

/// Kept free for the sentences that say what was left out.
const RESERVE: usize = 1_024;
/// What the tables may take of the room, so that something is left for the files.
const TABLES: usize = COMMENT / 2;
/// So many rows are shown without folding them.
const FEW: usize = 8;

/// The changes as GitHub's Markdown, in at most `room` bytes. What does not fit is counted; a table or a patch is there
/// to its end or not at all.
pub fn markdown(report: &Report<'_>, room: usize) -> String {
    let sections = sections(report.diff);
    let mut out = head(report);
    let room = room.saturating_sub(RESERVE);
    let tables = room.min(TABLES.max(out.len()));
    worries(&mut out, report, &sections, tables);
    rest(&mut out, report, &sections, tables);
    if !report.diff.unchanged.is_empty() && !report.diff.is_empty() {
        let names: Vec<String> = report.diff.unchanged.iter().map(|name| code(name)).collect();
        let _ = writeln!(out, "Nothing changes in {}.\n", names.join(", "));
    }
    patches(&mut out, report, room);
    out
}

fn head(report: &Report<'_>) -> String {
    let spec = code(&format!("{}{}", report.folder, report.spec));
    let what = match report.diff.level() {
        None => "nothing changes".to_owned(),
        Some(_) => summary(report.diff),
    };
    let notes: String = report.notes.iter().map(|note| format!("> {}.\n\n", text(note))).collect();
    format!("### {} {spec}: {what}\n\nCompared with {}.\n\n{notes}", mark(report.diff.level()), code(report.base))
}

fn mark(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Breaks) => "\u{1f534}",
        Some(Level::Weakens) => "\u{1f7e0}",
        Some(Level::Costs) => "\u{1f535}",
        Some(Level::Routine) | None => "\u{1f7e2}",
    }
}

/// What is more than routine, in one table.
fn worries(out: &mut String, report: &Report<'_>, sections: &[Section<'_>], room: usize) {
    let mut rows: Vec<(&Section<'_>, &Row<'_>)> = sections
        .iter()
        .flat_map(|section| section.rows.iter().map(move |row| (section, row)))
        .filter(|(_, row)| !row.change.risks.is_empty())
        .collect();
    // Sections come with production first; within a weight that order stays.
    rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.change.level()));
    let lines: Vec<String> = rows.iter().map(|(section, row)| worry(section, row, report)).collect();
    table(out, "| | where | change | why it matters | spec |\n| --- | --- | --- | --- | --- |\n", &lines, room);
}

fn worry(section: &Section<'_>, row: &Row<'_>, report: &Report<'_>) -> String {
    let reasons: Vec<String> = row
        .change
        .risks
        .iter()
        .map(|risk| {
            let accepted = risk.accepted.as_ref().map(|why| format!("; accepted: {}", prose(why))).unwrap_or_default();
            format!("{} ({}){accepted}", prose(&risk.reason), code(risk.code.0))
        })
        .collect();
    let level = match row.change.level() {
        Level::Routine => "accepted",
        level => level.as_str(),
    };
    format!(
        "| {} **{level}** | {} | {} | {} | {} |\n",
        mark(Some(row.change.level())),
        text(&section.title()),
        sentence(row),
        reasons.join("<br>"),
        code(&row.place(report)),
    )
}

/// Everything, in a table for each place; folded where there is much of it.
fn rest(out: &mut String, report: &Report<'_>, sections: &[Section<'_>], room: usize) {
    let routine = |section: &Section<'_>| section.rows.iter().filter(|row| row.change.risks.is_empty()).count();
    let count: usize = sections.iter().map(routine).sum();
    if count == 0 {
        return;
    }
    let folded = count > FEW;
    if folded {
        let _ = write!(out, "<details>\n<summary>{}</summary>\n\n", plural(count, "routine change"));
    }
    for section in sections.iter().filter(|section| routine(section) > 0) {
        let _ = write!(out, "**{}**\n\n", text(&section.title()));
        let rows = section.rows.iter().filter(|row| row.change.risks.is_empty());
        let line = |row: &Row<'_>| {
            let by = if row.change.origin == Origin::Dbgen { " (by this version of dbgen alone)" } else { "" };
            format!("| {}{by} | {} |\n", sentence(row), code(&row.place(report)))
        };
        let lines: Vec<String> = rows.map(line).collect();
        table(out, "| change | spec |\n| --- | --- |\n", &lines, room);
    }
    if folded {
        out.push_str("</details>\n\n");
    }
}

/// A table of as many lines as there is room for; the rest is counted beneath it.
fn table(out: &mut String, head: &str, lines: &[String], room: usize) {
    if lines.is_empty() {
        return;
    }
    let mut left = room.saturating_sub(out.len() + head.len());
    let fit = lines.iter().take_while(|line| {
        let fits = line.len() <= left;
        left = left.saturating_sub(line.len());
        fits
    });
    let fit = fit.count();
    if fit > 0 {
        out.push_str(head);
        lines[..fit].iter().for_each(|line| out.push_str(line));
        out.push('\n');
    }
    if fit < lines.len() {
        let _ = write!(out, "and {} that there is no room for: see `dbgen diff`\n\n", lines.len() - fit);
    }
}

/// `service api: replicas: 3 → 5`.
fn sentence(row: &Row<'_>) -> String {
    let values = row.values(|value| code(&short(value, 200)));
    let what = match (row.subject(), row.change.field()) {
        (subject, field) if subject.is_empty() || field.is_empty() => text(&row.what()),
        (subject, field) => format!("{}: {}", text(&subject), text(&field)),
    };
    let verb = match row.change.action {
        Action::Added => "added",
        Action::Removed => "removed",
        Action::Renamed => "renamed",
        Action::Changed => return if values.is_empty() { what } else { format!("{what} {values}") },
    };
    if values.is_empty() { format!("{what} {verb}") } else { format!("{what} {verb}, {values}") }
}

/// The generated files, each folded with its patch.
fn patches(out: &mut String, report: &Report<'_>, room: usize) {
    if report.patches.is_empty() {
        return;
    }
    let (added, removed) = report.patches.iter().fold((0, 0), |(a, r), patch| (a + patch.added, r + patch.removed));
    let title = plural(report.patches.len(), "generated file");
    const END: &str = "</details>\n";
    let _ = write!(out, "<details>\n<summary>{title}: +{added} \u{2212}{removed}</summary>\n\n");
    let mut left = room.saturating_sub(out.len() + END.len());
    let mut left_out: Vec<&Patch> = Vec::new();
    for patch in report.patches {
        let block = block(patch);
        if block.len() <= left {
            left -= block.len();
            out.push_str(&block);
        } else {
            left_out.push(patch);
        }
    }
    if !left_out.is_empty() {
        let lines: usize = left_out.iter().map(|patch| patch.added + patch.removed).sum();
        let (files, lines) = (plural(left_out.len(), "more file"), plural(lines, "changed line"));
        let _ =
            write!(out, "{files} with {lines}: there is no room for them here, `dbgen diff --verbose` shows them.\n\n");
    }
    out.push_str(END);
}

fn block(patch: &Patch) -> String {
    // The fence must be longer than any in the text.
    let longest = patch.hunks.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let Patch { path, added, removed, hunks } = patch;
    let end = if hunks.ends_with('\n') || hunks.is_empty() { "" } else { "\n" };
    format!(
        "<details>\n<summary>{}: +{added} \u{2212}{removed}</summary>\n\n{fence}diff\n{hunks}{end}{fence}\n\n</details>\n",
        html(path)
    )
}

/// A text in a cell, without anything that Markdown or HTML would take for its own.
fn text(text: &str) -> String {
    let mut out = String::new();
    for letter in short(text, 400).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A mention would call somebody: nobody is called by an invisible joiner behind the sign.
            '@' => out.push_str("@\u{200b}"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => out.extend(['\\', letter]),
            _ => out.push(letter),
        }
    }
    out
}

/// A sentence in a cell: what stands in backticks is code there, too.
fn prose(sentence: &str) -> String {
    let sentence = short(sentence, 400);
    let parts: Vec<&str> = sentence.split('`').collect();
    // Without a partner, a backtick is a letter.
    if parts.len().is_multiple_of(2) {
        return text(&sentence);
    }
    let each = parts.iter().enumerate().map(|(at, part)| if at % 2 == 1 { code(part) } else { spaced(part) });
    each.collect()
}

/// [`text`], with the spaces at its ends.
fn spaced(part: &str) -> String {
    let inner = part.trim();
    let start = part.len() - part.trim_start().len();
    match inner.is_empty() {
        true => part.to_owned(),
        false => format!("{}{}{}", &part[..start], text(inner), &part[start + inner.len()..]),
    }
}

/// A text as code in a cell: shown letter for letter.
fn code(text: &str) -> String {
    let text = short(text, 400);
    if text.is_empty() {
        return text;
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A space on either side keeps a backtick at the end from the fence; Markdown takes one pair away.
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    // A cell ends at a bar, also in code (GFM, "Tables").
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
