//! Where things stand in the text of a spec: files, byte spans, line and column.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

mod position;

pub use position::Unit;

/// One file of the spec, by its index in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A half-open range of bytes of one file. Files larger than 4 GiB are refused before a span is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file that the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that holds both; `other` must lie in the same file.
    pub fn to(self, other: Span) -> Self {
        debug_assert_eq!(self.file, other.file);
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value and the place in the spec that it was written at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// The short name, since nearly every field of the spec is one.
pub type S<T> = Spanned<T>;

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value at the same place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }

    /// The same place, the value borrowed.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned { value: &self.value, span: self.span }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// A file of the spec as it was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path shown to people: relative to the folder of the main spec, with `/`.
    pub path: String,
    /// The text, as it was read.
    pub text: String,
    /// Where its lines start, once somebody asks for one: what is never shown has no need of them.
    starts: OnceLock<Vec<u32>>,
    /// From where to where; no two touch.
    hidden: BTreeMap<u32, u32>,
    letters: position::Letters,
}

impl SourceFile {
    /// A file.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        Self { path, text, starts: OnceLock::new(), hidden: BTreeMap::new(), letters: Default::default() }
    }

    fn line_starts(&self) -> &[u32] {
        self.starts.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect()
        })
    }

    /// The hidden places that a range of bytes touches, the last one first.
    pub fn hidden_in(&self, range: Range<u32>) -> impl Iterator<Item = Range<u32>> {
        let before = self.hidden.range(..range.end).rev();
        before.map(|(start, end)| *start..*end).take_while(move |hidden| hidden.end > range.start)
    }

    fn hide(&mut self, mut range: Range<u32>) {
        if range.is_empty() {
            return;
        }
        while let Some((&start, &end)) =
            self.hidden.range(..=range.end).next_back().filter(|(_, end)| **end >= range.start)
        {
            range = range.start.min(start)..range.end.max(end);
            self.hidden.remove(&start);
        }
        self.hidden.insert(range.start, range.end);
    }

    /// How many lines there are; after the last line break starts one more.
    pub fn lines(&self) -> u32 {
        self.line_starts().len() as u32
    }

    /// A line of the file, counted from 0, without its line break; the last one for those behind it.
    pub fn line(&self, line: u32) -> Range<u32> {
        let line = line.min(self.lines() - 1) as usize;
        let start = self.line_starts()[line];
        let end = self.line_starts().get(line + 1).map_or(self.text.len(), |next| *next as usize - 1);
        let end = if self.text.as_bytes()[start as usize..end].ends_with(b"\r") { end - 1 } else { end };
        start..end as u32
    }

    /// Line and column of a byte, both from 0; the column counts bytes.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset) - 1;
        (line as u32, offset - starts[line])
    }
}

/// All files that one compilation read, the main spec first.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and gives its id.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(self.files.len() as u32 - 1)
    }

    /// Keeps a place out of everything that is shown.
    pub fn hide(&mut self, span: Span) {
        self.files[span.file.0 as usize].hide(span.start..span.end);
    }

    /// Hides nothing any more.
    pub fn show_all(&mut self) {
        self.files.iter_mut().for_each(|file| file.hidden.clear());
    }

    /// Whether a part of the place is hidden.
    pub fn hides(&self, span: Span) -> bool {
        self.file(span.file).hidden_in(span.start..span.end).next().is_some()
    }

    /// What stands at the hidden places.
    pub fn hidden(&self) -> impl Iterator<Item = &str> {
        let places = self.files.iter().flat_map(|f| f.hidden.iter().map(move |place| (f, place)));
        places.filter_map(|(f, (start, end))| f.text.get(*start as usize..*end as usize))
    }

    /// The file of an id that [`Sources::add`] gave.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The file of an id, where there is one.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their ids, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// `path:line:column`, both from 1, as compilers print it; the column counts characters.
    pub fn locate(&self, span: Span) -> String {
        let file = self.file(span.file);
        let (line, column) = file.position(span.start, Unit::Character);
        format!("{}:{}:{}", file.path, line + 1, column + 1)
    }
}
