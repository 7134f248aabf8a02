//! Env files: `NAME=value`, remarks and blank lines.

use super::Findings;
use std::collections::BTreeSet;

/// Checks a file from its start to its end; a value in quotes may go over several lines.
pub fn check(findings: &mut Findings<'_>) {
    let artifact = findings.artifact;
    let (mut seen, mut rest): (BTreeSet<&str>, &str) = (BTreeSet::new(), &artifact.text);
    let (mut number, mut counted) = (1, 0);
    while !rest.is_empty() {
        let at = artifact.text.len() - rest.len();
        number += artifact.text[counted..at].matches('\n').count();
        counted = at;
        let line = rest.split('\n').next().unwrap_or(rest);
        if line.trim().is_empty() || line.starts_with('#') {
            rest = after(rest, line.len());
            continue;
        }
        let Some((name, _)) = line.split_once('=') else {
            findings.say(format!("line {number} is no `NAME=value`"));
            rest = after(rest, line.len());
            continue;
        };
        let good = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(good) || name.starts_with(|c: char| c.is_ascii_digit()) {
            findings.say(format!("line {number}: `{name}` is no name of a variable"));
        }
        if !seen.insert(name) {
            findings.say(format!("line {number}: `{name}` is there twice"));
        }
        let value = &rest[name.len() + 1..];
        let length = match length(value) {
            Some(length) => length,
            None => {
                findings.say(format!("line {number}: the value of `{name}` needs quotes that close"));
                line.len() - name.len() - 1
            }
        };
        rest = after(rest, name.len() + 1 + length);
    }
}

/// What follows `length` bytes and the end of their line.
fn after(rest: &str, length: usize) -> &str {
    rest[length..].strip_prefix('\n').unwrap_or(&rest[length..])
}

/// How long the value is that `text` starts with; `None` where it does not end with its line.
fn length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let end = match quote {
        None => text.find('\n').unwrap_or(text.len()),
        Some(quote) => {
            let (mut escaped, mut found) = (false, None);
            for (at, c) in text.char_indices().skip(1) {
                if c == quote && !escaped {
                    found = Some(at + 1);
                    break;
                }
                escaped = quote == '"' && c == '\\' && !escaped;
            }
            found?
        }
    };
    const LIVE: [char; 15] = [' ', '\t', '#', '\'', '"', '$', '`', '\\', ';', '&', '|', '<', '>', '(', ')'];
    let ends = text[end..].is_empty() || text[end..].starts_with('\n');
    (ends && (quote.is_some() || !text[..end].contains(LIVE))).then_some(end)
}
