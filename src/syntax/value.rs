//! Atoms: what a name, a key, a type or a value is written with.

use super::chars;
use super::number;
use super::parser::Parser;
use super::tree::{Bytes, NONE, Name, Number, Stored};

/// One atom of the text.
pub(super) struct Atom {
    pub start: usize,
    pub end: usize,
    /// What it says: a string of any notation may be a name or a key.
    content: Stored,
    /// Whether a diagnostic has been given, so that the value is not to be used.
    pub broken: bool,
}

impl Atom {
    /// The text of a string.
    #[inline]
    pub(super) fn text(&self) -> Option<Bytes> {
        match self.content {
            Stored::String(text) => Some(text),
            _ => None,
        }
    }

    /// It as a name; of a number or keyword the text as written.
    #[inline]
    pub(super) fn name(&self) -> Name {
        let at = range(self.start, self.end);
        Name { text: self.text().unwrap_or(at), at }
    }

    /// It as a value.
    #[inline]
    pub(super) fn value(&self) -> Stored {
        if self.broken { Stored::Error } else { self.content }
    }
}

/// Bytes of a file, which are those of [`Document::strings`](super::Document), too.
#[inline]
pub(super) fn range(start: usize, end: usize) -> Bytes {
    (start as u32, end as u32)
}

impl Parser<'_> {
    /// Reads an atom, or nothing where none starts.
    #[inline(always)]
    pub(super) fn atom(&mut self) -> Option<Atom> {
        let start = self.at;
        let before = self.errors;
        let content = self.content()?;
        self.spaced = false;
        Some(Atom { start, end: self.at, content, broken: self.errors > before })
    }

    fn content(&mut self) -> Option<Stored> {
        match self.peek()? {
            b'"' => Some(Stored::String(self.quoted())),
            b'#' => Some(self.hash()),
            first => self.word(first),
        }
    }

    /// Keeps a text that does not stand in the file as it is.
    pub(super) fn keep(&mut self, text: &str) -> Bytes {
        let start = self.tree.strings.len();
        self.tree.strings.push_str(text);
        range(start, self.tree.strings.len())
    }

    /// Reads `(type)`; gives its index.
    #[cold]
    pub(super) fn type_annotation(&mut self) -> u32 {
        let open = self.at;
        self.at += 1;
        self.node_space();
        let atom = self.atom();
        let name = match atom {
            Some(atom) => {
                if atom.text().is_none() && !atom.broken {
                    self.not_a_name(&atom, "a type");
                }
                Some(atom.name())
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
        name.map_or(NONE, |name| self.keep_name(name))
    }

    /// Reads a run of identifier characters: a number, or an unquoted string.
    fn word(&mut self, first: u8) -> Option<Stored> {
        let start = self.at;
        let number = !first.is_ascii_alphabetic() && number::begins(self.rest());
        self.at = chars::identifier_end(self.bytes, start);
        if self.at_slash() {
            while self.at_slash() {
                self.at = chars::identifier_end(self.bytes, self.at + 1);
            }
            self.word_with_slash(start);
        } else if number {
            return Some(self.number(start));
        }
        let word = &self.text[start..self.at];
        match word {
            "" => return None,
            "true" | "false" | "null" | "inf" | "-inf" | "nan" => self.bare_keyword(start),
            "r" if matches!(self.peek(), Some(b'"' | b'#')) => return Some(Stored::String(self.legacy_raw(start))),
            _ => {}
        }
        Some(Stored::String(range(start, self.at)))
    }

    /// At a `/` that starts neither a comment nor a slashdash.
    fn at_slash(&self) -> bool {
        matches!(self.rest(), [b'/', rest @ ..] if !matches!(rest, [b'/' | b'*' | b'-', ..]))
    }

    fn number(&mut self, start: usize) -> Stored {
        let text = &self.text[start..self.at];
        if let Some(small) = number::small(text) {
            return Stored::Small(small);
        }
        match number::read(text) {
            Ok(number) => self.keep_number(number),
            Err(problem) => {
                self.bad_number(start, problem);
                Stored::Error
            }
        }
    }

    fn keep_number(&mut self, number: Number) -> Stored {
        self.tree.numbers.push(number);
        Stored::Number(self.tree.numbers.len() as u32 - 1)
    }

    /// `#`: a raw string or a keyword.
    fn hash(&mut self) -> Stored {
        let start = self.at;
        let hashes = self.count_hashes();
        if self.bytes.get(start + hashes) == Some(&b'"') {
            self.at += hashes;
            return Stored::String(self.raw(start, hashes));
        }
        self.at = chars::identifier_end(self.bytes, start + hashes);
        let float = match &self.text[start..self.at] {
            "#true" => return Stored::Bool(true),
            "#false" => return Stored::Bool(false),
            "#null" => return Stored::Null,
            "#inf" => f64::INFINITY,
            "#-inf" => f64::NEG_INFINITY,
            "#nan" => f64::NAN,
            _ => {
                self.unknown_keyword(start);
                return Stored::Error;
            }
        };
        self.keep_number(Number::Float(float))
    }

    pub(super) fn count_hashes(&self) -> usize {
        self.rest().iter().take_while(|byte| **byte == b'#').count()
    }
}
