//! `"""` strings: over several lines, their indentation removed.

use super::chars;
use super::parser::Parser;
use super::quoted::Escape;
use super::tree::Bytes;
use super::value::range;

/// A line of the body after escaped whitespace is gone and before its indentation is.
///
/// A text of nothing but line ends has millions of them: offsets are 32 bits wide, as spans are.
struct Line {
    /// Where it starts in the decoded text.
    start: u32,
    /// Where it starts in the file.
    source: u32,
    /// How many bytes of literal whitespace it starts with, and [`BLANK`] where there is nothing else.
    indent: u32,
}

const BLANK: u32 = 1 << 31;

impl Line {
    fn new(start: usize, source: usize) -> Self {
        Self { start: start as u32, source: source as u32, indent: BLANK }
    }

    fn is_blank(&self) -> bool {
        self.indent & BLANK != 0
    }

    /// More of it: `space` bytes of whitespace, or something else where that is 0.
    fn goes_on(&mut self, space: usize) {
        match (self.is_blank(), space) {
            (true, 0) => self.indent &= !BLANK,
            (true, space) => self.indent += space as u32,
            (false, _) => {}
        }
    }
}

impl Parser<'_> {
    /// Reads a string that started at `start`, from its `"""`; with hashes a raw one.
    pub(super) fn multiline(&mut self, start: usize, hashes: usize) -> Bytes {
        self.at += 3;
        let body = self.at;
        let Some(close) = self.find_close(body, hashes) else {
            return self.unclosed_multiline(start, hashes);
        };
        let newline = chars::newline(self.rest());
        let decoded = if newline == 0 {
            self.text_beside_quotes(start, close, hashes);
            range(body, close)
        } else {
            self.at += newline;
            self.body(close, hashes > 0)
        };
        self.at = close + 3 + hashes;
        decoded
    }

    /// Where the closing `"""` starts.
    fn find_close(&self, mut at: usize, hashes: usize) -> Option<usize> {
        loop {
            match self.bytes.get(at..)? {
                [] => return None,
                [b'\\', ..] if hashes == 0 => at += 2,
                [b'"', b'"', b'"', rest @ ..] if starts_with_hashes(rest, hashes) => return Some(at),
                _ => at += 1,
            }
        }
    }

    /// Decodes the lines up to `close`, from the first one after the opening quotes.
    fn body(&mut self, close: usize, raw: bool) -> Bytes {
        // No more than there is: lists that grow by half hold twice of what they need, and 16 MiB may be lines alone.
        let body = &self.bytes[self.at..close];
        let mut text = String::with_capacity(body.len());
        let mut lines = Vec::with_capacity(body.iter().filter(|byte| **byte == b'\n').count());
        let mut line = Line::new(0, self.at);
        while self.at < close {
            if !raw && self.peek() == Some(b'\\') {
                match self.escape() {
                    Escape::Nothing => continue,
                    Escape::Char(character) => text.push(character),
                    Escape::Bad => {}
                }
                line.goes_on(0);
                continue;
            }
            let newline = chars::newline(self.rest());
            if newline > 0 {
                self.at += newline;
                text.push('\n');
                lines.push(line);
                line = Line::new(text.len(), self.at);
                continue;
            }
            let space = chars::space(self.rest());
            let next = self.at + if space > 0 { space } else { chars::width(self.bytes[self.at]) };
            line.goes_on(space);
            text.push_str(&self.text[self.at..next]);
            self.at = next;
        }
        let text = self.dedent(&text, &lines, &line);
        self.keep(&text)
    }

    /// Removes the closing line's indentation from all others.
    fn dedent(&mut self, text: &str, lines: &[Line], last: &Line) -> String {
        let prefix = &text[last.start as usize..];
        if !last.is_blank() {
            self.text_before_close(last.source as usize);
            return String::new();
        }
        let mut result = String::with_capacity(text.len());
        let mut wrong = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                result.push('\n');
            }
            let start = line.start as usize;
            let end = lines.get(index + 1).map_or(last.start, |next| next.start) as usize - 1;
            if line.is_blank() {
                continue;
            }
            if line.indent as usize >= prefix.len() && text[start..].starts_with(prefix) {
                result.push_str(&text[start + prefix.len()..end]);
            } else {
                wrong.push(line.source);
            }
        }
        if let Some(first) = wrong.first() {
            self.wrong_indentation(*first as usize, wrong.len(), last.source as usize, prefix);
        }
        result
    }
}

fn starts_with_hashes(rest: &[u8], hashes: usize) -> bool {
    rest.iter().take(hashes).take_while(|byte| **byte == b'#').count() == hashes
}
