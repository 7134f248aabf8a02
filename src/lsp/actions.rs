//! What mends a problem, as edits.

use super::capabilities::Client;
use super::check;
use super::convert::{self, Text};
use super::server::Server;
use super::workspace::Asked;
use crate::diag::{Diagnostic, Fix};
use crate::source::{FileId, Span};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, DocumentChange, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::{BTreeMap, HashMap};

/// What can be done about the problems that a range touches; and, in one, all that is safe in the file.
pub fn at(server: &Server<'_>, asked: &Asked<'_>, params: &CodeActionParams, client: Client) -> Vec<CodeAction> {
    let text = Text::of(asked, client.unit);
    let range = text.span(asked.file, params.range);
    let wanted = |kind: &CodeActionKind| {
        let is = |only: &CodeActionKind| kind == only || kind.to_string().starts_with(&format!("{only}."));
        params.context.only.as_ref().is_none_or(|kinds| kinds.iter().any(is))
    };
    let own = |found: &&Diagnostic| found.span().file == asked.file;
    let found: Vec<&Diagnostic> = asked.analysis.compilation().diagnostics.iter().filter(own).collect();
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QuickFix) {
        let touched = found.iter().filter(|it| it.span().start <= range.end && range.start <= it.span().end);
        for (problem, fix) in touched.flat_map(|problem| problem.fixes.iter().map(move |fix| (problem, fix))) {
            let edits = fix.edits.iter().map(|edit| (edit.span, edit.replacement.as_str()));
            actions.push(CodeAction {
                title: fix.title.clone(),
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: Some(vec![check::diagnostic(problem, asked, &text, client.unit, server.pages.as_deref())]),
                is_preferred: Some(fix.safe),
                edit: Some(workspace_edit(server, asked, edits, client)),
                ..CodeAction::default()
            });
        }
    }
    if wanted(&CodeActionKind::SourceFixAll) {
        let safe: Vec<&Fix> = found.iter().filter_map(|it| it.fixes.iter().find(|fix| fix.safe)).collect();
        let edits = apart(&safe);
        if !edits.is_empty() {
            actions.push(CodeAction {
                title: "Mend everything that is safe to mend".to_owned(),
                kind: Some(CodeActionKind::SourceFixAll),
                edit: Some(workspace_edit(server, asked, edits.into_iter(), client)),
                ..CodeAction::default()
            });
        }
    }
    actions
}

/// The edits of those fixes that do not touch what an earlier one changes.
fn apart<'a>(fixes: &[&'a Fix]) -> Vec<(Span, &'a str)> {
    let mut taken: Vec<(Span, &str)> = Vec::new();
    let meet = |a: Span, b: Span| a.file == b.file && a.start <= b.end && b.start <= a.end;
    for fix in fixes {
        if fix.edits.iter().all(|edit| taken.iter().all(|(span, _)| !meet(*span, edit.span))) {
            taken.extend(fix.edits.iter().map(|edit| (edit.span, edit.replacement.as_str())));
        }
    }
    taken
}

/// Edits of a spec's files, by file.
pub fn workspace_edit<'a>(
    server: &Server<'_>,
    asked: &Asked<'_>,
    edits: impl Iterator<Item = (Span, &'a str)>,
    client: Client,
) -> WorkspaceEdit {
    let mut by_file: BTreeMap<FileId, Vec<(Span, &str)>> = BTreeMap::new();
    edits.for_each(|(span, new)| by_file.entry(span.file).or_default().push((span, new)));
    let by_file = by_file.into_iter().map(|(file, edits)| {
        let text = Text::within(asked, file, client.unit);
        let edits = edits.iter().map(|(span, new)| convert::edit(&text, *span, new)).collect();
        (asked.address(file), edits)
    });
    if !client.versioned_edits {
        let changes: HashMap<Uri, Vec<TextEdit>> = by_file.map(|(address, edits)| (Uri(address), edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let changes = by_file.map(|(address, edits): (String, Vec<TextEdit>)| {
        DocumentChange::from(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                version: server.version(&address),
                text_document_identifier: TextDocumentIdentifier { uri: Uri(address) },
            },
            edits: edits.into_iter().map(Into::into).collect(),
        })
    });
    WorkspaceEdit { document_changes: Some(changes.collect()), ..WorkspaceEdit::default() }
}
