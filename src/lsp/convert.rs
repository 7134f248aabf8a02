//! Places in bytes, as the compiler has them, and places as the editor has agreed to count them.

use super::workspace::Asked;
use crate::ide::lines::{LineIndex, Position as Place};
use crate::source::{FileId, Span, Unit};
use lsp_types::{Location, Position, PositionEncodingKind, Range, TextEdit, Uri};
use std::borrow::Cow;

/// How columns are counted: in bytes where the editor can, since nothing needs converting then.
pub fn unit(offered: Option<&[PositionEncodingKind]>) -> Unit {
    let can = |kind: &PositionEncodingKind| offered.is_some_and(|offered| offered.contains(kind));
    match () {
        () if can(&PositionEncodingKind::UTF8) => Unit::Byte,
        () if can(&PositionEncodingKind::UTF32) && !can(&PositionEncodingKind::UTF16) => Unit::Character,
        () => Unit::Utf16,
    }
}

/// The protocol's name for it.
pub fn encoding(unit: Unit) -> PositionEncodingKind {
    match unit {
        Unit::Byte => PositionEncodingKind::UTF8,
        Unit::Utf16 => PositionEncodingKind::UTF16,
        Unit::Character => PositionEncodingKind::UTF32,
    }
}

/// A text with its lines, for many questions about places in it.
pub struct Text<'a> {
    text: &'a str,
    lines: Cow<'a, LineIndex>,
    unit: Unit,
}

impl<'a> Text<'a> {
    /// The lines of a text.
    pub fn new(text: &'a str, unit: Unit) -> Self {
        Self { text, lines: Cow::Owned(LineIndex::new(text)), unit }
    }

    /// The lines of the file that is asked about.
    pub fn of(asked: &Asked<'a>, unit: Unit) -> Self {
        Self::within(asked, asked.file, unit)
    }

    /// The lines of a file of the spec that is asked about.
    pub fn within(asked: &Asked<'a>, file: FileId, unit: Unit) -> Self {
        let text = asked.analysis.sources().file(file).text.as_str();
        match asked.analysis.lines(file) {
            Some(lines) => Self { text, lines: Cow::Borrowed(lines), unit },
            None => Self::new(text, unit),
        }
    }

    /// The byte of a place.
    pub fn offset(&self, position: Position) -> u32 {
        let place = Place { line: position.line, column: position.character };
        self.lines.offset(self.text, place, self.unit)
    }

    /// The place of a byte.
    pub fn position(&self, offset: u32) -> Position {
        let place = self.lines.position(self.text, offset, self.unit);
        Position { line: place.line, character: place.column }
    }

    /// The places of a range of bytes.
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The bytes between two places of a file; nothing where they are the wrong way round.
    pub fn span(&self, file: FileId, range: Range) -> Span {
        let start = self.offset(range.start);
        Span::new(file, start, self.offset(range.end).max(start))
    }
}

/// A range in a file of a spec, as one that an editor can open.
pub fn location(asked: &Asked<'_>, span: Span, unit: Unit) -> Location {
    Location { uri: Uri(asked.address(span.file)), range: Text::within(asked, span.file, unit).range(span) }
}

/// A replacement.
pub fn edit(text: &Text<'_>, span: Span, replacement: &str) -> TextEdit {
    TextEdit { range: text.range(span), new_text: replacement.to_owned() }
}
