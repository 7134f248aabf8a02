//! Where a fault of a generated file can come from, so that a report of one points at it.

use crate::plan::Plan;
use crate::syntax::{Document, Node, Value};
use crate::verify::Origins;

const RAW: &str = "raw";

/// The project, and every `raw` block of the spec.
pub fn of(plan: &Plan, documents: &[Document]) -> Origins {
    let mut origins = Origins { project: plan.project.set.name.span, raw: Vec::new() };
    let telling = documents.iter().filter(|document| document.mentions(&[RAW]));
    telling.flat_map(Document::nodes).for_each(|node| collect(node, &mut origins));
    origins
}

fn collect(node: Node<'_>, origins: &mut Origins) {
    let raw = || node.entries().find(|entry| entry.is_argument()).filter(|_| node.name() == RAW);
    match raw().map(|entry| (entry.value(), entry.span())) {
        Some((Value::String(platform), span)) => origins.raw.push((platform.to_owned(), node.name_span().to(span))),
        _ => node.children().for_each(|child| collect(child, origins)),
    }
}
