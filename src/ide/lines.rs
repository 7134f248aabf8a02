//! Lines and columns as editors count them: in bytes, UTF-16 units or characters.

use crate::source::Unit;

/// A place as an editor names it, both numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The units before the place on its line.
    pub column: u32,
}

/// Where the lines of a text start. A line ends with `\n`, `\r\n` or `\r`, as the language server protocol has it.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    length: u32,
    /// The characters and units of UTF-16 before every [`STEP`]th byte, so that a thousand questions about one long line
    /// do not read it a thousand times; nothing where all of them are bytes.
    letters: Vec<(u32, u32)>,
}

/// So many bytes lie between two places whose letters are counted.
const STEP: usize = 1024;

impl LineIndex {
    /// The lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = |at: usize| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        let mut starts = vec![0];
        match text.contains('\r') {
            true => starts.extend((0..bytes.len()).filter(|at| ends(*at)).map(|at| at as u32 + 1)),
            // What nearly every text is, many bytes at a time.
            false => starts.extend(text.match_indices('\n').map(|(at, _)| at as u32 + 1)),
        }
        let mut letters = Vec::new();
        if !text.is_ascii() {
            letters.push((0, 0));
            for chunk in bytes.chunks(STEP) {
                let before = letters[letters.len() - 1];
                letters.push(count(before, chunk));
            }
        }
        Self { starts, length: bytes.len() as u32, letters }
    }

    /// The number of lines; an empty text has one.
    pub fn lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The place of a byte of the same `text`. One past the end is the end; one within a character is its start.
    pub fn position(&self, text: &str, offset: u32, unit: Unit) -> Position {
        let offset = text.floor_char_boundary(offset.min(self.length) as usize);
        let line = self.starts.partition_point(|start| *start as usize <= offset) - 1;
        let start = self.starts[line] as usize;
        let (before, here) = (self.before(text, start), self.before(text, offset));
        let column = match unit {
            Unit::Byte => (offset - start) as u32,
            Unit::Character => here.0 - before.0,
            Unit::Utf16 => here.1 - before.1,
        };
        Position { line: line as u32, column }
    }

    /// The characters and units of UTF-16 before a byte.
    fn before(&self, text: &str, offset: usize) -> (u32, u32) {
        match self.letters.get(offset / STEP) {
            Some(mark) => count(*mark, text.as_bytes().get(offset / STEP * STEP..offset).unwrap_or_default()),
            None => (offset as u32, offset as u32),
        }
    }

    /// The byte of a place in the same `text`. A line past the last is the end of the text, a column past its line is
    /// the end of that, and one within a character is its start: so the protocol wants it.
    pub fn offset(&self, text: &str, position: Position, unit: Unit) -> u32 {
        let Some(start) = self.starts.get(position.line as usize).copied() else { return self.length };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.length);
        let line = text.get(start as usize..end as usize).unwrap_or("");
        let line = line.trim_end_matches(['\n', '\r']);
        let mut left = position.column;
        if unit == Unit::Byte || self.letters.is_empty() {
            return start + line.floor_char_boundary(left as usize) as u32;
        }
        let mut at = 0;
        for c in line.chars() {
            let width = if unit == Unit::Utf16 { c.len_utf16() as u32 } else { 1 };
            if width > left {
                break;
            }
            left -= width;
            at += c.len_utf8();
        }
        start + at as u32
    }
}

/// Letters start where no byte continues one; those of four bytes take two units of UTF-16.
fn count((characters, units): (u32, u32), bytes: &[u8]) -> (u32, u32) {
    let starts = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u32;
    let long = bytes.iter().filter(|byte| **byte >= 0xf0).count() as u32;
    (characters + starts, units + starts + long)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Unit::{Byte as Utf8, Character as Utf32, Utf16};

    fn at(line: u32, column: u32) -> Position {
        Position { line, column }
    }

    #[test]
    fn columns_count_what_was_agreed_on() {
        let text = "a\u{e4}\u{1f980}b";
        let lines = LineIndex::new(text);
        let end = text.len() as u32;
        assert_eq!([Utf8, Utf16, Utf32].map(|e| lines.position(text, end, e)), [at(0, 8), at(0, 5), at(0, 4)]);
        assert_eq!([(8, Utf8), (5, Utf16), (4, Utf32)].map(|(c, e)| lines.offset(text, at(0, c), e)), [end; 3]);
        // Half a surrogate pair, a byte within a character: its start.
        assert_eq!(lines.offset(text, at(0, 3), Utf16), 3);
        assert_eq!([4, 5, 6].map(|c| lines.offset(text, at(0, c), Utf8)), [3; 3]);
        assert_eq!([4, 5, 6].map(|o| lines.position(text, o, Utf16)), [at(0, 2); 3]);
    }

    #[test]
    fn every_end_of_line_ends_one() {
        let text = "a\r\nb\rc\n\n";
        let lines = LineIndex::new(text);
        assert_eq!(lines.lines(), 5);
        assert_eq!([0, 3, 5, 7, 8].map(|o| lines.position(text, o, Utf16).line), [0, 1, 2, 3, 4]);
        // Past the end of a line is its end, before what ends it; past the text is its end.
        assert_eq!(lines.offset(text, at(0, 99), Utf16), 1);
        assert_eq!(lines.offset(text, at(1, 99), Utf16), 4);
        assert_eq!(lines.offset(text, at(99, 0), Utf16), 8);
        assert_eq!(lines.position(text, 99, Utf16), at(4, 0));
        assert_eq!(LineIndex::new("").position("", 5, Utf8), at(0, 0));
    }

    #[test]
    fn a_long_line_is_not_read_for_every_place_in_it() {
        let line = "\u{e9}\u{1f600}x ".repeat(3000);
        let text = format!("\n{line}\n{line}");
        let lines = LineIndex::new(&text);
        let second = line.len() + 2;
        for at in [0, 1, 129, 1500, 2999] {
            let byte = (second + at * 8) as u32;
            let columns = [Utf8, Utf16, Utf32].map(|unit| lines.position(&text, byte, unit).column);
            assert_eq!(columns, [at as u32 * 8, at as u32 * 5, at as u32 * 4]);
        }
    }

    #[test]
    fn there_and_back() {
        let text = "x \u{1f468}\u{200d}\u{1f469}\r\n\u{feff}\u{4e2d}\n\u{301}e\r";
        let lines = LineIndex::new(text);
        for (offset, _) in text.char_indices() {
            // Between the two bytes of an end of line no editor can stand.
            if text[..offset].ends_with('\r') && text[offset..].starts_with('\n') {
                continue;
            }
            for unit in [Utf8, Utf16, Utf32] {
                let position = lines.position(text, offset as u32, unit);
                assert_eq!(lines.offset(text, position, unit), offset as u32, "{offset} {unit:?}");
            }
        }
    }
}
