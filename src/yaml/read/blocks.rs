//! What goes over several lines: mappings, sequences, block scalars.

use std::borrow::Cow;

use memchr::memchr;

use super::super::print::STEP;
use super::super::scalar;
use super::value::{Scratch, Slice, Tree, Value, What};
use super::{Read, line};

/// As deep as the platforms' readers go.
const DEPTH: usize = 128;
/// So many keys are compared with each other faster than they are sorted.
const FEW: usize = 16;

/// A reader that stands at a line; empty lines and those with only a comment are passed over.
///
/// Where the line ends is found by whoever reads what it says: most lines are a key and a plain scalar, of which each
/// byte is looked at once. All places count from the start of the text.
pub(super) struct Blocks<'a> {
    /// Empty, or ends with a line break.
    text: &'a str,
    /// Where the line starts.
    start: usize,
    /// The spaces before it.
    indent: usize,
    /// Where what it says begins; the end of the text when there are no more lines.
    at: usize,
    depth: usize,
    /// What was read so far.
    tree: Tree<'a>,
}

/// A key, and what is behind its colon.
#[derive(Clone, Copy)]
struct Key {
    name: Slice,
    /// A bit by which it differs from most other keys.
    mark: u64,
    behind: usize,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(text: &'a str, scratch: Scratch) -> Self {
        Self { text, start: 0, indent: 0, at: 0, depth: 0, tree: Tree::new(text, scratch) }
    }

    /// What was read.
    pub(super) fn tree(self) -> Tree<'a> {
        self.tree
    }

    /// The number of the line, from 1.
    pub(super) fn line_number(&self) -> usize {
        self.text[..self.start].matches('\n').count() + 1
    }

    /// Reads all of it; [`Blocks::tree`] is what it says then.
    pub(super) fn document(&mut self) -> Read<()> {
        self.advance(0)?;
        if self.indent > 0 || self.line(self.at) != "---" {
            return Err("expected `---`".into());
        }
        self.advance(self.at + "---\n".len())?;
        if self.indent > 0 {
            return Err("expected no spaces before the first line".into());
        }
        self.behind_dash(self.at, 0, 0)?;
        if self.is_over() { Ok(()) } else { Err("expected the end of the file".into()) }
    }

    /// Goes to the first line from `start` on that says something.
    fn advance(&mut self, mut start: usize) -> Read<()> {
        let bytes = self.text.as_bytes();
        loop {
            let at = start + bytes[start..].iter().take_while(|byte| **byte == b' ').count();
            (self.start, self.indent, self.at) = (start, at - start, at);
            start = match bytes.get(at) {
                Some(b'\n') if self.indent == 0 => at + 1,
                Some(b'\n') => return Err("a line of spaces".into()),
                Some(b'#') => self.end(at) + 1,
                _ => return Ok(()),
            };
        }
    }

    fn is_over(&self) -> bool {
        self.at == self.text.len()
    }

    /// Where the line ends that `from` lies in.
    fn end(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        from + memchr(b'\n', rest).unwrap_or(rest.len())
    }

    /// The line from a place on.
    fn line(&self, from: usize) -> &'a str {
        &self.text[from..self.end(from)]
    }

    /// Whether the text goes on like this at a place.
    fn is(&self, at: usize, mark: &[u8; 2]) -> bool {
        self.text.as_bytes().get(at) == Some(&mark[0]) && self.text.as_bytes().get(at + 1) == Some(&mark[1])
    }

    /// Whether the collection at `indent` goes on with this line.
    fn goes_on(&self, indent: usize) -> Read<bool> {
        match self.is_over() || self.indent < indent {
            true => Ok(false),
            false if self.indent == indent => Ok(true),
            false => Err("a line that is indented too far".into()),
        }
    }

    /// Adds a collection whose children follow, and says where it is.
    fn open(&mut self, key: Slice, what: What<'a>) -> Read<usize> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("nested too deep for the readers of YAML".into());
        }
        self.tree.push(key, what);
        Ok(self.tree.end() - 1)
    }

    /// Ends a collection.
    fn close(&mut self, at: usize) {
        self.depth -= 1;
        self.tree.close(at);
    }

    /// The key at a place; none where something else stands there.
    fn key(&mut self, at: usize) -> Read<Option<Key>> {
        // Most keys are words and a colon.
        let bytes = self.text.as_bytes();
        let end = at + scalar::calm(&bytes[at..]);
        if bytes.get(end) == Some(&b':') && matches!(bytes.get(end + 1), Some(b' ' | b'\n')) {
            let key = &self.text[at..end];
            if scalar::is_plain_calm(key) {
                let mark = (end - at) + 5 * usize::from(bytes[at]) + 25 * usize::from(bytes[end - 1]);
                return Ok(Some(Key { name: Slice::new(at, end), mark: 1 << (mark % 64), behind: end + 1 }));
            }
        }
        let line = self.line(at);
        let Some((key, rest)) = line::key(line)? else { return Ok(None) };
        let behind = at + line.len() - rest.len();
        Ok(Some(Key { name: self.tree.slice(key), mark: u64::MAX, behind }))
    }

    /// What stands behind a dash, or at the root: the first key of a mapping, another dash, or a value. `own` is where
    /// the children stand of what begins here, `indent` where the collection stands that this is in.
    fn behind_dash(&mut self, at: usize, own: usize, indent: usize) -> Read<()> {
        if self.is(at, b"- ") {
            return self.sequence(Slice::NONE, at, own);
        }
        if self.is(at, b"? ") {
            let first = self.long_key(at, own)?;
            return self.mapping(Slice::NONE, first, own);
        }
        match self.key(at)? {
            Some(first) => self.mapping(Slice::NONE, first, own),
            None => self.value(Slice::NONE, at, indent),
        }
    }

    fn sequence(&mut self, key: Slice, first: usize, indent: usize) -> Read<()> {
        let own = self.open(key, What::List)?;
        let mut at = first;
        loop {
            if !self.is(at, b"- ") {
                return Err("expected `- `".into());
            }
            self.behind_dash(at + 2, indent + STEP, indent)?;
            if !self.goes_on(indent)? {
                self.close(own);
                return Ok(());
            }
            at = self.at;
        }
    }

    fn mapping(&mut self, key: Slice, first: Key, indent: usize) -> Read<()> {
        let own = self.open(key, What::Object)?;
        let mut next = first;
        // Keys of different marks are different; where two have the same, all are compared.
        let (mut marks, mut alike) = (0, false);
        loop {
            alike |= marks & next.mark != 0;
            marks |= next.mark;
            self.behind_key(next, indent)?;
            if !self.goes_on(indent)? {
                self.close(own);
                return if alike { unique(self.tree.value(own)) } else { Ok(()) };
            }
            next = self.first_key(indent, "expected a key")?;
        }
    }

    /// The key that this line begins with.
    fn first_key(&mut self, indent: usize, expected: &'static str) -> Read<Key> {
        match self.is(self.at, b"? ") {
            true => self.long_key(self.at, indent),
            false => Ok(self.key(self.at)?.ok_or(expected)?),
        }
    }

    /// A key that is announced by the `?` at a place; its colon stands on the next line.
    fn long_key(&mut self, at: usize, indent: usize) -> Read<Key> {
        let end = self.end(at);
        let key = line::long_key(&self.text[at + 2..end])?;
        self.advance(end + 1)?;
        match self.text.as_bytes().get(self.at) {
            Some(b':') if self.indent == indent => {
                Ok(Key { name: self.tree.slice(key), mark: u64::MAX, behind: self.at + 1 })
            }
            _ => Err("expected the `:` of the key above".into()),
        }
    }

    fn behind_key(&mut self, Key { name: key, behind: at, .. }: Key, indent: usize) -> Read<()> {
        let bytes = self.text.as_bytes();
        if bytes.get(at) == Some(&b' ') && !self.is(at + 1, b" #") {
            return self.value(key, at + 1, indent);
        }
        let end = if bytes.get(at) == Some(&b'\n') { at } else { self.end(at) };
        if !line::is_end(&self.text[at..end]) {
            return Err("expected a space behind `:`".into());
        }
        self.advance(end + 1)?;
        if self.is_over() || self.indent <= indent {
            self.tree.push(key, What::Null);
            return Ok(());
        }
        if self.indent != indent + STEP {
            return Err("expected two more spaces than above".into());
        }
        if self.is(self.at, b"- ") {
            return self.sequence(key, self.at, self.indent);
        }
        let first = self.first_key(indent + STEP, "expected a key or a dash")?;
        self.mapping(key, first, indent + STEP)
    }

    /// A value that begins at a place, within the collection at `indent`.
    fn value(&mut self, key: Slice, at: usize, indent: usize) -> Read<()> {
        let bytes = self.text.as_bytes();
        if bytes.get(at) == Some(&b'|') {
            let text = self.block(at + 1, indent + STEP)?;
            self.tree.push(key, What::Text(Cow::Owned(text)));
            return Ok(());
        }
        // Most values are words up to the end of the line.
        let mut end = at + scalar::calm(&bytes[at..]);
        let words = &self.text[at..end];
        if bytes.get(end) == Some(&b'\n') && scalar::is_plain_calm(words) {
            self.tree.push_text(key, Slice::new(at, end));
        } else {
            end = self.end(end);
            line::value(key, &self.text[at..end], &mut self.tree)?;
        }
        self.advance(end + 1)
    }

    /// A block scalar whose head goes on at a place, and whose lines are indented by `width`.
    fn block(&mut self, head: usize, width: usize) -> Read<String> {
        let mut next = self.end(head) + 1;
        let header = &self.text[head..next - 1];
        let (told, header) = match header.strip_prefix('2') {
            Some(header) => (true, header),
            None => (false, header),
        };
        let keep = header.strip_prefix('+');
        let strip = header.strip_prefix('-');
        if !line::is_end(keep.or(strip).unwrap_or(header)) {
            return Err("no such head of a block".into());
        }
        // The line breaks behind the last line are counted, and put in when another line follows them.
        let (mut out, mut breaks) = (String::new(), 0);
        loop {
            self.start = next;
            let bytes = &self.text.as_bytes()[next..];
            if bytes.is_empty() {
                break;
            }
            if bytes[0] == b'\n' {
                breaks += 1;
                next += 1;
                continue;
            }
            if bytes.len() < width || !bytes[..width].iter().all(|byte| *byte == b' ') {
                break;
            }
            let line = self.line(next + width);
            next += width + line.len() + 1;
            // Readers differ about lines of white space, about tabs behind spaces, and guess the width by the first line.
            if matches!(line.trim_start_matches(' ').as_bytes(), [] | [b'\t', ..]) {
                return Err("a line of a block that begins with white space alone".into());
            }
            if out.is_empty() && line.starts_with(' ') != told {
                return Err("the first line of a block decides about its indentation".into());
            }
            // Before the first line, every break is an empty line; behind it, the first one ends the line.
            out.extend(std::iter::repeat_n('\n', breaks));
            out.push_str(line);
            breaks = 1;
        }
        if out.trim_start_matches('\n').is_empty() {
            return Err("a block without lines".into());
        }
        let kept = match (keep, strip) {
            (Some(_), _) => breaks,
            (_, Some(_)) => 0,
            _ => 1,
        };
        out.extend(std::iter::repeat_n('\n', kept));
        self.advance(next)?;
        Ok(out)
    }
}

/// A key that is there twice is one that some reader loses.
fn unique(mapping: Value<'_>) -> Read<()> {
    let mut keys = mapping.fields().map(|(key, _)| key);
    let twice = |key: &str| Err(format!("the key `{key}` is there twice in a mapping that is over").into());
    let mut few = [""; FEW];
    for at in 0..FEW {
        let Some(key) = keys.next() else { return Ok(()) };
        if few[..at].contains(&key) {
            return twice(key);
        }
        few[at] = key;
    }
    let mut keys: Vec<&str> = few.into_iter().chain(keys).collect();
    // Names that people count by are in order already.
    if keys.is_sorted_by(|one, other| one < other) {
        return Ok(());
    }
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => twice(pair[0]),
        None => Ok(()),
    }
}
