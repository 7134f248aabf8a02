//! Nodes, entries and blocks. What is open lies on a stack of the parser's own, so that no text, however deep
//! its blocks, can exhaust the program's stack.

use super::chars;
use super::tree::{BlockData, Bytes, Document, NONE, Name, NodeData, TriviaKind};
use super::{MAX_DEPTH, MAX_ITEMS, Parsed};
use crate::diag::{self, Diagnostic, codes};
use crate::source::{FileId, Span};

/// More diagnostics than this help nobody.
pub(super) const MAX_DIAGNOSTICS: usize = 500;

/// How often a search for a closing delimiter may reach the end of the file in vain. Each costs a pass over the
/// rest of the text; after the last one, the unclosed thing swallows the rest, which keeps the time linear.
const FAILED_SCANS: u8 = 8;

/// A node whose entries or blocks may still come.
pub(super) struct Open {
    pub node: u32,
    pub last_entry: u32,
    last_block: u32,
    /// It has a block; one that counts; one that is left out.
    has_block: bool,
    has_skipped_block: bool,
    /// Behind a `[`: commas and `]` need no complaint of their own.
    pub in_list: bool,
}

/// An open block and the node that it belongs to.
pub(super) struct Frame {
    owner: Open,
    block: u32,
    last_child: u32,
    pub brace: usize,
    indent: usize,
}

pub(super) struct Parser<'t> {
    pub file: FileId,
    pub text: &'t str,
    pub bytes: &'t [u8],
    pub at: usize,
    /// Whether there was space since the last atom.
    pub spaced: bool,
    /// How far the line is indented on which the last node started or block ended.
    pub indent: usize,
    pub tree: Document,
    stack: Vec<Frame>,
    last_node: u32,
    pub found: Vec<Diagnostic>,
    /// How many problems were reported, those over the limit too.
    pub errors: usize,
    hidden: usize,
    scans_left: u8,
    /// The first block that ended at a brace further left than its own line: where one is missing, if one is.
    pub suspect: Option<(usize, usize)>,
    /// The end of the last line whose quotes were counted, and whether one is missing.
    pub quotes: (usize, bool),
    /// Errors that only repeat another one, if that is found.
    pub held: Vec<Diagnostic>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        Self {
            file,
            text,
            bytes: text.as_bytes(),
            at: 0,
            spaced: true,
            indent: 0,
            tree: Document::of(file, text),
            stack: Vec::new(),
            last_node: NONE,
            found: Vec::new(),
            errors: 0,
            hidden: 0,
            scans_left: FAILED_SCANS,
            suspect: None,
            quotes: (0, false),
            held: Vec::new(),
        }
    }

    pub(super) fn document(mut self) -> Parsed {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        self.forbidden_code_points();
        while !self.is_full() && !self.at_end() {
            if let Some(node) = self.between_nodes() {
                self.inside_node(node);
            }
        }
        if self.is_full() {
            // The rest is left unread; that blocks are open here is no fault of the text.
            while let Some(frame) = self.stack.pop() {
                self.end_block(frame);
            }
            // However much else is wrong: without it, half a spec would pass for one.
            self.found.push(self.too_many_items());
            self.errors += 1;
        }
        self.close_all();
        self.report_held();
        if self.hidden > 0 {
            self.found.push(Diagnostic::error(
                codes::SYNTAX,
                self.span(self.bytes.len(), self.bytes.len()),
                format!("{} further syntax errors are not shown", self.hidden),
            ));
        }
        diag::tidy(&mut self.found);
        Parsed { document: self.tree, diagnostics: self.found }
    }

    /// Whether there is more than may be.
    fn is_full(&self) -> bool {
        self.tree.items() > MAX_ITEMS
    }

    /// Whether nothing is left but space.
    fn at_end(&mut self) -> bool {
        self.line_space();
        self.at == self.bytes.len()
    }

    /// Between two nodes: starts one, or ends a block.
    fn between_nodes(&mut self) -> Option<Open> {
        match self.rest() {
            [b'}', ..] => return self.close_block(),
            [b';', ..] => {
                self.stray_semicolon();
                self.at += 1;
            }
            [b'/', b'-', ..] => {
                let slashdash = self.slashdash();
                return self.slashdash_has_target(slashdash).then(|| self.start_node(slashdash.0));
            }
            [b'#', ..] if self.foreign_comment() => {}
            _ => return Some(self.start_node(NONE)),
        }
        None
    }

    fn start_node(&mut self, slashdash: u32) -> Open {
        let start = self.at;
        let errors = self.errors;
        let ty = self.optional_type();
        let typed_until = self.at;
        if ty.is_some() {
            self.node_space();
        }
        let (name, nameless) = match self.atom() {
            Some(atom) => {
                if atom.text().is_none() && !atom.broken {
                    self.not_a_name(&atom, "a node's name");
                }
                (atom.name(), false)
            }
            None => {
                if self.errors == errors {
                    self.missing_name(start, typed_until);
                }
                let here = typed_until as u32;
                (Name { text: (0, 0), at: (here, here) }, true)
            }
        };
        let id = self.tree.nodes.len() as u32;
        self.tree.nodes.push(NodeData {
            ty: ty.unwrap_or(NONE),
            name,
            nameless,
            slashdash,
            at: (start as u32, name.at.1),
            first_entry: NONE,
            first_block: NONE,
            next: NONE,
        });
        self.link_node(id);
        Open {
            node: id,
            last_entry: NONE,
            last_block: NONE,
            has_block: false,
            has_skipped_block: false,
            in_list: false,
        }
    }

    fn link_node(&mut self, id: u32) {
        let (last, first) = match self.stack.last_mut() {
            Some(frame) => (&mut frame.last_child, &mut self.tree.blocks[frame.block as usize].first_child),
            None => (&mut self.last_node, &mut self.tree.first_node),
        };
        match *last {
            NONE => *first = id,
            last => self.tree.nodes[last as usize].next = id,
        }
        *last = id;
    }

    /// Within a node, after its name: reads its entries, up to its end or to where a block opens.
    fn inside_node(&mut self, mut open: Open) {
        while !self.is_full() {
            self.node_space();
            match self.rest() {
                [] | [b'\n' | b'}', ..] => return,
                [b';', ..] => {
                    self.at += 1;
                    return;
                }
                [b'/', b'/', ..] => return self.line_comment(),
                [b'/', b'-', ..] => {
                    let slashdash = self.slashdash();
                    if !self.slashdash_has_target(slashdash) {
                        continue;
                    }
                    if self.peek() == Some(b'{') {
                        return self.open_block(open, slashdash.0);
                    }
                    if open.has_block || open.has_skipped_block {
                        self.entry_after_block();
                    }
                    self.entry(&mut open, slashdash.0);
                }
                [b'{', ..] => return self.open_block(open, NONE),
                rest if chars::newline(rest) > 0 => return,
                [b'#', ..] if self.foreign_comment() => {}
                _ if open.has_block => {
                    // `a { } b`: much more often a forgotten end of line than an argument after the block.
                    self.unended_node();
                    self.spaced = true;
                    return;
                }
                _ => {
                    if open.has_skipped_block {
                        self.entry_after_block();
                    }
                    self.entry(&mut open, NONE);
                }
            }
        }
    }

    /// Skips `/-` and the space after it.
    fn slashdash(&mut self) -> Bytes {
        let start = self.at;
        self.at += 2;
        self.trivia(TriviaKind::Slashdash, start);
        let here = (start as u32, self.at as u32);
        self.line_space();
        self.spaced = true;
        here
    }

    /// The node reaches at least up to `end`.
    pub(super) fn extend(&mut self, open: &Open, end: usize) {
        self.tree.nodes[open.node as usize].at.1 = end as u32;
    }

    fn open_block(&mut self, mut open: Open, slashdash: u32) {
        let brace = self.at;
        self.at += 1;
        if slashdash == NONE && open.has_block {
            self.second_block(brace);
        }
        open.has_block |= slashdash == NONE;
        open.has_skipped_block |= slashdash != NONE;
        let id = self.tree.blocks.len() as u32;
        self.tree.blocks.push(BlockData {
            slashdash,
            at: (brace as u32, self.at as u32),
            first_child: NONE,
            next: NONE,
        });
        match open.last_block {
            NONE => self.tree.nodes[open.node as usize].first_block = id,
            last => self.tree.blocks[last as usize].next = id,
        }
        open.last_block = id;
        if self.stack.len() == MAX_DEPTH {
            self.too_deep(brace);
        }
        self.stack.push(Frame { owner: open, block: id, last_child: NONE, brace, indent: self.indent });
    }

    /// At a `}`: ends the block and goes on in its node.
    fn close_block(&mut self) -> Option<Open> {
        let brace = self.at;
        self.at += 1;
        let Some(frame) = self.stack.pop() else {
            self.stray_brace(brace);
            return None;
        };
        if self.suspect.is_none() && self.indent < frame.indent {
            self.suspect = Some((frame.brace, brace));
        }
        self.spaced = false;
        Some(self.end_block(frame))
    }

    fn end_block(&mut self, frame: Frame) -> Open {
        let block = &mut self.tree.blocks[frame.block as usize];
        block.at.1 = self.at as u32;
        if self.stack.len() >= MAX_DEPTH {
            block.first_child = NONE;
        }
        self.extend(&frame.owner, self.at);
        frame.owner
    }

    /// At the end of the text: ends the blocks that are still open.
    fn close_all(&mut self) {
        while let Some(frame) = self.stack.pop() {
            self.unclosed_block(&frame);
            self.end_block(frame);
        }
    }

    #[inline]
    pub(super) fn rest(&self) -> &'t [u8] {
        &self.bytes[self.at..]
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }

    pub(super) fn report(&mut self, problem: Diagnostic) {
        if !self.enough() {
            self.errors += 1;
            self.found.push(problem);
        }
    }

    /// Whether an error about to be reported is one too many; it is counted then. Asked before a message is
    /// made, so that a text of nothing but errors costs little more than another.
    pub(super) fn enough(&mut self) -> bool {
        let enough = self.found.len() >= MAX_DIAGNOSTICS;
        self.errors += usize::from(enough);
        self.hidden += usize::from(enough);
        enough
    }

    /// A problem that leaves the text KDL.
    pub(super) fn warn(&mut self, problem: Diagnostic) {
        if self.found.len() < MAX_DIAGNOSTICS {
            self.found.push(problem);
        }
    }

    /// Notes a search that reached the end of the file; whether another one is allowed.
    pub(super) fn scan_failed(&mut self) -> bool {
        self.scans_left = self.scans_left.saturating_sub(1);
        self.scans_left > 0
    }
}
