//! Nodes, entries and blocks, in the order of the text.

use super::WIDTH;
use super::gaps::{After, Before, Within};
use super::strings;
use crate::source::Span;
use crate::syntax::tree::{Block, Document, Entry, Node, Trivia, TriviaKind};
use crate::syntax::{MAX_BYTES, chars};

/// How many nodes a block on one line may hold.
const MOST_ON_A_LINE: usize = 3;

pub(super) struct Printer<'t> {
    pub text: &'t str,
    pub trivia: Vec<Trivia>,
    /// The first trivia that has not been passed.
    pub next: usize,
    pub out: String,
    /// Where the nodes of the top level end: in the text, and in what was printed.
    pub ends: Vec<(usize, usize)>,
}

impl<'t> Printer<'t> {
    pub(super) fn new(text: &'t str, trivia: Vec<Trivia>) -> Self {
        Self { text, trivia, next: 0, out: String::with_capacity(text.len()), ends: Vec::new() }
    }

    pub(super) fn document(&mut self, document: &Document) {
        let mut at = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut after = After::Nothing;
        for node in document.all_nodes() {
            self.between(at..outer(node.span(), node.slashdash()), after, Before::Node, 0);
            at = self.node(node, 0);
            self.ends.push((at, self.out.len()));
            after = After::Node;
        }
        self.between(at..self.text.len(), after, Before::End, 0);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Prints a node; gives the place behind it.
    fn node(&mut self, node: Node<'_>, depth: usize) -> usize {
        if self.out.len() > MAX_BYTES {
            return end(node.span());
        }
        self.slashdash(node.slashdash(), node.span(), depth);
        let name = node.name_span();
        self.typed(start(node.span()), node.ty_span(), name, depth);
        let mut at = end(name);
        for entry in node.all_entries() {
            self.within(at..outer(entry.span(), entry.slashdash()), Within::Entries, depth);
            self.entry(entry, depth);
            at = end(entry.span());
        }
        for block in node.all_blocks() {
            self.within(at..outer(block.span(), block.slashdash()), Within::Node, depth);
            self.block(block, depth);
            at = end(block.span());
        }
        at
    }

    fn slashdash(&mut self, slashdash: Option<Span>, target: Span, depth: usize) {
        if let Some(slashdash) = slashdash {
            self.out.push_str("/-");
            self.behind_slashdash(end(slashdash)..start(target), depth);
        }
    }

    fn entry(&mut self, entry: Entry<'_>, depth: usize) {
        self.slashdash(entry.slashdash(), entry.span(), depth + 1);
        let value = entry.value_span();
        let mut at = start(entry.span());
        if let Some((_, key)) = entry.key() {
            self.atom(key, depth);
            at = self.punctuation(b'=', end(key), start(value), depth);
        }
        self.typed(at, entry.ty_span(), value, depth);
    }

    /// From `at`: a type annotation, if there is one, and what it belongs to.
    fn typed(&mut self, mut at: usize, ty: Option<Span>, of: Span, depth: usize) {
        if let Some(ty) = ty {
            at = self.punctuation(b'(', at, start(ty), depth);
            self.within(at..start(ty), Within::Word, depth);
            self.atom(ty, depth);
            at = self.punctuation(b')', end(ty), start(of), depth);
        }
        self.within(at..start(of), Within::Word, depth);
        self.atom(of, depth);
    }

    /// From `at`: what stands before the sign, and the sign; gives the place behind it.
    fn punctuation(&mut self, sign: u8, at: usize, until: usize, depth: usize) -> usize {
        let place = self.find(sign, at..until);
        self.within(at..place, Within::Word, depth);
        self.out.push(char::from(sign));
        place + 1
    }

    /// A name, a type or a value.
    fn atom(&mut self, span: Span, depth: usize) {
        let written = &self.text[start(span)..end(span)];
        strings::copy(written, (depth + 1) * 4, &mut self.out);
    }

    fn block(&mut self, block: Block<'_>, depth: usize) {
        self.slashdash(block.slashdash(), block.span(), depth + 1);
        if self.one_line(block, depth) {
            return;
        }
        self.out.push('{');
        let inner = self.out.len();
        let mut at = start(block.span()) + 1;
        let mut after = After::Brace;
        for node in block.all_nodes() {
            self.between(at..outer(node.span(), node.slashdash()), after, Before::Node, depth + 1);
            at = self.node(node, depth + 1);
            after = After::Node;
        }
        self.between(at..end(block.span()) - 1, after, Before::End, depth + 1);
        if self.out.len() > inner {
            self.break_line(false, depth);
        }
        self.out.push('}');
    }

    /// Prints a block on one line, where it was written on one and may stay there.
    fn one_line(&mut self, block: Block<'_>, depth: usize) -> bool {
        let few = (1..=MOST_ON_A_LINE).contains(&block.all_nodes().take(MOST_ON_A_LINE + 1).count());
        // First of all no block within: what follows reads the block, and so reads no part of the text twice.
        if !few || block.all_nodes().any(|node| node.all_blocks().next().is_some()) {
            return false;
        }
        let (from, to) = (start(block.span()), end(block.span()));
        let inside = |t: &&Trivia| (t.span.start as usize) < to;
        let mut comments = self.trivia[self.next..].iter().take_while(inside).filter(|t| start(t.span) > from);
        if comments.any(|t| t.kind != TriviaKind::Slashdash) || has_newline(&self.text[from..to]) {
            return false;
        }
        let (length, next) = (self.out.len(), self.next);
        self.out.push('{');
        for node in block.all_nodes() {
            self.out.push(' ');
            self.node(node, depth + 1);
            self.out.push(';');
        }
        self.out.push_str(" }");
        let fits = self.line_fits();
        if !fits {
            self.out.truncate(length);
            self.next = next;
        }
        fits
    }

    /// Whether the last line of the output is narrow enough. Looks at no more than the bytes of one that is.
    fn line_fits(&self) -> bool {
        let bytes = self.out.as_bytes();
        let tail = &bytes[bytes.len().saturating_sub(WIDTH * 4 + 1)..];
        let line = tail.iter().rposition(|byte| *byte == b'\n').map_or(tail, |at| &tail[at + 1..]);
        // Every byte but those that continue a character.
        line.iter().filter(|byte| **byte & 0xC0 != 0x80).count() <= WIDTH
    }

    /// Ends the line, and indents the next one.
    pub(super) fn break_line(&mut self, blank: bool, depth: usize) {
        if !self.out.is_empty() {
            self.out.push_str(if blank { "\n\n" } else { "\n" });
        }
        self.out.extend(std::iter::repeat_n("    ", depth));
    }
}

fn has_newline(text: &str) -> bool {
    (0..text.len()).any(|at| chars::newline(&text.as_bytes()[at..]) > 0)
}

pub(super) fn start(span: Span) -> usize {
    span.start as usize
}

pub(super) fn end(span: Span) -> usize {
    span.end as usize
}

/// Where something starts, its `/-` included.
fn outer(span: Span, slashdash: Option<Span>) -> usize {
    start(slashdash.unwrap_or(span))
}
