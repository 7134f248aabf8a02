//! Block scalars: which strings they can hold, and how.

use std::mem;

use memchr::memchr_iter;

use super::print::indent;
use super::scalar::{is_printable, must_escape};

/// How a string is written as a block scalar.
pub(super) struct Block<'a> {
    /// The lines, without the line breaks at the end.
    lines: &'a str,
    /// Line breaks at the end of the text.
    breaks: usize,
    /// Whether the indentation has to be told: the text begins with a space.
    indented: bool,
}

impl<'a> Block<'a> {
    /// The block for `text`, unless readers would disagree about it: without visible text, with a line of white space
    /// only or one that starts with a tab, or with characters that must be escaped.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let lines = text.trim_end_matches('\n');
        let is_safe = |line: &str| {
            let spaces = line.bytes().take_while(|byte| *byte == b' ').count();
            let begins_well = line.is_empty() || !matches!(line.as_bytes().get(spaces), None | Some(b'\t'));
            begins_well
                && (is_printable(line.as_bytes()) || !line.chars().any(|found| must_escape(found) && found != '\t'))
        };
        let safe = !lines.is_empty() && self::lines(lines).all(is_safe);
        safe.then(|| Self {
            lines,
            breaks: text.len() - lines.len(),
            indented: lines.trim_start_matches('\n').starts_with(' '),
        })
    }

    /// Whether empty lines at the end belong to the text, so that none may follow it for looks.
    pub(super) fn keeps_breaks(&self) -> bool {
        self.breaks > 1
    }

    /// Whether the indentation has to be told. Readers disagree about what it is relative to at the root.
    pub(super) fn is_indented(&self) -> bool {
        self.indented
    }

    /// Writes `|` and what belongs to it.
    pub(super) fn header(&self, out: &mut String) {
        out.push('|');
        if self.indented {
            out.push('2');
        }
        match self.breaks {
            0 => out.push('-'),
            1 => {}
            _ => out.push('+'),
        }
    }

    /// Writes the lines, starting on a new line, ending with a line break.
    pub(super) fn body(&self, out: &mut String, width: usize) {
        for line in lines(self.lines) {
            if !line.is_empty() {
                indent(out, width);
                out.push_str(line);
            }
            out.push('\n');
        }
        for _ in 1..self.breaks {
            out.push('\n');
        }
    }
}

/// What stands between line breaks. A search for one finds it faster than a look at each character.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut begin = 0;
    let ends = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    ends.map(move |end| &text[mem::replace(&mut begin, end + 1)..end])
}
