//! SARIF 2.1.0 (OASIS), with the properties that GitHub's code scanning reads ("SARIF support for code scanning").
//!
//! Without fingerprints: `upload-sarif` makes them of the lines around a result, and says so where it finds others.

use super::{Findings, MOST_LISTED, Waived, select};
use crate::diag::draw::MOST_NAMED;
use crate::diag::pages::{self, Page};
use crate::diag::{Diagnostic, Fix, Label, Level};
use crate::source::{Span, Unit};
use serde_json::{Value, json};

/// GitHub refuses a file with more results in a run.
const MOST_ACCEPTED: usize = 25_000;

/// The diagnostics as SARIF, at most `limit` of them; [`MOST_LISTED`] where there is none. What is waived comes with its
/// suppression where it is asked for: code scanning knows none and would open an alert for each (github/codeql-action,
/// issue 1230).
pub fn sarif(findings: &Findings<'_>, limit: Option<usize>, waived: bool) -> String {
    let limit = limit.unwrap_or(MOST_LISTED).min(MOST_ACCEPTED);
    let selection = select(findings.diagnostics, limit);
    let mut rules: Vec<Page> = pages::all().collect();
    rules.sort_by_key(|page| page.code);
    let mut results: Vec<Value> = selection.shown.iter().map(|d| result(d, &rules, findings)).collect();
    if waived {
        let room = limit - results.len();
        results.extend(findings.waived.iter().take(room).map(|one| suppressed(one, &rules, findings)));
    }
    let mut invocation = json!({ "executionSuccessful": true });
    if selection.rest() > 0 {
        let text = format!("{} more results are left out: {}", selection.rest(), selection.codes());
        invocation["toolExecutionNotifications"] = json!([{ "level": "warning", "message": { "text": text } }]);
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dbgen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            } },
            // Of two specs in one repository, none takes the place of the other's results.
            "automationDetails": { "id": format!("dbgen/{}{}/", findings.folder, findings.spec) },
            "invocations": [invocation],
            "columnKind": "utf16CodeUnits",
            "results": results,
            "properties": { "truncated": selection.rest() },
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn rule(page: &Page) -> Value {
    json!({
        "id": page.code.0,
        "shortDescription": { "text": page.first_sentence() },
        "fullDescription": { "text": page.about() },
        "help": { "text": page.terminal(), "markdown": page.section() },
        "defaultConfiguration": { "level": level(page.code.level()) },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Advice => "note",
    }
}

fn result(diagnostic: &Diagnostic, rules: &[Page], findings: &Findings<'_>) -> Value {
    let related: Vec<Value> = diagnostic.labels[1..]
        .iter()
        .take(MOST_NAMED)
        .enumerate()
        .map(|(index, label)| {
            let mut place = location(label, findings);
            place["id"] = json!(index + 1);
            place
        })
        .collect();
    let mut result = json!({
        "ruleId": diagnostic.code.0,
        "level": level(diagnostic.level),
        "message": { "text": message(diagnostic) },
        "locations": [location(&diagnostic.labels[0], findings)],
    });
    if let Some(index) = rules.iter().position(|page| page.code == diagnostic.code) {
        result["ruleIndex"] = json!(index);
    }
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if !diagnostic.fixes.is_empty() {
        result["fixes"] = diagnostic.fixes.iter().map(|one| fix(one, findings)).collect();
    }
    result
}

/// A result that does not count, with the place and the reason of that. Its message alone: that is known to show no
/// credential.
fn suppressed(waived: &Waived, rules: &[Page], findings: &Findings<'_>) -> Value {
    let Diagnostic { code, level, message, .. } = &waived.finding;
    let bare = Diagnostic { level: *level, ..Diagnostic::error(*code, waived.finding.span(), message.as_str()) };
    let mut result = result(&bare, rules, findings);
    let place = location(&Label { span: waived.place, text: String::new() }, findings);
    result["suppressions"] =
        json!([{ "kind": "inSource", "status": "accepted", "justification": waived.reason, "location": place }]);
    result
}

/// What is wrong in the first sentence, since that is all that a list shows; then what to do, and a link to each other
/// place: code scanning shows a related place only where the text links to it.
fn message(diagnostic: &Diagnostic) -> String {
    let mut text = format!("{}.", diagnostic.message);
    for more in Some(&diagnostic.labels[0].text).into_iter().chain(&diagnostic.help) {
        if !more.is_empty() {
            text += &format!(" {}.", capital(more).trim_end_matches('.'));
        }
    }
    let others = &diagnostic.labels[1..];
    for (index, label) in others.iter().take(MOST_NAMED).enumerate() {
        let words = if label.text.is_empty() { "here" } else { &label.text };
        // SARIF 2.1.0, 3.11.6: brackets and backslashes within a link are escaped.
        let words = words.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        text += &format!(" See [{words}]({}).", index + 1);
    }
    if others.len() > MOST_NAMED {
        text += &format!(" And {} more places.", others.len() - MOST_NAMED);
    }
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn location(label: &Label, findings: &Findings<'_>) -> Value {
    let mut place = json!({ "physicalLocation": {
        "artifactLocation": artifact(label.span, findings),
        "region": region(label.span, findings),
    } });
    if !label.text.is_empty() {
        place["message"] = json!({ "text": label.text });
    }
    place
}

fn artifact(span: Span, findings: &Findings<'_>) -> Value {
    let path = format!("{}{}", findings.folder, findings.sources.file(span.file).path);
    json!({ "uri": uri(&path) })
}

fn region(span: Span, findings: &Findings<'_>) -> Value {
    let file = findings.sources.file(span.file);
    let (start, end) = (file.position(span.start, Unit::Utf16), file.position(span.end, Unit::Utf16));
    json!({
        "startLine": start.0 + 1,
        "startColumn": start.1 + 1,
        "endLine": end.0 + 1,
        "endColumn": end.1 + 1,
    })
}

fn fix(fix: &Fix, findings: &Findings<'_>) -> Value {
    let changes: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            json!({
                "artifactLocation": artifact(edit.span, findings),
                "replacements": [{
                    "deletedRegion": region(edit.span, findings),
                    "insertedContent": { "text": edit.replacement },
                }],
            })
        })
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

/// A path as a relative reference (RFC 3986): what may not stand in one is escaped.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}
