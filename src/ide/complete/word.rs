//! What was typed so far, and what an offer takes the place of.

use crate::ide::text::{Form, Written, escape, quote};
use crate::source::{FileId, Span};

/// The word that a place is in; empty between words.
#[derive(Debug, Clone)]
pub struct Word {
    /// The letters before the place, quotes aside.
    pub typed: String,
    /// All of its letters, quotes aside.
    pub letters: String,
    span: Span,
    written: Written,
    offset: u32,
}

impl Word {
    /// No word.
    pub fn blank(file: FileId, offset: u32) -> Self {
        let written = Written { form: Form::Bare, start: offset, end: offset };
        Self { typed: String::new(), letters: String::new(), span: Span::new(file, offset, offset), written, offset }
    }

    /// The word at `span`, typed up to `offset`.
    pub fn at(text: &str, span: Span, offset: u32) -> Self {
        if span.start == span.end {
            // The place of a missing value: space may lie between it and the place.
            return Self::blank(span.file, offset);
        }
        let letters = text.get(Written::at(text, span).range()).unwrap_or("").to_owned();
        if offset == span.start {
            // Before a word one may write another; what takes its place is up to the editor.
            let written = Written::at(text, span);
            let written = if written.form == Form::Lines { written } else { Written { form: Form::Bare, ..written } };
            return Self { typed: String::new(), letters, span, written, offset };
        }
        let written = Written::at(text, span);
        let typed = text.get(written.start as usize..offset as usize).unwrap_or("").to_owned();
        Self { typed, letters, span, written, offset }
    }

    /// Whether it has no quotes.
    pub fn bare(&self) -> bool {
        self.written.form == Form::Bare
    }

    /// Whether it is a text in quotes on one line.
    pub fn in_quotes(&self) -> bool {
        matches!(self.written.form, Form::Quoted(_) | Form::Raw(..))
    }

    /// The whole word, and the part before the place.
    pub fn whole(&self) -> (Span, Span) {
        (self.span, Span { end: self.offset, ..self.span })
    }

    /// A part of a text in quotes: from the byte `start` to the place, and the text that stands for `value` there.
    pub fn part(&self, start: u32, value: &str) -> (Span, String) {
        let span = Span { start, end: self.offset, ..self.span };
        (span, self.inside(value))
    }

    /// What `value` replaces, all of it and up to the place, and how it is written there.
    pub fn quoted(&self, value: &str) -> Option<(Span, Span, String)> {
        let inner = |end: u32| Span { start: self.written.start, end, ..self.span };
        match self.written.form {
            Form::Bare => {
                let (replace, insert) = self.whole();
                Some((replace, insert, quote(value)))
            }
            Form::Quoted(true) | Form::Raw(_, true) => {
                Some((inner(self.written.end), inner(self.offset), self.inside(value)))
            }
            // Without its end a text reaches to the end of the line: what stands behind the place is not part of it.
            Form::Quoted(false) => Some((inner(self.offset), inner(self.offset), self.inside(value) + "\"")),
            Form::Raw(hashes, false) => {
                let close = "\"".to_owned() + &"#".repeat(hashes);
                Some((inner(self.offset), inner(self.offset), self.inside(value) + &close))
            }
            Form::Lines => None,
        }
    }

    fn inside(&self, value: &str) -> String {
        if let Form::Raw(..) = self.written.form {
            return value.to_owned();
        }
        let mut text = String::new();
        escape(value, &mut text);
        text
    }
}
