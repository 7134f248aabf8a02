//! The printer. It keeps its own stack, so that no nesting is too deep for it, and writes into one string.

use std::{mem, slice};

use memchr::memchr;

use super::block::Block;
use super::scalar::{self, Place};
use super::{Entry, Item, Trivia, Yaml};

/// Columns per level. Sequences inside mappings are indented too.
pub(super) const STEP: usize = 2;
/// The longest line that a sequence on one line may make; yamllint's default.
pub(super) const LINE: usize = 80;
/// Readers look for the `:` of a key within 1,024 characters of its start; longer keys are announced by a `?`.
const LONGEST_KEY: usize = 1000;
/// Brackets within brackets stay readable to about here, and the recursion that writes them is bounded.
const FLOW_DEPTH: usize = 3;

pub(super) struct Printer<'a, 'o> {
    out: &'o mut String,
    stack: Vec<Level<'a>>,
}

/// A collection that is being written.
struct Level<'a> {
    children: Children<'a>,
    indent: usize,
    start: Start,
}

enum Children<'a> {
    Map(slice::Iter<'a, Entry>),
    Seq(slice::Iter<'a, Item>),
    /// A flow sequence that does not fit on a line.
    Flow(slice::Iter<'a, Yaml>),
}

/// Where the next child of a level begins.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    /// First, on a line of its own.
    First,
    /// First, on the line of the dash before it, its comments already written above that.
    AfterDash,
    /// On a line of its own, after others.
    Next,
}

/// What a value stands behind.
#[derive(Clone, Copy, PartialEq)]
enum Behind {
    Nothing,
    Key,
    Dash,
}

impl<'a, 'o> Printer<'a, 'o> {
    pub(super) fn new(out: &'o mut String) -> Self {
        Self { out, stack: Vec::new() }
    }

    pub(super) fn print(&mut self, root: &'a Yaml) {
        self.value(root, Behind::Nothing, 0, "");
        while let Some(level) = self.stack.last_mut() {
            let indent = level.indent;
            let start = mem::replace(&mut level.start, Start::Next);
            let more = match &mut level.children {
                Children::Map(entries) => entries.next().map(|entry| self.entry(entry, indent, start)),
                Children::Seq(items) => {
                    items.next().map(|item| self.item(&item.value, Some(&item.trivia), indent, start))
                }
                Children::Flow(items) => items.next().map(|value| self.item(value, None, indent, start)),
            };
            if more.is_none() {
                self.stack.pop();
            }
        }
    }

    fn entry(&mut self, entry: &'a Entry, indent: usize, start: Start) {
        if start != Start::AfterDash {
            self.above(&entry.trivia, indent, start);
            self::indent(self.out, indent);
        }
        let begin = self.out.len();
        if entry.plain && scalar::is_old_boolean(&entry.key) {
            self.out.push_str(&entry.key);
        } else {
            scalar::string(self.out, &entry.key, Place::Block);
        }
        if self.out.len() - begin > LONGEST_KEY {
            self.out.insert_str(begin, "? ");
            self.out.push('\n');
            self::indent(self.out, indent);
        }
        self.out.push(':');
        self.value(&entry.value, Behind::Key, indent, entry.trivia.eol());
    }

    fn item(&mut self, value: &'a Yaml, trivia: Option<&'a Trivia>, indent: usize, start: Start) {
        let mut eol = trivia.map_or("", Trivia::eol);
        if start != Start::AfterDash {
            if let Some(trivia) = trivia {
                self.above(trivia, indent, start);
            }
            self.hoist(value, eol, indent);
            self::indent(self.out, indent);
        }
        if opens(value) {
            eol = "";
        }
        self.out.push('-');
        self.value(value, Behind::Dash, indent, eol);
    }

    /// What belongs above the first children of an item goes above its dash: between dash and child there is no line.
    fn hoist(&mut self, mut value: &'a Yaml, mut eol: &'a str, indent: usize) {
        while opens(value) {
            comment_lines(self.out, eol, indent);
            eol = "";
            match value {
                Yaml::Map(map) => {
                    map.entries()
                        .iter()
                        .take(1)
                        .for_each(|entry| comment_lines(self.out, entry.trivia.above(), indent));
                    return;
                }
                Yaml::Seq(items) => {
                    let Some(item) = items.first() else { return };
                    comment_lines(self.out, item.trivia.above(), indent);
                    (value, eol) = (&item.value, item.trivia.eol());
                }
                Yaml::Flow(items) => {
                    let Some(first) = items.first() else { return };
                    value = first;
                }
                _ => return,
            }
        }
    }

    /// The empty line and the comment above a child.
    #[inline]
    fn above(&mut self, trivia: &Trivia, indent: usize, start: Start) {
        // As nearly all.
        if trivia.is_bare() {
            return;
        }
        // A block scalar that keeps its empty lines has already made one; another would become part of it.
        if trivia.blank && start == Start::Next && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        comment_lines(self.out, trivia.above(), indent);
    }

    /// Writes a value up to the end of its line, or opens the level that will write it.
    fn value(&mut self, value: &'a Yaml, behind: Behind, indent: usize, eol: &str) {
        match value {
            Yaml::Null if behind == Behind::Key => return self.end_line(eol),
            Yaml::Map(map) if !map.is_empty() => {
                return self.open(Children::Map(map.entries().iter()), behind, indent, eol);
            }
            Yaml::Seq(items) if !items.is_empty() => {
                return self.open(Children::Seq(items.iter()), behind, indent, eol);
            }
            _ => {}
        }
        let before = self.out.len();
        if behind != Behind::Nothing {
            self.out.push(' ');
        }
        match value {
            // As nearly all text is.
            Yaml::Str(text) if scalar::calm(text.as_bytes(), 0) == text.len() => scalar::calm_string(self.out, text),
            Yaml::Str(text) if memchr(b'\n', text.as_bytes()).is_some() => {
                return self.block(text, behind, indent, eol);
            }
            Yaml::Block(text) => return self.block(text, behind, indent, eol),
            Yaml::Flow(items) if !items.is_empty() => {
                if !self.flow(items, 0) || self.column() > LINE {
                    self.out.truncate(before);
                    return self.open(Children::Flow(items.iter()), behind, indent, eol);
                }
            }
            _ => self.scalar(value, Place::Block),
        }
        self.end_line(eol);
    }

    fn open(&mut self, children: Children<'a>, behind: Behind, indent: usize, eol: &str) {
        let (indent, start) = match behind {
            Behind::Nothing => (indent, Start::First),
            Behind::Key => {
                self.end_line(eol);
                (indent + STEP, Start::First)
            }
            Behind::Dash => {
                self.out.push(' ');
                (indent + STEP, Start::AfterDash)
            }
        };
        self.stack.push(Level { children, indent, start });
    }

    fn scalar(&mut self, value: &Yaml, place: Place) {
        match value {
            Yaml::Null => self.out.push_str("null"),
            Yaml::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Yaml::Int(value) => self.out.push_str(&value.to_string()),
            Yaml::Float(value) => scalar::float(self.out, *value),
            Yaml::Str(text) => scalar::string(self.out, text, place),
            Yaml::Quoted(text) | Yaml::Block(text) => scalar::quoted(self.out, text),
            Yaml::Map(_) => self.out.push_str("{}"),
            Yaml::Seq(_) | Yaml::Flow(_) => self.out.push_str("[]"),
        }
    }

    fn block(&mut self, text: &str, behind: Behind, indent: usize, eol: &str) {
        let root = behind == Behind::Nothing;
        let block = Block::of(text)
            .filter(|block| !(root && block.is_indented()) && !(block.keeps_breaks() && (root || self.is_last())));
        match block {
            None => {
                scalar::quoted(self.out, text);
                self.end_line(eol);
            }
            Some(block) => {
                block.header(self.out);
                self.end_line(eol);
                block.body(self.out, indent + STEP);
            }
        }
    }

    /// Whether nothing follows: empty lines that belong to a value must not end the file.
    fn is_last(&self) -> bool {
        self.stack.iter().all(|level| match &level.children {
            Children::Map(entries) => entries.len() == 0,
            Children::Seq(items) => items.len() == 0,
            Children::Flow(items) => items.len() == 0,
        })
    }

    /// Writes `[a, b]`; false when that is no place for one of the items, with some of it written.
    fn flow(&mut self, items: &[Yaml], depth: usize) -> bool {
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push_str(", ");
            }
            match item {
                Yaml::Flow(inner) if depth < FLOW_DEPTH => {
                    if !self.flow(inner, depth + 1) {
                        return false;
                    }
                }
                _ if opens(item) => return false,
                Yaml::Str(text) | Yaml::Block(text) if text.contains('\n') => return false,
                _ => self.scalar(item, Place::Flow),
            }
        }
        self.out.push(']');
        true
    }

    /// How long the line is so far.
    fn column(&self) -> usize {
        self.out.len() - self.out.rfind('\n').map_or(0, |at| at + 1)
    }

    /// Ends the line with its comment, two spaces away as yamllint asks.
    #[inline]
    fn end_line(&mut self, eol: &str) {
        if !eol.is_empty() {
            self.eol(eol);
        }
        self.out.push('\n');
    }

    fn eol(&mut self, eol: &str) {
        let mut lines = eol.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
        if lines.peek().is_some() {
            self.out.push_str("  #");
        }
        lines.for_each(|line| comment_text(self.out, line));
    }
}

/// Whether a value has children and so may take more than a line.
fn opens(value: &Yaml) -> bool {
    matches!(value, Yaml::Map(_) | Yaml::Seq(_) | Yaml::Flow(_)) && !value.is_empty()
}

/// Writes comment lines; nothing for an empty text.
pub(super) fn comment_lines(out: &mut String, text: &str, width: usize) {
    if text.is_empty() {
        return;
    }
    for line in text.lines() {
        indent(out, width);
        out.push('#');
        comment_text(out, line);
        out.push('\n');
    }
}

/// Writes a space and the text. A comment may hold neither a line break of any version of YAML nor what a reader
/// refuses: both become spaces. None is left at the end.
fn comment_text(out: &mut String, line: &str) {
    out.push(' ');
    if scalar::is_printable(line.as_bytes()) {
        out.push_str(line);
    } else {
        out.extend(line.chars().map(|found| if scalar::must_escape(found) { ' ' } else { found }));
    }
    out.truncate(out.trim_end_matches(' ').len());
}

/// Writes `width` spaces.
pub(super) fn indent(out: &mut String, mut width: usize) {
    const SPACES: &str = "                                                                ";
    while width > SPACES.len() {
        out.push_str(SPACES);
        width -= SPACES.len();
    }
    out.push_str(&SPACES[..width]);
}
