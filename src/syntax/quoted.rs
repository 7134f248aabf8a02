//! Strings on one line: `"..."` with escapes, `#"..."#` without.

use super::chars;
use super::parser::Parser;
use super::tree::Bytes;
use super::value::range;

/// What an escape stands for.
pub(super) enum Escape {
    Char(char),
    /// Escaped whitespace: nothing.
    Nothing,
    /// Reported.
    Bad,
}

impl Parser<'_> {
    /// Reads a string that starts with `"`.
    pub(super) fn quoted(&mut self) -> Bytes {
        let start = self.at;
        if self.rest().starts_with(b"\"\"\"") {
            return self.multiline(start, 0);
        }
        self.at += 1;
        let mut decoded = String::new();
        let mut copied = self.at;
        loop {
            self.at = chars::quoted_end(self.bytes, self.at);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    decoded.push_str(&self.text[copied..self.at]);
                    if let Escape::Char(character) = self.escape() {
                        decoded.push(character);
                    }
                    copied = self.at;
                }
                _ => return self.unclosed(start, 0),
            }
        }
        let end = self.at;
        self.at += 1;
        if decoded.is_empty() {
            return range(copied, end);
        }
        decoded.push_str(&self.text[copied..end]);
        self.keep(&decoded)
    }

    /// Reads a raw string that started at `start`, from its quote.
    pub(super) fn raw(&mut self, start: usize, hashes: usize) -> Bytes {
        if self.rest().starts_with(b"\"\"\"") {
            return self.multiline(start, hashes);
        }
        self.at += 1;
        let body = self.at;
        loop {
            self.at = chars::quoted_end(self.bytes, self.at);
            match self.peek() {
                Some(b'"') => {
                    let quote = self.at;
                    self.at += 1;
                    let found = self.count_hashes().min(hashes);
                    self.at += found;
                    if found == hashes {
                        return range(body, quote);
                    }
                }
                // No escape where there are hashes.
                Some(b'\\') => self.at += 1,
                _ => return self.unclosed(start, hashes),
            }
        }
    }

    /// Reads the escape that starts at the `\` here.
    pub(super) fn escape(&mut self) -> Escape {
        let start = self.at;
        self.at += 1;
        let Some(first) = self.peek() else { return Escape::Nothing };
        let character = match first {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b's' => ' ',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'\\' | b'"' => char::from(first),
            b'u' => return self.unicode_escape(start),
            _ => {
                let blank = self.skip_blank();
                if !blank {
                    self.at += chars::width(first);
                    self.bad_escape(start);
                }
                return if blank { Escape::Nothing } else { Escape::Bad };
            }
        };
        self.at += 1;
        Escape::Char(character)
    }

    /// Skips spaces and newlines; whether there were any.
    fn skip_blank(&mut self) -> bool {
        let start = self.at;
        loop {
            match chars::space(self.rest()).max(chars::newline(self.rest())) {
                0 => return self.at > start,
                width => self.at += width,
            }
        }
    }

    /// `\u{...}`, from its `u`.
    fn unicode_escape(&mut self, start: usize) -> Escape {
        self.at += 1;
        if self.peek() != Some(b'{') {
            self.bad_unicode(start, "`\\u` needs its number in braces");
            return Escape::Bad;
        }
        self.at += 1;
        let digits = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
            self.at += 1;
        }
        let number = &self.text[digits..self.at];
        if self.peek() != Some(b'}') {
            self.bad_unicode(start, "`\\u{` needs hexadecimal digits and a closing `}`");
            return Escape::Bad;
        }
        self.at += 1;
        if !(1..=6).contains(&number.len()) {
            self.bad_unicode(start, "`\\u{...}` takes one to six hexadecimal digits");
            return Escape::Bad;
        }
        match u32::from_str_radix(number, 16).ok().and_then(char::from_u32) {
            Some(character) => Escape::Char(character),
            None => {
                self.bad_unicode(start, "this number is not a Unicode character (0 to D7FF and E000 to 10FFFF are)");
                Escape::Bad
            }
        }
    }
}
