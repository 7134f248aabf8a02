//! What the server can do, and what it has found the editor to be able to do.

use super::convert;
use super::tokens;
use crate::source::Unit;
use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions, DocumentLinkOptions,
    ExecuteCommandOptions, Full, RenameOptions, SaveOptions, SemanticTokensLegend, SemanticTokensOptions,
    SemanticTokensOptionsRange, ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::Value;

/// The command that gives the page of a diagnostic.
pub const EXPLAIN: &str = "dbgen.explain";

/// What the editor can do, where it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// How columns are counted.
    pub unit: Unit,
    /// Whether completions may hold tab stops.
    pub snippets: bool,
    /// Whether a completion may name what it replaces and what it inserts.
    pub insert_replace: bool,
    /// Whether a definition may say from where to where it leads.
    pub links: bool,
    /// Whether symbols may lie within each other.
    pub nested_symbols: bool,
    /// Whether edits may name the version that they are made for.
    pub versioned_edits: bool,
    /// Whether it asks to be told which files to watch.
    pub watches: bool,
}

impl Client {
    /// What the capabilities say. They are read as JSON: an editor that says too much or too little is served all the
    /// same.
    pub fn of(capabilities: &ClientCapabilities) -> Self {
        let all = serde_json::to_value(capabilities).unwrap_or(Value::Null);
        let can = |pointer: &str| all.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        Self {
            unit: convert::unit(offered),
            snippets: can("/textDocument/completion/completionItem/snippetSupport"),
            insert_replace: can("/textDocument/completion/completionItem/insertReplaceSupport"),
            links: can("/textDocument/definition/linkSupport"),
            nested_symbols: can("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            versioned_edits: can("/workspace/workspaceEdit/documentChanges"),
            watches: can("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

/// What the server can do.
pub fn server(client: Client) -> ServerCapabilities {
    let letters = [" ", "\"", "=", "{", ".", "/", "\n"];
    ServerCapabilities {
        position_encoding: Some(convert::encoding(client.unit)),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                save: Some(SaveOptions::default().into()),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(letters.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::SourceFixAll]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        code_lens_provider: Some(CodeLensOptions::default()),
        document_link_provider: Some(DocumentLinkOptions::default()),
        document_formatting_provider: Some(true.into()),
        document_range_formatting_provider: Some(true.into()),
        rename_provider: Some(RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() }.into()),
        folding_range_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: SemanticTokensLegend {
                    token_types: tokens::TYPES.iter().map(|name| (*name).to_owned()).collect(),
                    token_modifiers: tokens::MODIFIERS.iter().map(|name| (*name).to_owned()).collect(),
                },
                range: Some(SemanticTokensOptionsRange::Bool(true)),
                full: Some(Full::Bool(true)),
                ..SemanticTokensOptions::default()
            }
            .into(),
        ),
        inlay_hint_provider: Some(true.into()),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![EXPLAIN.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                ..WorkspaceFoldersServerCapabilities::default()
            }),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}
