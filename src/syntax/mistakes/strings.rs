//! Broken strings, and where each is taken to end.

use super::super::chars;
use super::super::parser::Parser;
use super::super::tree::Bytes;
use super::super::value::range;
use crate::diag::{Edit, Fix};

impl Parser<'_> {
    pub(in crate::syntax) fn legacy_raw(&mut self, start: usize) -> Bytes {
        let hashes = self.count_hashes();
        if self.bytes.get(self.at + hashes) != Some(&b'"') {
            return range(start, self.at);
        }
        self.at += hashes;
        let text = self.raw(start, hashes);
        let marks = "#".repeat(hashes.max(1));
        let problem = self
            .problem(start, self.at, "`r\"...\"` is the raw string of KDL 1")
            .help(format!("KDL 2 writes it `{marks}\"...\"{marks}`, without the `r`"))
            .fix("write it as KDL 2 does", format!("{marks}\"{}\"{marks}", self.tree.text(text)), true);
        self.report(problem);
        text
    }

    pub(in crate::syntax) fn bad_escape(&mut self, start: usize) {
        if self.enough() {
            return;
        }
        let shown = &self.text[start..self.at];
        let problem = self
            .problem(start, self.at, format!("there is no escape `{shown}`"))
            .help("write `\\\\` for a backslash, or a raw string that has no escapes: `#\"...\"#`")
            .fix("write `\\\\`", format!("\\{shown}"), false);
        self.report(problem);
    }

    pub(in crate::syntax) fn bad_unicode(&mut self, start: usize, what: &str) {
        if self.enough() {
            return;
        }
        let problem = self.problem(start, self.at, what).help("for example `\\u{e9}` for é");
        self.report(problem);
    }

    /// A one-line string without its closing quote. It is taken to end with its line, but before a brace that
    /// ends the line, so that blocks stay as they were meant.
    pub(in crate::syntax) fn unclosed(&mut self, start: usize, hashes: usize) -> Bytes {
        let marks = "#".repeat(hashes);
        let body = start + hashes + 1;
        if let Some(quote) = self.lone_quote_below(body, hashes) {
            self.at = quote + 1 + hashes;
            let problem = self
                .problem(start, self.at, "a string in one pair of quotes ends on the line on which it starts")
                .help(format!(
                    "for several lines write three quotes at both ends: `{marks}\"\"\"`, each on its own line"
                ));
            self.report(problem);
            return range(body, quote);
        }
        let line_end = chars::line_end(self.bytes, self.at);
        let line = self.text[body.min(line_end)..line_end].trim_end();
        let before_brace = line.trim_end_matches([' ', '}', '{']);
        let text = match line[before_brace.len()..].starts_with(' ') {
            true => before_brace,
            false => line,
        };
        let text_start = body.min(line_end);
        self.at = text_start + text.len();
        let problem = match hashes {
            0 if self.text[..start].rsplit('\n').next().is_some_and(|before| before.contains('"')) => self
                .problem(start, self.at, "this string has no closing quote")
                .help("write `\"` where it ends, or where a text before it on this line was to end"),
            0 => self
                .problem(start, self.at, "this string has no closing quote")
                .help("write `\"` where it ends; a quote within it is written as `\\\"`"),
            _ => self
                .problem(start, self.at, "this raw string is not closed")
                .help(format!("it ends at a quote with as many `#` as it starts with: `\"{marks}`")),
        };
        self.report(problem);
        range(text_start, self.at)
    }

    /// Whether a quote is missing on the line of `at`. Each line is looked at once.
    pub(in crate::syntax) fn odd_quotes(&mut self, at: usize) -> bool {
        if self.quotes.0 <= at {
            let start = self.bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
            let end = chars::line_end(self.bytes, at);
            let quotes = self.bytes[start..end].iter().filter(|byte| **byte == b'"').count();
            self.quotes = (end, quotes % 2 == 1);
        }
        self.quotes.1
    }

    /// The quote that a string over several lines was meant to end with: nothing stands after the opening one,
    /// and the next one is the first on its line.
    fn lone_quote_below(&self, body: usize, hashes: usize) -> Option<usize> {
        if !self.text[body..chars::line_end(self.bytes, self.at).max(body)].trim().is_empty() {
            return None;
        }
        let quote = body + self.bytes[body..].iter().position(|byte| *byte == b'"')?;
        let line = self.text[body..quote].rsplit('\n').next()?;
        let closes = self.bytes[quote + 1..].iter().take(hashes).take_while(|byte| **byte == b'#').count() == hashes;
        (line.trim().is_empty() && closes).then_some(quote)
    }

    /// Where the lines end that are indented more than the node in which `body` starts.
    fn indented_end(&self, body: usize) -> usize {
        let first = chars::line_end(self.bytes, body);
        let mut end = first;
        for line in self.text[first..].split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            if end > first && !line.trim().is_empty() && indent <= self.indent {
                break;
            }
            end += line.len();
        }
        first + self.text[first..end].trim_end().len()
    }

    /// A `"""` that never ends: taken to reach as far as lines are indented more than its own.
    pub(in crate::syntax) fn unclosed_multiline(&mut self, start: usize, hashes: usize) -> Bytes {
        let body = self.at;
        let end = match self.scan_failed() {
            true => self.indented_end(body),
            false => self.bytes.len(),
        };
        self.at = end;
        let marks = "#".repeat(hashes);
        let problem = self
            .problem(start, body, format!("this `{marks}\"\"\"` is never closed"))
            .also(self.span(self.bytes.len(), self.bytes.len()), "the file ends here")
            .help(format!("write `\"\"\"{marks}` on a line of its own after the text"));
        self.report(problem);
        range(body, end)
    }

    pub(in crate::syntax) fn text_beside_quotes(&mut self, start: usize, close: usize, hashes: usize) {
        if self.enough() {
            return;
        }
        let marks = "#".repeat(hashes);
        let body = start + hashes + 3;
        let text = &self.text[body..close];
        let mut problem =
            self.problem(start, body, "nothing may stand on the line after an opening `\"\"\"`").help(format!(
                "start the text on the next line, or write one quote for text on one line: `{marks}\"...\"{marks}`"
            ));
        if chars::line_end(text.as_bytes(), 0) == text.len() && !text.ends_with('"') && !text.starts_with('"') {
            let span = self.span(start, close + 3 + hashes);
            let edit = Edit { span, replacement: format!("{marks}\"{text}\"{marks}") };
            problem.fixes.push(Fix { title: "write one quote".to_string(), safe: true, edits: vec![edit] });
        }
        self.report(problem);
    }

    pub(in crate::syntax) fn text_before_close(&mut self, line: usize) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(line, self.at, "the closing `\"\"\"` has to stand alone on its line")
            .help("put it on the next line; its indentation is what all lines lose");
        self.report(problem);
    }

    pub(in crate::syntax) fn wrong_indentation(&mut self, line: usize, count: usize, close: usize, prefix: &str) {
        if self.enough() {
            return;
        }
        let more = match count {
            1 => String::new(),
            _ => format!(" (and {} more)", count - 1),
        };
        let end = chars::line_end(self.bytes, line);
        let indent = self.text[line..end].len() - self.text[line..end].trim_start().len();
        let common = indent.min(prefix.len());
        let other_characters = self.bytes[line..line + common] != prefix.as_bytes()[..common];
        let help = match other_characters {
            true => "spaces and tabs have to be the very same",
            false => "indent the line, or move the closing `\"\"\"` to the left",
        };
        let problem = self
            .problem(line, line + indent, format!("this line{more} is not indented as the closing `\"\"\"` is"))
            .also(self.span(close, self.at + 3), "every line has to start with the whitespace of this one")
            .help(help);
        self.report(problem);
    }
}
