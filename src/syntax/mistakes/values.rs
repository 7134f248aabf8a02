//! Broken names, keys, numbers, keywords and types.

use super::super::chars;
use super::super::number;
use super::super::parser::Parser;
use super::super::value::Atom;
use crate::diag::did_you_mean;

impl Parser<'_> {
    pub(in crate::syntax) fn bare_keyword(&mut self, start: usize) {
        if self.enough() {
            return;
        }
        let word = &self.text[start..self.at];
        let mut problem =
            self.problem(start, self.at, format!("`{word}` without `#` is neither the keyword nor a string"));
        problem = match self.peek() {
            Some(b'=') => problem.help(format!("a key is a string: write `\"{word}\"=`")),
            _ => problem.help(format!("write `#{word}` for the keyword, `\"{word}\"` for the text")).fix(
                format!("write `#{word}`"),
                format!("#{word}"),
                false,
            ),
        };
        self.report(problem.fix(format!("write `\"{word}\"`"), format!("\"{word}\""), false));
    }

    pub(in crate::syntax) fn unknown_keyword(&mut self, start: usize) {
        if self.enough() {
            return;
        }
        let word = &self.text[start..self.at];
        let keywords = ["#true", "#false", "#null", "#inf", "#-inf", "#nan"];
        let mut problem = self.problem(start, self.at, format!("there is no keyword `{}`", self.shown(start, self.at)));
        problem = match did_you_mean(word, keywords) {
            Some(near) => problem.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), near, false),
            None => problem.help(format!(
                "keywords are {}; a comment starts with `//`; text with a `#` goes into quotes",
                keywords.map(|word| format!("`{word}`")).join(", ")
            )),
        };
        self.report(problem);
    }

    pub(in crate::syntax) fn bad_number(&mut self, start: usize, expected: &str) {
        if self.enough() {
            return;
        }
        let shown = self.shown(start, self.at);
        let text = &self.text[start..self.at];
        if text.ends_with(',') && number::read(&text[..text.len() - 1]).is_ok() {
            return self.comma(self.at - 1, self.at);
        }
        let unsigned = text.trim_start_matches(['+', '-']);
        let zero = format!("{}0{unsigned}", &text[..text.len() - unsigned.len()]);
        let mut problem = self.problem(start, self.at, format!("`{shown}` is not a number: {expected}"));
        problem = if unsigned.starts_with('.') && number::read(&zero).is_ok() {
            problem.help(format!("write `{zero}`")).fix(format!("write `{zero}`"), zero, true)
        } else {
            problem.help(format!("if it is text, put it into quotes: `\"{shown}\"`")).fix(
                "put it into quotes",
                format!("\"{text}\""),
                false,
            )
        };
        self.report(problem);
    }

    pub(in crate::syntax) fn word_with_slash(&mut self, start: usize) {
        if self.enough() {
            return;
        }
        let shown = self.shown(start, self.at);
        let problem = self
            .problem(start, self.at, format!("`{shown}` has to be put into quotes, because of its `/`"))
            .help(format!("write `\"{shown}\"`; comments are `//` and `/* */`"))
            .fix("put it into quotes", format!("\"{}\"", &self.text[start..self.at]), true);
        self.report(problem);
    }

    pub(in crate::syntax) fn comma(&mut self, start: usize, end: usize) {
        if self.enough() {
            return;
        }
        let spaced = chars::space(&self.bytes[end..]) + chars::newline(&self.bytes[end..]) > 0;
        let problem = self
            .problem(start, end, "KDL has no commas between values")
            .help("separate values by spaces")
            .fix("remove the comma", if spaced { "" } else { " " }, true);
        self.report(problem);
    }

    /// A number or keyword where `what` has to be a string.
    pub(in crate::syntax) fn not_a_name(&mut self, atom: &Atom, what: &str) {
        if self.enough() {
            return;
        }
        let text = &self.text[atom.start..atom.end];
        let shown = self.shown(atom.start, atom.end);
        let problem = self
            .problem(atom.start, atom.end, format!("{what} has to be a string, and `{shown}` is none"))
            .help(format!("put it into quotes: `\"{shown}\"`"))
            .fix("put it into quotes", format!("\"{text}\""), false);
        self.report(problem);
    }

    pub(in crate::syntax) fn empty_type(&mut self, open: usize) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(open, self.at, "a type annotation needs a name")
            .help("write `(name)` or leave the parentheses out");
        self.report(problem);
    }

    pub(in crate::syntax) fn unclosed_type(&mut self, open: usize) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(self.at, self.at, "expected `)` here")
            .also(self.span(open, open + 1), "the type annotation starts here")
            .help("a type annotation is one name in parentheses: `(name)`; text with parentheses goes into quotes");
        self.report(problem);
    }
}
