//! The text of a declaration: Markdown, with an example at its end where it is a node's.

use super::{FieldSchema, NodeSchema};

/// What opens and closes an example.
const FENCE: &str = "```";

impl NodeSchema {
    /// What the node is, without the example.
    pub fn text(&self) -> String {
        text(self.doc.split(FENCE).next().unwrap_or(""))
    }

    /// How the node is written: KDL that a test compiles.
    pub fn example(&self) -> Option<String> {
        let doc = unindented(self.doc);
        let mut parts = doc.split(FENCE).skip(1);
        Some(parts.next()?.strip_prefix("kdl\n")?.trim_end().to_owned())
    }
}

impl FieldSchema {
    /// What the field is.
    pub fn text(&self) -> String {
        text(self.doc)
    }
}

fn text(doc: &str) -> String {
    unindented(doc).trim().to_owned()
}

/// The text as it reads: rustc hands on the blank behind each `///`.
fn unindented(doc: &str) -> String {
    doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect::<Vec<_>>().join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_keeps_its_indentation_and_stays_out_of_the_text() {
        let doc = " A node.\n Two lines.\n\n ```kdl\n a {\n     b 1\n }\n ```\n";
        let node = NodeSchema { name: "a", doc, fields: &[] };
        assert_eq!(node.text(), "A node.\nTwo lines.");
        assert_eq!(node.example().as_deref(), Some("a {\n    b 1\n}"));
        assert_eq!(NodeSchema { name: "a", doc: " A node.\n", fields: &[] }.example(), None);
    }
}
