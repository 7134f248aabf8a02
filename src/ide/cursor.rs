//! What a place in a text is: between nodes, on the line of one, on a name, a key, a value; in every half-typed state.

use super::shape::{Shape, Step};
use super::text::{Form, Written};
use crate::source::{SourceFile, Span};
use crate::syntax::{Block, Document, Entry, Node, TriviaKind};

/// A place, and the nodes whose braces it stands in, outermost first.
#[derive(Debug)]
pub struct Cursor<'a> {
    /// The nodes around.
    pub path: Vec<Step<'a>>,
    /// The place itself.
    pub spot: Spot<'a>,
}

/// What a place is.
#[derive(Debug, Clone, Copy)]
pub enum Spot<'a> {
    /// The name of a node, or where one could start.
    Name(Option<Node<'a>>),
    /// Between the entries of a node, behind so many arguments.
    Blank(Node<'a>, usize),
    /// The argument with that index.
    Arg(Node<'a>, Entry<'a>, usize),
    /// The key of a property.
    Key(Node<'a>, Entry<'a>),
    /// The value of a property; empty where it is missing.
    Value(Node<'a>, Entry<'a>),
    /// A comment, a type annotation, behind a value without a space: nothing can be written here.
    Nothing,
}

impl Cursor<'_> {
    /// What the nodes around say of a node that stands here.
    pub fn shape(&self) -> Shape {
        self.path.last().map_or(Shape::root(), |step| step.shape)
    }
}

/// What the byte `offset` of a file is.
pub fn find<'a>(file: &'a SourceFile, document: &'a Document, offset: u32) -> Cursor<'a> {
    let search = Search { text: &file.text, document, offset };
    let mut path = Vec::new();
    if search.in_comment() {
        return Cursor { path, spot: Spot::Nothing };
    }
    let mut nodes: Vec<Node<'a>> = document.all_nodes().collect();
    let mut shape = Shape::root();
    loop {
        let Some(node) = nodes.iter().rev().find(|node| node.span().start <= offset).copied() else {
            return Cursor { path, spot: Spot::Name(None) };
        };
        match node.all_blocks().find(|block| search.inside(*block)) {
            Some(block) => {
                // What stands in the braces of a mistyped node is not for that reason nothing.
                shape = shape.child_like(node.name());
                path.push(Step { node, shape });
                nodes = block.all_nodes().collect();
            }
            None => return Cursor { path, spot: search.on(node) },
        }
    }
}

struct Search<'a> {
    text: &'a str,
    document: &'a Document,
    offset: u32,
}

impl<'a> Search<'a> {
    fn in_comment(&self) -> bool {
        self.document.trivia().iter().any(|trivia| match trivia.kind {
            TriviaKind::LineComment => trivia.span.start < self.offset && self.offset <= trivia.span.end,
            TriviaKind::BlockComment => {
                let open = trivia.span.end as usize == self.text.len() && !self.text.ends_with("*/");
                trivia.span.start < self.offset && (self.offset < trivia.span.end || open)
            }
            TriviaKind::Continuation | TriviaKind::Slashdash => false,
        })
    }

    /// Whether the place is between the braces; a block that is never closed reaches to the end of the text.
    fn inside(&self, block: Block<'_>) -> bool {
        let span = block.span();
        span.start < self.offset && (self.offset < span.end || self.offset == span.end && !self.closed(block))
    }

    fn closed(&self, block: Block<'_>) -> bool {
        let end = block.span().end;
        let brace = self.text.as_bytes().get(end as usize - 1) == Some(&b'}') && end - 1 > block.span().start;
        let of_a_child = block.all_nodes().last().is_some_and(|node| node.span().end == end);
        let comment = self.document.trivia().iter().any(|t| t.span.start < end && end <= t.span.end);
        brace && !of_a_child && !comment
    }

    /// A place that stands behind the start of `node` and in none of its blocks.
    fn on(&self, node: Node<'a>) -> Spot<'a> {
        let on = |span: Span| span.start <= self.offset && self.offset <= span.end;
        if node.ty_span().is_some_and(on) {
            return Spot::Nothing;
        }
        if on(node.name_span()) {
            return self.unless_behind_quote(node.name_span(), Spot::Name(Some(node)));
        }
        let (mut last, mut blank) = (node.name_span().end, None);
        let mut args = 0;
        for entry in node.all_entries().filter(|entry| entry.span().start <= self.offset) {
            if entry.ty_span().is_some_and(on) {
                return Spot::Nothing;
            }
            let spot = match entry.key() {
                Some((_, key)) if on(key) => {
                    return self.unless_behind_quote(key, Spot::Key(node, entry));
                }
                Some(_) => Spot::Value(node, entry),
                None => Spot::Arg(node, entry, args),
            };
            let value = entry.value_span();
            if on(value) {
                return self.unless_behind_quote(value, spot);
            }
            // Behind `key= ` a value is awaited, however much space there is.
            blank = (value.start == value.end && entry.key().is_some()).then_some(spot);
            last = last.max(entry.span().end);
            args += usize::from(entry.key().is_none());
        }
        let block = node.all_blocks().filter(|block| block.span().end <= self.offset).last();
        last = block.map_or(last, |block| last.max(block.span().end));
        match self.gap(last) {
            Gap::Ended => Spot::Name(None),
            Gap::Space if block.is_none() => blank.unwrap_or(Spot::Blank(node, args)),
            Gap::None if block.is_none() && blank.is_some() => blank.unwrap_or(Spot::Nothing),
            Gap::Space | Gap::None => Spot::Nothing,
        }
    }

    /// Right behind a closing quote nothing goes on; at an opening one, another text may be written in its place.
    fn unless_behind_quote(&self, span: Span, spot: Spot<'a>) -> Spot<'a> {
        let written = Written::at(self.text, span);
        let inside = match written.form {
            Form::Bare | Form::Lines => true,
            Form::Quoted(_) | Form::Raw(..) => written.start <= self.offset && self.offset <= written.end,
        };
        if inside || self.offset == span.start { spot } else { Spot::Nothing }
    }

    /// What lies between the last part of a node and the place.
    fn gap(&self, from: u32) -> Gap {
        let (mut at, end) = (from as usize, self.offset as usize);
        if at >= end {
            return Gap::None;
        }
        let bytes = self.text.as_bytes();
        let mut continued = false;
        while at < end.min(bytes.len()) {
            let all = self.document.trivia();
            let next = all.get(all.partition_point(|t| (t.span.start as usize) < at));
            let trivia = next.filter(|t| t.span.start as usize == at && t.span.end > t.span.start);
            match (trivia, bytes[at]) {
                (Some(trivia), _) => {
                    continued |= trivia.kind == TriviaKind::Continuation;
                    at = trivia.span.end as usize;
                    continue;
                }
                (None, b';') => return Gap::Ended,
                (None, b'\n') if continued => continued = false,
                (None, b'\n') => return Gap::Ended,
                _ => {}
            }
            at += 1;
        }
        let spaced = bytes.get(end - 1).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/');
        if spaced { Gap::Space } else { Gap::None }
    }
}

/// What lies between two places.
enum Gap {
    /// Nothing that separates.
    None,
    /// Space, perhaps with comments and continued lines.
    Space,
    /// The end of the node.
    Ended,
}
