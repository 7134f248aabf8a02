//! What goes over several lines: mappings and sequences.

use std::cmp::Ordering;

use memchr::memchr;

use super::super::print::STEP;
use super::super::scalar;
use super::value::{Kind, Scratch, Slice, Tree, Value};
use super::{Read, line};

mod block;

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
    /// The spaces before what the line says.
    indent: usize,
    /// Where that begins; the end of the text when there are no more lines.
    at: usize,
    depth: usize,
    /// What was read so far.
    tree: Tree<'a>,
}

/// A key, and what is behind its colon.
#[derive(Clone, Copy)]
struct Key {
    name: Slice,
    behind: usize,
    /// A bit by which it differs from most other keys.
    mark: u64,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(text: &'a str, scratch: Scratch) -> Self {
        Self { text, indent: 0, at: 0, depth: 0, tree: Tree::new(text, scratch) }
    }

    /// What was read.
    pub(super) fn tree(self) -> Tree<'a> {
        self.tree
    }

    /// The number of the line, from 1.
    pub(super) fn line_number(&self) -> usize {
        self.text[..self.at - self.indent].matches('\n').count() + 1
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
        self.behind_dash(Slice::NONE, self.at, 0, 0)?;
        if self.is_over() { Ok(()) } else { Err("expected the end of the file".into()) }
    }

    /// Goes to the first line from `start` on that says something.
    #[inline]
    fn advance(&mut self, start: usize) -> Read<()> {
        match self.go(start) {
            Some(b'\n' | b'#') => self.pass_over(),
            _ => Ok(()),
        }
    }

    /// Goes to the line at `start`, and gives what it begins with.
    #[inline]
    fn go(&mut self, start: usize) -> Option<u8> {
        self.indent = spaces(&self.text.as_bytes()[start..]);
        self.at = start + self.indent;
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes on from lines that say nothing.
    #[inline(never)]
    fn pass_over(&mut self) -> Read<()> {
        loop {
            let end = self.end(self.at);
            if end == self.at && self.indent > 0 {
                return Err("a line of spaces".into());
            }
            if !matches!(self.go(end + 1), Some(b'\n' | b'#')) {
                return Ok(());
            }
        }
    }

    /// How far the text is calm from a place on, and what stands there; a line break behind all of it.
    #[inline(always)]
    fn calm(&self, at: usize) -> (usize, u8) {
        let end = scalar::calm(self.text.as_bytes(), at);
        (end, self.text.as_bytes().get(end).copied().unwrap_or(b'\n'))
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
    #[inline]
    fn is(&self, at: usize, mark: &[u8; 2]) -> bool {
        self.text.as_bytes().get(at) == Some(&mark[0]) && self.text.as_bytes().get(at + 1) == Some(&mark[1])
    }

    /// Whether the collection at `indent` goes on with this line.
    #[inline]
    fn goes_on(&self, indent: usize) -> Read<bool> {
        match self.indent.cmp(&indent) {
            Ordering::Equal => Ok(!self.is_over()),
            Ordering::Less => Ok(false),
            Ordering::Greater if self.is_over() => Ok(false),
            Ordering::Greater => Err("a line that is indented too far".into()),
        }
    }

    /// Adds a collection whose children follow, and says where it is.
    fn open(&mut self, key: Slice, kind: Kind) -> Read<usize> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("nested too deep for the readers of YAML".into());
        }
        self.tree.push(key, kind);
        Ok(self.tree.end() - 1)
    }

    /// Ends a collection.
    fn close(&mut self, at: usize) {
        self.depth -= 1;
        self.tree.close(at);
    }

    /// The key that words are which go from a place to a colon, as most do.
    #[inline(always)]
    fn words(&self, at: usize, end: usize, last: u8) -> Option<Key> {
        if last != b':' || !scalar::is_plain_calm(&self.text[at..end]) {
            return None;
        }
        let bytes = self.text.as_bytes();
        let mark = (end - at) + 5 * usize::from(bytes[at]) + 25 * usize::from(bytes[end - 1]);
        Some(Key { name: Slice::new(at, end), behind: end + 1, mark: 1 << (mark % 64) })
    }

    /// The key at a place; none where something else stands there.
    #[inline(never)]
    fn odd_key(&mut self, at: usize) -> Read<Option<Key>> {
        let line = self.line(at);
        let Some((key, rest)) = line::key(line)? else { return Ok(None) };
        let behind = at + line.len() - rest.len();
        Ok(Some(Key { name: self.tree.slice(key), behind, mark: u64::MAX }))
    }

    /// What stands behind a dash, or at the root: the first key of a mapping, another dash, or a value. `key` is what
    /// it stands under, `own` where the children stand of what begins here, `indent` where the collection stands that
    /// this is in.
    fn behind_dash(&mut self, key: Slice, at: usize, own: usize, indent: usize) -> Read<()> {
        if self.is(at, b"- ") {
            return self.sequence(key, at, own);
        }
        if self.is(at, b"? ") {
            let first = self.long_key(at, own)?;
            return self.mapping(key, Some(first), own);
        }
        let (end, last) = self.calm(at);
        // Whatever ends a key ends what is calm.
        let first = match self.words(at, end, last) {
            None if last != b'\n' => self.odd_key(at)?,
            first => first,
        };
        match first {
            Some(_) => self.mapping(key, first, own),
            None => self.value(key, at, end, last, indent),
        }
    }

    fn sequence(&mut self, key: Slice, first: usize, indent: usize) -> Read<()> {
        let own = self.open(key, Kind::List)?;
        let mut at = first;
        loop {
            if !self.is(at, b"- ") {
                return Err("expected `- `".into());
            }
            self.behind_dash(key, at + 2, indent + STEP, indent)?;
            if !self.goes_on(indent)? {
                self.close(own);
                return Ok(());
            }
            at = self.at;
        }
    }

    /// `first` is its first key, where that is read already.
    fn mapping(&mut self, key: Slice, mut first: Option<Key>, indent: usize) -> Read<()> {
        let own = self.open(key, Kind::Object)?;
        // Keys of different marks are different; where two have the same, all are compared.
        let (mut marks, mut alike) = (0, false);
        loop {
            let next = match first.take() {
                Some(first) => first,
                None => self.first_key(indent)?,
            };
            alike |= marks & next.mark != 0;
            marks |= next.mark;
            self.behind_key(next, indent)?;
            if !self.goes_on(indent)? {
                self.close(own);
                return if alike { unique(self.tree.value(own)) } else { Ok(()) };
            }
        }
    }

    /// The key that this line begins with.
    #[inline]
    fn first_key(&mut self, indent: usize) -> Read<Key> {
        let (end, last) = self.calm(self.at);
        match self.words(self.at, end, last) {
            Some(key) => Ok(key),
            None if self.is(self.at, b"? ") => self.long_key(self.at, indent),
            None => Ok(self.odd_key(self.at)?.ok_or("expected a key")?),
        }
    }

    /// A key that is announced by the `?` at a place; its colon stands on the next line.
    fn long_key(&mut self, at: usize, indent: usize) -> Read<Key> {
        let end = self.end(at);
        let key = line::long_key(&self.text[at + 2..end])?;
        self.advance(end + 1)?;
        match self.text.as_bytes().get(self.at) {
            Some(b':') if self.indent == indent => {
                Ok(Key { name: self.tree.slice(key), behind: self.at + 1, mark: u64::MAX })
            }
            _ => Err("expected the `:` of the key above".into()),
        }
    }

    #[inline]
    fn behind_key(&mut self, Key { name: key, behind: at, .. }: Key, indent: usize) -> Read<()> {
        match self.text.as_bytes().get(at) {
            Some(b'\n') => self.under_key(key, at, indent),
            Some(b' ') if !self.is(at + 1, b" #") => {
                let (end, last) = self.calm(at + 1);
                self.value(key, at + 1, end, last, indent)
            }
            _ => {
                let end = self.end(at);
                line::ends(&self.text[at..end], "expected a space behind `:`")?;
                self.under_key(key, end, indent)
            }
        }
    }

    /// What stands below a key whose line ends at a place.
    fn under_key(&mut self, key: Slice, end: usize, indent: usize) -> Read<()> {
        self.advance(end + 1)?;
        if self.is_over() || self.indent <= indent {
            self.tree.push(key, Kind::Null);
            return Ok(());
        }
        if self.indent != indent + STEP {
            return Err("expected two more spaces than above".into());
        }
        match self.is(self.at, b"- ") {
            true => self.sequence(key, self.at, self.indent),
            false => self.mapping(key, None, indent + STEP),
        }
    }

    /// A value that begins at a place, from which the text is calm up to `last`, within the collection at `indent`.
    #[inline(always)]
    fn value(&mut self, key: Slice, at: usize, end: usize, last: u8, indent: usize) -> Read<()> {
        let text = &self.text[at..end];
        match last {
            // Most values are words up to the end of the line.
            b'\n' if scalar::is_plain_calm(text) => self.tree.push(key, Kind::Text(Slice::new(at, end))),
            b'\n' if !text.starts_with('|') => line::calm_value(key, text, &mut self.tree)?,
            _ => return self.odd_value(key, at, end, indent),
        }
        self.advance(end + 1)
    }

    /// [`Blocks::value`] of any text, up to the end of the line or of a block.
    #[inline(never)]
    fn odd_value(&mut self, key: Slice, at: usize, calm: usize, indent: usize) -> Read<()> {
        if self.text.as_bytes().get(at) == Some(&b'|') {
            let text = self.block(at + 1, indent + STEP)?;
            self.tree.push(key, Kind::Text(text));
            return Ok(());
        }
        let end = self.end(calm);
        let words = &self.text[at..calm];
        // Most of it is words and a comment.
        if words.ends_with("  ") && self.is(calm, b"# ") && scalar::is_plain_calm(&words[..words.len() - 2]) {
            self.tree.push(key, Kind::Text(Slice::new(at, calm - 2)));
        } else {
            line::value(key, &self.text[at..end], &mut self.tree)?;
        }
        self.advance(end + 1)
    }
}

/// How many spaces a text begins with, eight of them at a look.
#[inline]
fn spaces(text: &[u8]) -> usize {
    let (chunks, rest) = text.as_chunks::<8>();
    for (at, chunk) in chunks.iter().enumerate() {
        let others = u64::from_le_bytes(*chunk) ^ u64::from_le_bytes([b' '; 8]);
        if others != 0 {
            return 8 * at + others.trailing_zeros() as usize / 8;
        }
    }
    8 * chunks.len() + rest.iter().take_while(|byte| **byte == b' ').count()
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
