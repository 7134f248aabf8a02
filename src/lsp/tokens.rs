//! Colours that know the language.

use super::capabilities::Client;
use super::convert::Text;
use super::workspace::Asked;
use crate::ide::tokens::TokenKind;
use crate::ide::{self};
use crate::source::Span;
use lsp_types::{Range, SemanticToken, SemanticTokens};

/// The protocol's names for the kinds, in the order of [`index`].
pub const TYPES: &[&str] =
    &["comment", "keyword", "property", "variable", "parameter", "enumMember", "string", "number", "macro", "type"];

/// The protocol's names for what a part can be besides.
pub const MODIFIERS: &[&str] = &["declaration"];

fn index(kind: TokenKind) -> Option<u32> {
    Some(match kind {
        TokenKind::Comment => 0,
        TokenKind::Node => 1,
        TokenKind::Property => 2,
        TokenKind::Name => 3,
        TokenKind::Variable => 4,
        TokenKind::Choice => 5,
        TokenKind::Text => 6,
        TokenKind::Number => 7,
        TokenKind::Keyword => 8,
        TokenKind::Type => 9,
        // What the language does not know keeps the colour that the editor gives it.
        TokenKind::Unknown => return None,
    })
}

/// The parts of a file, or of a range of it. A part over several lines is given line by line, which every editor takes.
pub fn of_file(asked: &Asked<'_>, range: Option<Range>, client: Client) -> SemanticTokens {
    let text = Text::of(asked, client.unit);
    let wanted = range.map(|range| text.span(asked.file, range));
    let mut data = Vec::new();
    let (mut line, mut column) = (0, 0);
    for token in ide::tokens(asked.analysis, asked.file) {
        let Some(token_type) = index(token.kind) else { continue };
        if wanted.is_some_and(|wanted| token.span.end < wanted.start || wanted.end < token.span.start) {
            continue;
        }
        for part in lines(&asked.source.text, token.span) {
            let Range { start, end } = text.range(part);
            let same = start.line == line;
            data.push(SemanticToken {
                delta_line: start.line - line,
                delta_start: if same { start.character - column } else { start.character },
                length: end.character - start.character,
                token_type,
                token_modifiers_bitset: u32::from(token.declares),
            });
            (line, column) = (start.line, start.character);
        }
    }
    SemanticTokens { result_id: None, data }
}

/// The parts of a span on each line, without the ends of the lines.
fn lines(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut at = span.start;
    let inside = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    inside.split_inclusive(['\n', '\r']).filter_map(move |line| {
        let start = at;
        at += line.len() as u32;
        let end = start + line.trim_end_matches(['\n', '\r']).len() as u32;
        (end > start).then(|| Span::new(span.file, start, end))
    })
}
