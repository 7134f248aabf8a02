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
    /// How many bytes of literal whitespace it starts with, and [`BLANK`] where there is nothing else.
    indent: u32,
}

const BLANK: u32 = 1 << 31;

impl Line {
    fn new(start: usize) -> Self {
        Self { start: start as u32, indent: BLANK }
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

/// The lines of a body, with the closing one as the last.
struct Lines {
    all: Vec<Line>,
    /// How far the decoded text is behind the file, from which line on: escapes and long line ends make it so.
    shifts: Vec<(u32, u32)>,
}

impl Lines {
    /// None, with room for so many.
    fn with_room(count: usize) -> Self {
        Self { all: Vec::with_capacity(count), shifts: Vec::new() }
    }

    /// Starts one, in the decoded text and in the file.
    fn start(&mut self, start: usize, source: usize) {
        let shift = (source - start) as u32;
        if self.shifts.last().is_none_or(|(_, last)| *last != shift) {
            self.shifts.push((self.all.len() as u32, shift));
        }
        self.all.push(Line::new(start));
    }

    /// More of the last one, as [`Line::goes_on`] has it.
    fn goes_on(&mut self, space: usize) {
        if let Some(line) = self.all.last_mut() {
            line.goes_on(space);
        }
    }

    /// Where a line starts in the file.
    fn source(&self, index: usize) -> usize {
        let shift = self.shifts.partition_point(|(from, _)| *from as usize <= index).checked_sub(1);
        self.all[index].start as usize + shift.map_or(0, |at| self.shifts[at].1 as usize)
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
        let mut lines = Lines::with_room(body.iter().filter(|byte| **byte == b'\n').count() + 1);
        lines.start(0, self.at);
        while self.at < close {
            if !raw && self.peek() == Some(b'\\') {
                match self.escape() {
                    Escape::Nothing => continue,
                    Escape::Char(character) => text.push(character),
                    Escape::Bad => {}
                }
                lines.goes_on(0);
                continue;
            }
            let newline = chars::newline(self.rest());
            if newline > 0 {
                self.at += newline;
                text.push('\n');
                lines.start(text.len(), self.at);
                continue;
            }
            let space = chars::space(self.rest());
            let next = self.at + if space > 0 { space } else { chars::width(self.bytes[self.at]) };
            lines.goes_on(space);
            text.push_str(&self.text[self.at..next]);
            self.at = next;
        }
        let dedented = self.dedent(&text, &lines);
        // Room for what is kept: a text of lines alone takes more for them than for itself.
        drop((text, lines));
        self.keep(&dedented)
    }

    /// Removes the closing line's indentation from all others.
    fn dedent(&mut self, text: &str, lines: &Lines) -> String {
        let Some((last, all)) = lines.all.split_last() else { return String::new() };
        let prefix = &text[last.start as usize..];
        if !last.is_blank() {
            self.text_before_close(lines.source(all.len()));
            return String::new();
        }
        let mut result = String::with_capacity(text.len());
        let (mut first, mut wrong) = (None, 0);
        for (index, line) in all.iter().enumerate() {
            if index > 0 {
                result.push('\n');
            }
            let start = line.start as usize;
            let end = lines.all[index + 1].start as usize - 1;
            if line.is_blank() {
                continue;
            }
            if line.indent as usize >= prefix.len() && text[start..].starts_with(prefix) {
                result.push_str(&text[start + prefix.len()..end]);
            } else {
                first = first.or(Some(index));
                wrong += 1;
            }
        }
        if let Some(first) = first {
            self.wrong_indentation(lines.source(first), wrong, lines.source(all.len()), prefix);
        }
        result
    }
}

fn starts_with_hashes(rest: &[u8], hashes: usize) -> bool {
    rest.iter().take(hashes).take_while(|byte| **byte == b'#').count() == hashes
}
