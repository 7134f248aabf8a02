//! Where things stand in the text of a spec: files, byte spans, line and column.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

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
    line_starts: Vec<u32>,
    hidden: Vec<(u32, u32)>,
}

impl SourceFile {
    /// A file with the offsets of its lines.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        Self { path: path.into(), text, line_starts, hidden: Vec::new() }
    }

    /// The text as it may be shown: of what is hidden, every byte is a `*`, so that all places stay where they are.
    pub fn shown(&self) -> Cow<'_, str> {
        if self.hidden.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let mut bytes = self.text.clone().into_bytes();
        for (start, end) in &self.hidden {
            for byte in &mut bytes[*start as usize..*end as usize] {
                if !matches!(byte, b'\n' | b'\r') {
                    *byte = b'*';
                }
            }
        }
        // Hidden places start and end between characters; were one not so, nothing may be shown of it either.
        Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Line and column of a byte, both from 0; the column counts bytes.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        (line as u32, offset - self.line_starts[line])
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
        self.files[span.file.0 as usize].hidden.push((span.start, span.end));
    }

    /// Whether a part of the place is hidden.
    pub fn hides(&self, span: Span) -> bool {
        self.file(span.file).hidden.iter().any(|(start, end)| span.start < *end && *start < span.end)
    }

    /// What stands at the hidden places.
    pub fn hidden(&self) -> impl Iterator<Item = &str> {
        let of = |f: &SourceFile| f.hidden.iter().map(|(a, b)| (*a as usize, *b as usize)).collect::<Vec<_>>();
        self.files.iter().flat_map(move |f| of(f).into_iter().filter_map(|(start, end)| f.text.get(start..end)))
    }

    /// The file of an id that [`Sources::add`] gave.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// `path:line:column`, both from 1, as compilers print it.
    pub fn locate(&self, span: Span) -> String {
        let file = self.file(span.file);
        let (line, column) = file.line_column(span.start);
        format!("{}:{}:{}", file.path, line + 1, column + 1)
    }
}
