//! Columns as readers count them. Bytes are what passes work with; people, editors and platforms count otherwise.

use super::SourceFile;
use std::sync::OnceLock;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of UTF-8.
    Byte,
    /// Characters, as Unicode counts them: scalar values.
    Character,
    /// Units of UTF-16, in which JavaScript counts.
    Utf16,
}

/// So many bytes lie between two places whose letters are known.
const STEP: usize = 1024;

/// How many characters and units of UTF-16 stand before every [`STEP`]th byte; counted when somebody asks, so that a
/// thousand questions about a line of 16 MiB read it once.
#[derive(Debug, Clone, Default)]
pub(super) struct Letters(OnceLock<Vec<(u32, u32)>>);

impl SourceFile {
    /// Line and column of a byte, both from 0.
    pub fn position(&self, offset: u32, unit: Unit) -> (u32, u32) {
        let (line, column) = self.line_column(offset);
        let (here, start) = match unit {
            Unit::Byte => return (line, column),
            _ => (self.letters_before(offset), self.letters_before(offset - column)),
        };
        match unit {
            Unit::Utf16 => (line, here.1 - start.1),
            _ => (line, here.0 - start.0),
        }
    }

    fn letters_before(&self, offset: u32) -> (u32, u32) {
        let bytes = self.text.as_bytes();
        let marks = self.letters.0.get_or_init(|| {
            let mut marks = vec![(0, 0)];
            for chunk in bytes.chunks(STEP) {
                marks.push(count(marks[marks.len() - 1], chunk));
            }
            marks
        });
        let offset = (offset as usize).min(bytes.len());
        let mark = offset / STEP;
        count(marks[mark], &bytes[mark * STEP..offset])
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

    #[test]
    fn columns_are_counted_as_asked_also_far_behind() {
        let line = "a\u{e9}\u{1f600}z".repeat(500);
        let file = SourceFile::new("x", format!("first\n{line}\n"));
        for at in (0..=line.len()).filter(|at| line.is_char_boundary(*at)) {
            let before = &line[..at];
            let column = |unit| file.position(6 + at as u32, unit);
            assert_eq!(column(Unit::Byte), (1, at as u32));
            assert_eq!(column(Unit::Character), (1, before.chars().count() as u32));
            assert_eq!(column(Unit::Utf16), (1, before.encode_utf16().count() as u32));
        }
        assert_eq!(SourceFile::new("x", "").position(0, Unit::Utf16), (0, 0));
    }
}
