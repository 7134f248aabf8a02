//! Whole documents: header comment, `---`, body.

use super::Yaml;
use super::print::{Printer, comment_lines};

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
    let mut out = String::new();
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
