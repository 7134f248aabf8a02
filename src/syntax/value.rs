//! Atoms: what a name, a key, a type or a value is written with.

use std::borrow::Cow;

use super::chars;
use super::number;
use super::parser::Parser;
use super::tree::{Bytes, Name, Value};

/// One atom of the text.
pub(super) struct Atom<'t> {
    pub start: usize,
    pub end: usize,
    pub content: Content<'t>,
    /// Whether a diagnostic has been given, so that the value is not to be used.
    pub broken: bool,
}

/// What an atom says.
pub(super) enum Content<'t> {
    /// A string of any notation: may be a name or a key.
    Text(Cow<'t, str>),
    /// A number or a keyword.
    Other(Value<Bytes>),
}

impl<'t> Parser<'t> {
    /// Reads an atom, or nothing where none starts.
    pub(super) fn atom(&mut self) -> Option<Atom<'t>> {
        let start = self.at;
        let before = self.errors;
        let content = match self.peek()? {
            b'"' => Content::Text(self.quoted()),
            b'#' => self.hash(),
            _ => self.word()?,
        };
        self.spaced = false;
        Some(Atom { start, end: self.at, content, broken: self.errors > before })
    }

    /// Keeps the text of an atom as a name; of a number or keyword the text as written.
    pub(super) fn name(&mut self, atom: &Atom) -> Name {
        let text = match &atom.content {
            Content::Text(text) => text,
            Content::Other(_) => &self.text[atom.start..atom.end],
        };
        Name { text: self.keep(text), at: (atom.start as u32, atom.end as u32) }
    }

    /// Keeps what an atom says as a value.
    pub(super) fn value(&mut self, atom: &Atom) -> Value<Bytes> {
        match &atom.content {
            _ if atom.broken => Value::Error,
            Content::Text(text) => Value::String(self.keep(text)),
            Content::Other(value) => *value,
        }
    }

    fn keep(&mut self, text: &str) -> Bytes {
        let start = self.tree.strings.len() as u32;
        self.tree.strings.push_str(text);
        (start, self.tree.strings.len() as u32)
    }

    /// Reads `(type)`.
    pub(super) fn type_annotation(&mut self) -> Option<Name> {
        let open = self.at;
        self.at += 1;
        self.node_space();
        let atom = self.atom();
        let name = match atom {
            Some(atom) => {
                if let Content::Other(_) = atom.content
                    && !atom.broken
                {
                    self.not_a_name(&atom, "a type");
                }
                Some(self.name(&atom))
            }
            None => None,
        };
        self.node_space();
        match self.peek() {
            Some(b')') => {
                self.at += 1;
                if name.is_none() {
                    self.empty_type(open);
                }
            }
            _ => self.unclosed_type(open),
        }
        self.spaced = true;
        name
    }

    /// Reads a run of identifier characters: a number, or an unquoted string.
    fn word(&mut self) -> Option<Content<'t>> {
        let start = self.at;
        let number = number::begins(self.rest());
        self.at = chars::identifier_end(self.bytes, start);
        if self.at_slash() {
            while self.at_slash() {
                self.at = chars::identifier_end(self.bytes, self.at + 1);
            }
            self.word_with_slash(start);
        } else if number {
            return Some(Content::Other(self.number(start)));
        }
        let word = &self.text[start..self.at];
        match word {
            "" => return None,
            "true" | "false" | "null" | "inf" | "-inf" | "nan" => self.bare_keyword(start),
            "r" if matches!(self.peek(), Some(b'"' | b'#')) => return Some(Content::Text(self.legacy_raw(start))),
            _ => {}
        }
        Some(Content::Text(Cow::Borrowed(word)))
    }

    /// At a `/` that starts neither a comment nor a slashdash.
    fn at_slash(&self) -> bool {
        matches!(self.rest(), [b'/', rest @ ..] if !matches!(rest, [b'/' | b'*' | b'-', ..]))
    }

    fn number(&mut self, start: usize) -> Value<Bytes> {
        number::read(&self.text[start..self.at]).unwrap_or_else(|problem| {
            self.bad_number(start, problem);
            Value::Error
        })
    }

    /// `#`: a raw string or a keyword.
    fn hash(&mut self) -> Content<'t> {
        let start = self.at;
        let hashes = self.count_hashes();
        if self.bytes.get(start + hashes) == Some(&b'"') {
            self.at += hashes;
            return Content::Text(self.raw(start, hashes));
        }
        self.at = chars::identifier_end(self.bytes, start + hashes);
        Content::Other(match &self.text[start..self.at] {
            "#true" => Value::Bool(true),
            "#false" => Value::Bool(false),
            "#null" => Value::Null,
            "#inf" => Value::Float(f64::INFINITY),
            "#-inf" => Value::Float(f64::NEG_INFINITY),
            "#nan" => Value::Float(f64::NAN),
            _ => {
                self.unknown_keyword(start);
                Value::Error
            }
        })
    }

    pub(super) fn count_hashes(&self) -> usize {
        self.rest().iter().take_while(|byte| **byte == b'#').count()
    }
}
