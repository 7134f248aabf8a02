//! What stands between things: spaces, newlines, comments, and the `\` that continues a line.

use super::MAX_ITEMS;
use super::chars;
use super::parser::Parser;
use super::tree::{Trivia, TriviaKind};

impl Parser<'_> {
    /// Skips what may stand between the parts of one node: spaces, block comments, continued lines.
    #[inline(always)]
    pub(super) fn node_space(&mut self) {
        // It is one space nearly always, or nothing: so much is done where it is asked for, between any two words.
        if self.peek() == Some(b' ') {
            self.at += 1;
            self.spaced = true;
        }
        if self.peek().is_some_and(chars::may_be_space) {
            self.more_space();
        }
    }

    #[cold]
    fn more_space(&mut self) {
        loop {
            match self.rest() {
                [b' ' | b'\t', ..] => self.at += 1,
                [b'/', b'*', ..] => self.block_comment(),
                [b'\\', ..] => self.continuation(),
                rest @ [0x80..=0xFF, ..] => match chars::space(rest) {
                    0 => return,
                    width => self.at += width,
                },
                _ => return,
            }
            self.spaced = true;
        }
    }

    /// Skips what may stand between nodes: newlines and line comments too.
    pub(super) fn line_space(&mut self) {
        loop {
            self.node_space();
            match self.rest() {
                [b'/', b'/', ..] => self.line_comment(),
                rest => match chars::newline(rest) {
                    0 => return,
                    width => {
                        self.at += width;
                        let line = self.at;
                        self.at = chars::spaces_end(self.bytes, line);
                        self.indent = self.at - line;
                    }
                },
            }
        }
    }

    /// Skips `// ...` up to the newline.
    pub(super) fn line_comment(&mut self) {
        let start = self.at;
        self.at = chars::line_end(self.bytes, self.at);
        self.trivia(TriviaKind::LineComment, start);
        let beside = self.bytes.get(start + 2).is_some_and(|byte| byte.is_ascii_graphic());
        if beside && start > 0 && self.bytes[start - 1] == b':' {
            self.url_cut_short(start);
        }
    }

    /// Notes that `start..` up to here is trivia.
    pub(super) fn trivia(&mut self, kind: TriviaKind, start: usize) {
        // A text that has too much anyway is not kept: a line of nothing but them is read in one go.
        if self.tree.items() <= MAX_ITEMS {
            let span = self.span(start, self.at);
            self.tree.trivia.push(Trivia { kind, span });
        }
    }

    /// Skips `/* ... */`, which nests. One that is never closed ends with its line.
    fn block_comment(&mut self) {
        let start = self.at;
        match comment_end(self.bytes, start) {
            Some(end) => self.at = end,
            None => {
                self.unclosed_comment(start);
                self.at = match self.scan_failed() {
                    true => chars::line_end(self.bytes, start),
                    false => self.bytes.len(),
                };
            }
        }
        self.trivia(TriviaKind::BlockComment, start);
    }

    /// Skips `\`, what may follow it, and the end of its line.
    fn continuation(&mut self) {
        let backslash = self.at;
        self.at += 1;
        self.trivia(TriviaKind::Continuation, backslash);
        loop {
            match self.rest() {
                [] => return,
                [b'/', b'*', ..] => self.block_comment(),
                [b'/', b'/', ..] => {
                    self.line_comment();
                    self.at += chars::newline(self.rest());
                    return;
                }
                rest => match (chars::space(rest), chars::newline(rest)) {
                    (0, 0) => return self.stray_backslash(backslash),
                    (0, newline) => {
                        self.at += newline;
                        return;
                    }
                    (space, _) => self.at += space,
                },
            }
        }
    }
}

/// Where the block comment ends that starts at `at`.
fn comment_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        match bytes.get(at..at + 2)? {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return Some(at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
}
