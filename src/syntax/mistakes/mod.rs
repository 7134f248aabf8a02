//! What can be wrong with the text, and how it is said: what was expected, what to write instead. What is
//! skipped to get past the broken place is decided here too.

mod nodes;
mod strings;
mod values;

use super::chars;
use super::parser::Parser;
use super::tree::TriviaKind;
use crate::diag::{Diagnostic, codes};

impl Parser<'_> {
    pub(super) fn problem(&self, start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(codes::SYNTAX, self.span(start, end), message)
    }

    /// The piece of text, short enough for a message.
    pub(super) fn shown(&self, start: usize, end: usize) -> String {
        let text = &self.text[start..end];
        match text.char_indices().nth(40) {
            Some((cut, _)) => format!("{}...", &text[..cut]),
            None => text.to_string(),
        }
    }

    /// Reports every code point that KDL forbids anywhere in a text, runs of the same one once.
    pub(in crate::syntax) fn forbidden_code_points(&mut self) {
        let mut at = self.at;
        while let Some(start) = chars::next_forbidden(self.bytes, at) {
            let point = &self.bytes[start..start + chars::forbidden(&self.bytes[start..])];
            at = start;
            while self.bytes[at..].starts_with(point) {
                at += point.len();
            }
            let code = self.text[start..].chars().next().map_or(0, u32::from);
            let what = match code {
                0xFEFF => "byte order mark, allowed only at the very start of a file",
                0x200E.. => "direction control, which makes text look different from what it is",
                _ => "control character",
            };
            let problem = self
                .problem(start, at, format!("U+{code:04X} may not stand in a KDL file ({what})"))
                .help(format!("remove it; within a quoted string it can be written as `\\u{{{code:X}}}`"))
                .fix("remove it", "", false);
            self.report(problem);
        }
    }

    pub(in crate::syntax) fn unclosed_comment(&mut self, start: usize) {
        if self.enough() {
            return;
        }
        let end = self.bytes.len();
        let problem = self
            .problem(start, start + 2, "this `/*` is never closed")
            .also(self.span(end, end), "the file ends here")
            .help("write `*/` where the comment ends; comments nest, so each `/*` within needs its own");
        self.report(problem);
    }

    /// `https://...` without quotes is KDL, and never what was meant.
    pub(in crate::syntax) fn url_cut_short(&mut self, start: usize) {
        let word =
            self.bytes[..start].iter().rev().take(16).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':');
        let url_start = start - word.count();
        let url = &self.text[url_start..self.at];
        let url = &url[..url.find(char::is_whitespace).unwrap_or(url.len())];
        let problem = Diagnostic::warning(
            codes::SYNTAX,
            self.span(url_start, url_start + url.len()),
            "a comment starts at the `//`, so this URL ends before it",
        );
        let problem = problem.help(format!("put it into quotes: `\"{url}\"`")).fix(
            "put it into quotes",
            format!("\"{url}\""),
            false,
        );
        self.warn(problem);
    }

    pub(in crate::syntax) fn stray_backslash(&mut self, start: usize) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(start, start + 1, "a `\\` outside of quotes continues the line, so only a comment may follow it")
            .help("put text with a backslash into a raw string: `#\"...\"#`");
        self.report(problem);
    }

    /// `# comment` as other languages write it; taken as a comment.
    pub(in crate::syntax) fn foreign_comment(&mut self) -> bool {
        let hashes = self.count_hashes();
        let after = &self.bytes[self.at + hashes..];
        if !(after.is_empty() || after[0] == b'!' || chars::space(after) + chars::newline(after) > 0) {
            return false;
        }
        let start = self.at;
        let problem = self.problem(start, start + hashes, "a `#` starts no comment in KDL").help("write `//`").fix(
            "write `//`",
            "//",
            false,
        );
        self.report(problem);
        self.at = chars::line_end(self.bytes, self.at);
        self.trivia(TriviaKind::LineComment, start);
        true
    }
}
