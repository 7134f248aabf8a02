//! What stands between the parts of a text: space, newlines, comments, and the `\` that continues a line.

use super::print::{Printer, end, start};
use super::strings;
use crate::syntax::chars;
use crate::syntax::tree::TriviaKind;
use std::ops::Range;

/// What a gap between nodes follows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The start of the text.
    Nothing,
    /// A `{`.
    Brace,
    /// A node.
    Node,
}

/// What a gap between nodes is followed by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A node.
    Node,
    /// A `}` or the end of the text.
    End,
}

/// Where in a node a gap lies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// Before an entry: a space, or a continued line.
    Entries,
    /// Before a block: a space.
    Node,
    /// In a property or type annotation: nothing.
    Word,
}

/// A comment or a continuation.
struct Item<'t> {
    kind: TriviaKind,
    text: &'t str,
    /// How many newlines stand before it, since the item before.
    newlines: usize,
    /// Whether a `;` does.
    semicolon: bool,
}

/// What a gap holds.
struct Gap<'t> {
    items: Vec<Item<'t>>,
    /// How many newlines stand behind the last item.
    newlines: usize,
}

impl<'t> Printer<'t> {
    /// Reads a gap and passes its trivia.
    fn gap(&mut self, range: Range<usize>) -> Gap<'t> {
        let text = self.text;
        let mut gap = Gap { items: Vec::new(), newlines: 0 };
        let mut at = range.start;
        while let Some(trivia) = self.trivia.get(self.next).filter(|t| start(t.span) < range.end) {
            self.next += 1;
            // A `/-` before the gap; gaps end where one starts.
            if start(trivia.span) < range.start {
                continue;
            }
            let space = &text[at..start(trivia.span)];
            at = end(trivia.span);
            gap.items.push(Item {
                kind: trivia.kind,
                text: &text[start(trivia.span)..at],
                newlines: newlines(space),
                semicolon: space.contains(';'),
            });
        }
        gap.newlines = newlines(&text[at..range.end]);
        gap
    }

    /// Where `sign` stands outside of comments.
    pub(super) fn find(&self, sign: u8, range: Range<usize>) -> usize {
        let place = |part: Range<usize>| {
            let found = self.text.as_bytes()[part.clone()].iter().position(|byte| *byte == sign);
            found.map(|at| part.start + at)
        };
        let mut at = range.start;
        for trivia in self.trivia[self.next..].iter().filter(|t| start(t.span) >= range.start) {
            if start(trivia.span) >= range.end {
                break;
            }
            if let Some(found) = place(at..start(trivia.span)) {
                return found;
            }
            at = end(trivia.span);
        }
        place(at..range.end).unwrap_or(range.end)
    }

    /// Prints what stands between two nodes, or between a node and the brace before or behind it, up to the place
    /// where the next node starts.
    pub(super) fn between(&mut self, range: Range<usize>, after: After, before: Before, depth: usize) {
        let Gap { items, newlines } = self.gap(range);
        let first_newline = items.iter().position(|item| item.newlines > 0);
        let beside = match (after, before) {
            // Nothing to stand beside.
            (After::Nothing, _) => 0,
            _ if first_newline.is_some() || newlines > 0 => first_newline.unwrap_or(items.len()),
            // All on one line: what stands behind the `;` leads the next node, if there is one.
            (After::Node, Before::End) => items.len(),
            (After::Node, Before::Node) => items.iter().position(|item| item.semicolon).unwrap_or(items.len()),
            _ => 0,
        };
        let (mut waiting, mut own_line, mut first) = (0, false, after != After::Node);
        for (index, item) in items.iter().enumerate() {
            waiting += item.newlines;
            // Between nodes nothing needs a continuation.
            if item.kind == TriviaKind::Continuation {
                continue;
            }
            if index < beside || (own_line && waiting == 0) {
                self.out.push(' ');
            } else {
                self.break_line(waiting > 1 && !first, depth);
                (own_line, first) = (true, false);
            }
            self.comment(item);
            waiting = 0;
        }
        if before == Before::Node {
            match own_line && waiting + newlines == 0 {
                true => self.out.push(' '),
                false => self.break_line(waiting + newlines > 1 && !first, depth),
            }
        }
    }

    /// Prints what stands between two parts of a node that starts at `depth`.
    pub(super) fn within(&mut self, range: Range<usize>, place: Within, depth: usize) {
        let Gap { items, .. } = self.gap(range);
        // Whether the line has to end before anything else; whether it has just started.
        let (mut ending, mut fresh, mut empty) = (false, false, true);
        for (index, item) in items.iter().enumerate() {
            if item.kind == TriviaKind::Continuation {
                let same_line = items[index + 1..].iter().take_while(|item| item.newlines == 0);
                let noted = same_line.into_iter().any(|item| item.kind == TriviaKind::LineComment);
                if noted && ending {
                    self.break_line(false, depth + 1);
                    (ending, fresh) = (false, true);
                }
                if noted || (place == Within::Entries && !ending && !fresh) {
                    self.out.push_str(if fresh { "\\" } else { " \\" });
                    (ending, fresh, empty) = (true, false, false);
                }
                continue;
            }
            if ending && item.newlines > 0 {
                self.break_line(false, depth + 1);
                (ending, fresh) = (false, true);
            }
            if !fresh {
                self.out.push(' ');
            }
            self.comment(item);
            (fresh, empty) = (false, false);
        }
        if ending {
            self.break_line(false, depth + 1);
        } else if !(fresh || empty && place == Within::Word) {
            self.out.push(' ');
        }
    }

    /// Prints what stands between a `/-` and what it leaves out: newlines and line comments are allowed here.
    pub(super) fn behind_slashdash(&mut self, range: Range<usize>, depth: usize) {
        let Gap { items, .. } = self.gap(range);
        let (mut ending, mut empty) = (false, true);
        for item in items.iter().filter(|item| item.kind != TriviaKind::Continuation) {
            match ending {
                true => self.break_line(false, depth),
                false => self.out.push(' '),
            }
            self.comment(item);
            ending = item.kind == TriviaKind::LineComment;
            empty = false;
        }
        if ending {
            self.break_line(false, depth);
        } else if !empty {
            self.out.push(' ');
        }
    }

    fn comment(&mut self, item: &Item<'_>) {
        match item.kind {
            TriviaKind::LineComment => self.out.push_str(item.text.trim_end()),
            _ => strings::copy_lines(item.text, &mut self.out),
        }
    }
}

fn newlines(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        match chars::newline(&bytes[at..]) {
            0 => at += 1,
            width => (at, count) = (at + width, count + 1),
        }
    }
    count
}
