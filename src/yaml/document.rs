//! Whole documents: header comment, `---`, body.

use super::Yaml;
use memchr::memchr_iter;

use super::print::{LINE, Printer, STEP, comment_lines};

/// A document: the comment that opens it, and its value.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Document {
    /// Comment lines at the top, without their `#`.
    pub header: Vec<String>,
    /// The value.
    pub body: Yaml,
}

impl Document {
    /// A document without a header.
    pub fn new(body: impl Into<Yaml>) -> Self {
        Self { header: Vec::new(), body: body.into() }
    }

    /// Adds a line to the header.
    #[must_use]
    pub fn header(mut self, line: impl Into<String>) -> Self {
        self.header.push(line.into());
        self
    }

    /// The text of a file that holds this document alone.
    pub fn print(&self) -> String {
        print_all(std::slice::from_ref(self))
    }
}

impl Yaml {
    /// The text of this value alone, without `---`: for quoting in messages and for filling text templates.
    pub fn print(&self) -> String {
        let mut out = String::new();
        Printer::new(&mut out).print(self);
        out
    }
}

/// The text of a file that holds these documents, each with its `---`; empty without documents.
///
/// The first header stands above the `---`, where a reader looks for it; the others below theirs, because above it
/// they would belong to the document before. The marker is written for a lone document too: yamllint asks for it by
/// default, and every reader accepts it.
pub fn print_all(documents: &[Document]) -> String {
    // Room at once: a large file that grows is copied again and again.
    let mut out = String::with_capacity(documents.iter().map(|document| 256 + length(&document.body, 0)).sum());
    for (index, document) in documents.iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        for line in &document.header {
            // An empty line of a header is a paragraph's end.
            comment_lines(&mut out, if line.is_empty() { "\n" } else { line }, 0);
        }
        if index == 0 {
            out.push_str("---\n");
        }
        Printer::new(&mut out).print(&document.body);
    }
    out
}

/// About how long the text of a value is whose children stand so deep.
#[inline]
fn length(value: &Yaml, depth: usize) -> usize {
    match value {
        Yaml::Str(text) | Yaml::Quoted(text) if text.len() <= LINE => text.len(),
        Yaml::Null | Yaml::Bool(_) | Yaml::Int(_) | Yaml::Float(_) => 4,
        // Deeper than anything that is read.
        _ if depth > 128 => 0,
        _ => lengths(value, depth),
    }
}

/// The same of what may take more than a line.
fn lengths(value: &Yaml, depth: usize) -> usize {
    let line = STEP * depth + "- : \n".len();
    let mut sum = 0;
    match value {
        Yaml::Map(map) => {
            for entry in map.entries() {
                sum += line + entry.key.len() + entry.trivia.length() + length(&entry.value, depth + 1);
            }
        }
        Yaml::Seq(items) => {
            items.iter().for_each(|item| sum += line + item.trivia.length() + length(&item.value, depth + 1));
        }
        Yaml::Flow(items) => items.iter().for_each(|item| sum += line + length(item, depth + 1)),
        Yaml::Str(text) | Yaml::Quoted(text) | Yaml::Block(text) => {
            sum += text.len() + memchr_iter(b'\n', text.as_bytes()).count() * line;
        }
        Yaml::Null | Yaml::Bool(_) | Yaml::Int(_) | Yaml::Float(_) => {}
    }
    sum
}
