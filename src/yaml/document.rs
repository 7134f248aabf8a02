//! Whole documents: header comment, `---`, body.

use super::print::{Printer, STEP, comment_lines};
use super::{Entry, Trivia, Yaml};

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

/// About how long the text of a value is that stands so deep.
fn length(value: &Yaml, depth: usize) -> usize {
    let line = STEP * depth + "- : \n".len();
    let around = |trivia: &Trivia| trivia.above().len() + trivia.eol().len() + usize::from(trivia.blank);
    match value {
        // Deeper than anything that is read.
        _ if depth > 128 => 0,
        Yaml::Str(text) | Yaml::Quoted(text) | Yaml::Block(text) => text.len(),
        Yaml::Map(map) => {
            let entry = |e: &Entry| line + e.key.len() + around(&e.trivia) + length(&e.value, depth + 1);
            map.entries().iter().map(entry).sum()
        }
        Yaml::Seq(items) => items.iter().map(|i| line + around(&i.trivia) + length(&i.value, depth + 1)).sum(),
        Yaml::Flow(items) => items.iter().map(|item| line + length(item, depth + 1)).sum(),
        Yaml::Null | Yaml::Bool(_) | Yaml::Int(_) | Yaml::Float(_) => 4,
    }
}
