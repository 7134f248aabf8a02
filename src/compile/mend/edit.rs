//! Changes of the tree as edits of the text: on the line where a line is, with the indentation of its neighbours.

use crate::diag::{Change, Edit};
use crate::source::{SourceFile, Sources, Span};
use crate::syntax::{Document, Entry, Node};

/// The text of a spec, with its trees.
pub struct Text<'a> {
    pub documents: &'a [Document],
    pub sources: &'a Sources,
}

const INDENT: &str = "    ";

/// Whether no two edits overlap; two that touch are none.
pub fn apart(edits: &[Edit]) -> bool {
    let mut spans: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
    spans.sort_unstable();
    spans.windows(2).all(|pair| pair[0].file != pair[1].file || pair[0].end <= pair[1].start)
}

impl<'a> Text<'a> {
    /// The nodes around a place, the outermost one first.
    pub fn path(&self, span: Span) -> Vec<Node<'a>> {
        let holds = |node: &Node<'_>| node.span().contains(span);
        let mut path = Vec::new();
        let mut next = self.document(span).and_then(|document| document.nodes().find(holds));
        while let Some(node) = next {
            path.push(node);
            next = node.children().find(holds);
        }
        path
    }

    fn document(&self, span: Span) -> Option<&'a Document> {
        self.documents.iter().find(|document| document.file() == span.file)
    }

    /// The innermost node around a place.
    pub fn node(&self, span: Span) -> Option<Node<'a>> {
        self.path(span).pop()
    }

    /// The entry around a place.
    pub fn entry(&self, span: Span) -> Option<Entry<'a>> {
        self.node(span)?.entries().find(|entry| entry.span().contains(span))
    }

    /// The nodes of the top level.
    pub fn top(&self) -> impl Iterator<Item = Node<'a>> {
        self.documents.iter().flat_map(Document::nodes)
    }

    /// The names of the secrets.
    pub fn secrets(&self) -> impl Iterator<Item = &'a str> {
        self.top().filter(|node| node.name() == "secrets").flat_map(Node::children).map(Node::name)
    }

    /// What stands at a place.
    pub fn of(&self, span: Span) -> &'a str {
        let text = &self.sources.file(span.file).text;
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The edit that makes a change; none where the text does not allow it.
    pub fn edit(&self, change: &Change) -> Option<Edit> {
        match change {
            // A problem can have the place of a node where nothing was written: there is nothing to replace.
            Change::Replace(span, replacement) => {
                let entry = self.entry(*span).filter(|entry| [entry.span(), entry.value_span()].contains(span));
                entry.map(|_| Edit { span: *span, replacement: replacement.clone() })
            }
            Change::DropEntry(span) => self.drop_entry(*span),
            Change::DropNode(span) => self.drop_node(*span),
            Change::AddEntry(span, entry) => self.add_entry(*span, entry),
            Change::AddChild(span, child) => self.add_child(self.node(*span)?, child),
            Change::AddBefore(span, node) => self.add_before(*span, node),
            Change::DeclareSecret(name) => self.declare_secret(name),
        }
    }

    fn file(&self, span: Span) -> &'a SourceFile {
        self.sources.file(span.file)
    }

    /// With the space before it.
    fn drop_entry(&self, span: Span) -> Option<Edit> {
        let span = self.entry(span)?.span();
        let before = &self.file(span).text[..span.start as usize];
        let start = before.trim_end_matches([' ', '\t']).len() as u32;
        Some(Edit { span: Span { start, ..span }, replacement: String::new() })
    }

    /// With its line where it has one of its own, or with the `;` that ends it.
    fn drop_node(&self, span: Span) -> Option<Edit> {
        let span = self.node(span)?.span();
        let text = &self.file(span).text;
        let (before, behind) = (&text[..span.start as usize], &text[span.end as usize..]);
        let bare = before.trim_end_matches([' ', '\t']);
        let rest = behind.trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix(';').map_or(rest, |rest| rest.trim_start_matches([' ', '\t']));
        let (start, end) = match rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) {
            Some(next) if bare.is_empty() || bare.ends_with('\n') => (bare.len(), text.len() - next.len()),
            // One of several on a line; the space before it stays for the next one.
            _ => (span.start as usize, text.len() - rest.len()),
        };
        Some(Edit { span: Span { start: start as u32, end: end as u32, ..span }, replacement: String::new() })
    }

    /// Behind the last entry, or behind the name.
    fn add_entry(&self, span: Span, entry: &str) -> Option<Edit> {
        let node = self.node(span)?;
        let last = node.all_entries().map(|entry| entry.span().end).max().unwrap_or(node.name_span().end);
        Some(Edit { span: Span { start: last, end: last, ..node.span() }, replacement: format!(" {entry}") })
    }

    fn add_child(&self, node: Node<'a>, child: &str) -> Option<Edit> {
        let at = |start: u32| Span { start, end: start, ..node.span() };
        let file = self.file(node.span());
        let indent = |offset: u32| {
            let line = file.line(file.line_column(offset).0);
            let line = &file.text[line.start as usize..line.end as usize];
            line[..line.len() - line.trim_start_matches([' ', '\t']).len()].to_owned()
        };
        let Some(block) = node.block_span() else {
            if node.all_blocks().next().is_some() {
                return None;
            }
            let own = indent(node.span().start);
            // A node that shares its line keeps to it.
            let alone = file.text[node.span().end as usize..].trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
            let replacement = match alone {
                true => format!(" {{\n{own}{INDENT}{child}\n{own}}}"),
                false => format!(" {{ {child}; }}"),
            };
            return Some(Edit { span: at(node.span().end), replacement });
        };
        let inside = &file.text[block.start as usize + 1..block.end as usize - 1];
        if let Some(last) = inside.rfind('\n') {
            let line = block.start + 1 + last as u32 + 1;
            let below = match node.children().next().map(|first| first.span().start) {
                Some(first) if file.line_column(first).0 > file.line_column(block.start).0 => indent(first),
                _ => indent(node.span().start) + INDENT,
            };
            // Before the line of the closing brace, which holds nothing else where somebody has laid it out.
            return match inside[last..].trim().is_empty() {
                true => Some(Edit { span: at(line), replacement: format!("{below}{child}\n") }),
                false => Some(Edit { span: at(block.end - 1), replacement: format!("; {child}\n") }),
            };
        }
        let end = block.start + 1 + inside.trim_end().len() as u32;
        let replacement = match inside.trim_end().chars().next_back() {
            None | Some(';') => format!(" {child};"),
            Some(_) => format!("; {child};"),
        };
        let space = if inside.ends_with(' ') { "" } else { " " };
        Some(Edit { span: at(end), replacement: replacement + space })
    }

    /// On a line of its own where the other one has one.
    fn add_before(&self, span: Span, node: &str) -> Option<Edit> {
        let at = self.node(span)?.span();
        let before = &self.file(at).text[..at.start as usize];
        let bare = before.trim_end_matches([' ', '\t']);
        let replacement = match bare.is_empty() || bare.ends_with('\n') {
            true => format!("{node}\n{}", &before[bare.len()..]),
            false => format!("{node}; "),
        };
        Some(Edit { span: Span { end: at.start, ..at }, replacement })
    }

    /// Into the `secrets` that are there, or into new ones behind the project.
    fn declare_secret(&self, name: &str) -> Option<Edit> {
        if let Some(secrets) = self.top().find(|node| node.name() == "secrets") {
            return self.add_child(secrets, name);
        }
        let first = self.documents.first()?;
        let project = first.nodes().find(|node| node.name() == "project")?;
        let line = self.file(project.span()).line(self.file(project.span()).line_column(project.span().end).0);
        // Only where nothing stands behind it on its line.
        let rest = &self.file(project.span()).text[project.span().end as usize..line.end as usize];
        rest.trim().is_empty().then_some(())?;
        let span = Span { start: line.end, end: line.end, ..project.span() };
        Some(Edit { span, replacement: format!("\n\nsecrets {{\n{INDENT}{name}\n}}") })
    }
}
