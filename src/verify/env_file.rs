//! Env files: `NAME=value`, remarks and blank lines.

use super::Findings;

/// Checks a file line by line.
pub fn check(findings: &mut Findings<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for (index, line) in findings.artifact.text.lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            findings.say(format!("line {number} is no `NAME=value`"));
            continue;
        };
        let good = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(good) || name.starts_with(|c: char| c.is_ascii_digit()) {
            findings.say(format!("line {number}: `{name}` is no name of a variable"));
        }
        if seen.contains(&name) {
            findings.say(format!("line {number}: `{name}` is there twice"));
        }
        seen.push(name);
        let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let closed = match quote {
            Some(quote) => value.len() > 1 && value.ends_with(quote),
            None => !value.contains([' ', '\t', '#', '\'', '"', '$', '`', '\\', ';', '&', '|', '<', '>', '(', ')']),
        };
        if !closed {
            findings.say(format!("line {number}: the value of `{name}` needs quotes that close"));
        }
    }
}
