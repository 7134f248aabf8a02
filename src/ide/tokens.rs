//! What each part of a text is, for colours that know the language.

use super::Analysis;
use super::shape::{Shape, Slot, entries};
use crate::schema::{Kind, Meaning, Use};
use crate::source::{FileId, Span};
use crate::syntax::{Document, Entry, Node, TriviaKind, Value};

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// A comment, or what `/-` leaves out.
    Comment,
    /// The name of a node of the language.
    Node,
    /// The key of a property.
    Property,
    /// The name of a thing.
    Name,
    /// The name of a variable or input.
    Variable,
    /// A value of a closed list.
    Choice,
    /// Any other text.
    Text,
    /// A number.
    Number,
    /// `#true`, `#false`, `#null`.
    Keyword,
    /// A type annotation.
    Type,
    /// What the language does not know.
    Unknown,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// Where it stands; it may reach over several lines.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// Whether a thing is declared here.
    pub declares: bool,
}

/// The parts of a file in their order; none lies within another.
pub fn tokens(analysis: &Analysis, file: FileId) -> Vec<Token> {
    let Some(document) = analysis.document(file) else { return Vec::new() };
    let mut all = Vec::new();
    comments(document, &mut all);
    document.all_nodes().for_each(|n| node(n, Shape::root(), &mut all));
    all.sort_by_key(|token| (token.span.start, std::cmp::Reverse(token.span.end)));
    let mut end = 0;
    all.retain(|token| {
        let keep = token.span.start >= end && token.span.end > token.span.start;
        end = if keep { token.span.end } else { end };
        keep
    });
    all
}

fn comments(document: &Document, all: &mut Vec<Token>) {
    let written = document.trivia().iter().filter(|t| t.kind != TriviaKind::Continuation);
    all.extend(written.map(|t| Token { span: t.span, kind: TokenKind::Comment, declares: false }));
}

fn node(node: Node<'_>, parent: Shape, all: &mut Vec<Token>) {
    if let Some(slashdash) = node.slashdash() {
        return all.push(comment(slashdash.to(node.span())));
    }
    let shape = parent.child(node.name());
    all.extend(node.ty_span().map(|span| Token { span, kind: TokenKind::Type, declares: false }));
    let (kind, declares) = match (shape, shape.name_slot()) {
        (_, Some(slot)) if is_choice(slot.kind()) => (TokenKind::Choice, declares(slot.meaning)),
        (_, Some(Slot { meaning: Meaning::Lists(_), .. })) => (TokenKind::Property, false),
        (_, Some(Slot { meaning: Meaning::Names(Use::Declares, _), .. })) => (TokenKind::Name, true),
        (_, Some(_)) => (TokenKind::Variable, false),
        (Shape::Node(schema, _), None) if schema.name.is_empty() => (TokenKind::Variable, false),
        (Shape::Node(..) | Shape::Value(_), None) => (TokenKind::Node, false),
        (Shape::Free, None) => (TokenKind::Variable, false),
        (Shape::Unknown, None) => (TokenKind::Unknown, false),
    };
    all.push(Token { span: node.name_span(), kind, declares });
    for entry in node.all_entries() {
        if let Some(slashdash) = entry.slashdash() {
            all.push(comment(slashdash.to(entry.span())));
        }
    }
    for (entry, slot) in entries(node, shape) {
        if let Some((key, span)) = entry.key() {
            let known = shape.prop_slot(key).is_some() || matches!(shape, Shape::Free);
            let own = shape.key_slot(key).is_some();
            let kind = match (known, own) {
                (_, true) => TokenKind::Variable,
                (true, false) => TokenKind::Property,
                (false, false) => TokenKind::Unknown,
            };
            all.push(Token { span, kind, declares: false });
        }
        all.extend(entry.ty_span().map(|span| Token { span, kind: TokenKind::Type, declares: false }));
        all.push(value(entry, slot.map(|slot| slot.meaning), slot.and_then(|slot| slot.kind())));
    }
    for block in node.all_blocks() {
        match block.slashdash() {
            Some(slashdash) => all.push(comment(slashdash.to(block.span()))),
            None => block.all_nodes().for_each(|child| self::node(child, shape, all)),
        }
    }
}

fn comment(span: Span) -> Token {
    Token { span, kind: TokenKind::Comment, declares: false }
}

fn declares(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Names(Use::Declares, _))
}

fn value(entry: Entry<'_>, meaning: Option<Meaning>, kind: Option<Kind>) -> Token {
    let token = match (entry.value(), meaning) {
        (Value::Integer(_) | Value::Float(_), _) => TokenKind::Number,
        (Value::Bool(_) | Value::Null, _) => TokenKind::Keyword,
        (Value::Error, _) => TokenKind::Unknown,
        (Value::String(_), Some(Meaning::Names(..))) => TokenKind::Name,
        (Value::String(_), _) if is_choice(kind) => TokenKind::Choice,
        (Value::String(_), _) => TokenKind::Text,
    };
    Token { span: entry.value_span(), kind: token, declares: meaning.is_some_and(declares) }
}

fn is_choice(kind: Option<Kind>) -> bool {
    match kind {
        Some(Kind::Choice(_)) => true,
        Some(Kind::OrNull(inner)) => is_choice(Some(*inner)),
        _ => false,
    }
}
