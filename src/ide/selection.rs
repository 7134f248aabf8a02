//! What grows around a place when the selection is widened: letters, value, entry, node, block, node around.

use super::Analysis;
use super::text::Written;
use crate::source::{FileId, Span};
use crate::syntax::Node;

/// The ranges around a place, the smallest first, each within the next.
pub fn selection(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Span> {
    let (Some(document), Some(source)) = (analysis.document(file), analysis.source(file)) else { return Vec::new() };
    let text = source.text.as_str();
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    // From the outside in, to be turned around.
    let mut spans = vec![Span::new(file, 0, text.len() as u32)];
    let mut nodes: Vec<Node<'_>> = document.all_nodes().collect();
    while let Some(node) = nodes.iter().copied().rev().find(|node| holds(whole(*node))) {
        spans.push(whole(node));
        let mut value = |span: Span| {
            spans.push(span);
            let written = Written::at(text, span);
            spans.push(Span::new(file, written.start, written.end));
        };
        if holds(node.name_span()) {
            value(node.name_span());
        }
        for entry in node.all_entries().filter(|entry| holds(entry.span())) {
            value(entry.span());
            if let Some((_, key)) = entry.key().filter(|(_, key)| holds(*key)) {
                value(key);
            }
            if holds(entry.value_span()) {
                value(entry.value_span());
            }
        }
        let Some(block) = node.all_blocks().find(|block| holds(block.span())) else { break };
        spans.push(block.span());
        nodes = block.all_nodes().collect();
        if let ([first, ..], [.., last]) = (nodes.as_slice(), nodes.as_slice()) {
            spans.push(whole(*first).to(whole(*last)));
        }
    }
    spans.retain(|span| holds(*span));
    spans.reverse();
    let mut grown: Vec<Span> = Vec::new();
    for span in spans {
        let within = grown.last().is_none_or(|last| span.start <= last.start && last.end <= span.end && span != *last);
        if within {
            grown.push(span);
        }
    }
    grown
}

/// A node with the `/-` before it.
fn whole(node: Node<'_>) -> Span {
    node.slashdash().map_or(node.span(), |slashdash| slashdash.to(node.span()))
}
