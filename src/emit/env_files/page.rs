//! An env file as lines: comments in sections, variables.

use super::quote::quote;
use crate::emit::HEADER;

/// How long a line of a comment may become.
const WIDTH: usize = 100;

/// A file that is being written.
pub struct Page(String);

impl Page {
    /// Starts with the header and what the file is.
    pub fn new(about: &str) -> Self {
        let mut page = Self(format!("# {HEADER}\n#\n"));
        about.lines().for_each(|line| page.comment(line));
        page
    }

    /// A title with an empty line before it.
    pub fn section(&mut self, title: &str) {
        self.0.push_str(&format!("\n# --- {title} ---\n"));
    }

    /// A comment, folded where it is long; a line that starts with a space stays as it is.
    pub fn comment(&mut self, text: &str) {
        if text.is_empty() || text.starts_with(|c: char| c == ' ' || c.is_control()) {
            let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.0.push_str(format!("# {text}").trim_end());
            self.0.push('\n');
            return;
        }
        let mut width = 1;
        self.0.push('#');
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
            let more = word.chars().count() + 1;
            if width > 1 && width + more > WIDTH {
                self.0.push_str("\n#");
                width = 1;
            }
            self.0.push(' ');
            self.0.push_str(word);
            width += more;
        }
        self.0.push('\n');
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.0.push('\n');
    }

    /// A variable without a value.
    pub fn empty(&mut self, name: &str) {
        self.0.push_str(&format!("{name}=\n"));
    }

    /// A variable that is not set, ready to be.
    pub fn commented(&mut self, name: &str) {
        self.0.push_str(&format!("# {name}=\n"));
    }

    /// A variable with its value; `live` is false where it may not be set for all readers of the file.
    pub fn variable(&mut self, name: &str, value: &str, live: bool) {
        match quote(value) {
            Some(text) if live => self.0.push_str(&format!("{name}={text}\n")),
            Some(text) if !text.contains('\n') => self.0.push_str(&format!("# {name}={text}\n")),
            _ => self.comment(&format!("{name}: its value cannot stand here as Compose and shells alike read it")),
        }
    }

    /// The text of the file.
    pub fn text(self) -> String {
        self.0
    }
}
