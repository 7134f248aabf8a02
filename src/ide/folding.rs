//! What a reader may skip: blocks, long comments, texts over several lines, runs of `include`.

use super::Analysis;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::{Document, Node, TriviaKind};

/// What is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    /// A block, or a text over several lines.
    Region,
    /// Comments.
    Comment,
    /// Includes.
    Includes,
}

/// A part that can be folded away, from its first line to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// From where on nothing is shown, to what is shown again.
    pub span: Span,
    /// What it is.
    pub kind: FoldKind,
}

/// The parts of a file that can be folded, in the order of the text.
pub fn folding(analysis: &Analysis, file: FileId) -> Vec<Fold> {
    let (Some(document), Some(source)) = (analysis.document(file), analysis.source(file)) else { return Vec::new() };
    let mut folds = Vec::new();
    let nodes: Vec<Node<'_>> = document.all_nodes().collect();
    nodes.iter().for_each(|node| blocks(&source.text, *node, &mut folds));
    includes(&nodes, &mut folds);
    comments(source, document, &mut folds);
    let line = |offset| source.line_column(offset).0;
    folds.retain(|fold| line(fold.span.start) < line(fold.span.end));
    folds.sort();
    folds.dedup();
    folds
}

fn blocks(text: &str, node: Node<'_>, folds: &mut Vec<Fold>) {
    let region = |span: Span| Fold { span, kind: FoldKind::Region };
    folds.extend(node.all_entries().map(|entry| region(entry.value_span())));
    for block in node.all_blocks() {
        // The braces stay to be seen; one at the end of the file may be missing.
        let span = block.span();
        let inner = text.get(span.start as usize + 1..span.end as usize).unwrap_or("");
        let inner = inner.strip_suffix('}').unwrap_or(inner);
        folds.push(region(Span::new(span.file, span.start + 1, span.start + 1 + inner.len() as u32)));
        block.all_nodes().for_each(|child| blocks(text, child, folds));
    }
}

/// `include` after `include`.
fn includes(nodes: &[Node<'_>], folds: &mut Vec<Fold>) {
    for run in nodes.chunk_by(|a, b| a.name() == "include" && b.name() == "include") {
        if let ([first, ..], [.., last]) = (run, run)
            && first.name() == "include"
        {
            folds.push(Fold { span: first.span().to(last.span()), kind: FoldKind::Includes });
        }
    }
}

/// Comments that follow each other line by line are one.
fn comments(source: &SourceFile, document: &Document, folds: &mut Vec<Fold>) {
    let mut run: Option<Span> = None;
    let mut close = |run: Option<Span>| folds.extend(run.map(|span| Fold { span, kind: FoldKind::Comment }));
    for trivia in document.trivia() {
        let comment = matches!(trivia.kind, TriviaKind::LineComment | TriviaKind::BlockComment);
        // A comment behind a node belongs to that line alone.
        let (line, column) = source.line_column(trivia.span.start);
        let start = (trivia.span.start - column) as usize;
        let own_line =
            source.text.get(start..trivia.span.start as usize).is_some_and(|before| before.trim().is_empty());
        if !comment || !own_line {
            continue;
        }
        run = match run {
            Some(before) if source.line_column(before.end).0 + 1 == line => Some(before.to(trivia.span)),
            before => {
                close(before);
                Some(trivia.span)
            }
        };
    }
    close(run);
}
