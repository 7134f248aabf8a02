//! Texts as they stand in a file: what of a value is its quotes, and how another one is written in its place.

use crate::source::Span;
use std::ops::Range;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Without quotes.
    Bare,
    /// In `"`, with escapes; whether the closing one is there.
    Quoted(bool),
    /// In `#"` and `"#`, with so many `#`; whether the closing ones are there.
    Raw(usize, bool),
    /// Over several lines.
    Lines,
}

/// A text in a file: its form, and where it stands without its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// How it is written.
    pub form: Form,
    /// First byte behind the opening quote.
    pub start: u32,
    /// The closing quote's first byte.
    pub end: u32,
}

impl Written {
    /// What stands at `span`, which a parser has found to be one value or name.
    pub fn at(text: &str, span: Span) -> Self {
        let (from, to) = (span.start as usize, span.end as usize);
        let bytes = text.as_bytes().get(from..to).unwrap_or_default();
        let hashes = bytes.iter().take_while(|b| **b == b'#').count();
        let quoted = bytes.get(hashes) == Some(&b'"');
        if !quoted {
            return Self { form: Form::Bare, start: span.start, end: span.end };
        }
        if bytes[hashes..].starts_with(b"\"\"\"") {
            return Self { form: Form::Lines, start: span.start, end: span.end };
        }
        let tail = hashes + 1;
        let closed = bytes.len() >= 2 * tail
            && bytes[bytes.len() - tail] == b'"'
            && bytes[bytes.len() - hashes..].iter().all(|b| *b == b'#')
            && (hashes > 0 || !escaped(&bytes[1..bytes.len() - 1]));
        let end = if closed { span.end - tail as u32 } else { span.end };
        let form = if hashes > 0 { Form::Raw(hashes, closed) } else { Form::Quoted(closed) };
        Self { form, start: span.start + tail as u32, end }
    }

    /// The bytes between the quotes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..(self.end as usize).max(self.start as usize)
    }

    /// Where `value` stands letter by letter, if it does: without escapes and line breaks.
    pub fn verbatim(&self, text: &str, value: &str, span: Span) -> Option<Span> {
        let same = self.form != Form::Lines && text.get(self.range()) == Some(value);
        same.then(|| Span::new(span.file, self.start, self.start + value.len() as u32))
    }
}

/// Whether the byte behind `inner` is escaped.
fn escaped(inner: &[u8]) -> bool {
    inner.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// A text in quotes, its escapes written.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    escape(text, &mut out);
    out.push('"');
    out
}

/// The inside of a text in quotes.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
}

/// Whether a text may stand without quotes (KDL 2.0, "Identifier String"); of what KDL allows, the part that names use.
pub fn bare(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let start = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    start && text.bytes().all(plain) && !matches!(text, "true" | "false" | "null" | "inf" | "nan")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn inner(text: &str) -> (Form, &str) {
        let written = Written::at(text, Span::new(FileId(0), 0, text.len() as u32));
        (written.form, &text[written.range()])
    }

    #[test]
    fn quotes_are_told_from_what_they_hold() {
        assert_eq!(inner("api"), (Form::Bare, "api"));
        assert_eq!(inner("#true"), (Form::Bare, "#true"));
        assert_eq!(inner("\"api\""), (Form::Quoted(true), "api"));
        assert_eq!(inner("\"\""), (Form::Quoted(true), ""));
        assert_eq!(inner("\""), (Form::Quoted(false), ""));
        assert_eq!(inner("\"ap"), (Form::Quoted(false), "ap"));
        assert_eq!(inner("\"a\\\""), (Form::Quoted(false), "a\\\""));
        assert_eq!(inner("#\"a\"#"), (Form::Raw(1, true), "a"));
        assert_eq!(inner("##\"a\"#"), (Form::Raw(2, false), "a\"#"));
        assert_eq!(inner("\"\"\"\nx\n\"\"\"").0, Form::Lines);
        assert_eq!(inner(""), (Form::Bare, ""));
    }

    #[test]
    fn what_must_be_quoted_is() {
        assert!(bare("deal-brain") && bare("_x1"));
        assert!(!bare("true") && !bare("1a") && !bare("-a") && !bare("") && !bare("a.b"));
        assert_eq!(quote("a\"b\\\n\u{7}"), "\"a\\\"b\\\\\\n\\u{7}\"");
    }
}
