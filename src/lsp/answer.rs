//! A question and its answer: which part of [`crate::ide`] knows it.

use super::capabilities::{Client, EXPLAIN};
use super::convert::{self, Text};
use super::server::Server;
use super::workspace::{Asked, Whole};
use super::{Request, actions, complete, symbols, tokens};
use crate::ide;
use crate::source::Span;
use lsp_server::ErrorCode;
use lsp_types::{
    CodeActionParams, CodeLens, CodeLensParams, Command, CompletionParams, DefinitionParams, DocumentFormattingParams,
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, DocumentLink, DocumentLinkParams,
    DocumentRangeFormattingParams, DocumentSymbolParams, ExecuteCommandParams, FoldingRange, FoldingRangeKind,
    FoldingRangeParams, Hover, HoverParams, InlayHint, InlayHintParams, LocationLink, MarkupContent, MarkupKind,
    PrepareRenameParams, PrepareRenamePlaceholder, Range, ReferenceParams, RenameParams, SelectionRange,
    SelectionRangeParams, SemanticTokensParams, SemanticTokensRangeParams, TextDocumentPositionParams, Uri,
    WorkspaceSymbolParams,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What becomes of a question.
pub enum Answer {
    /// It is answered.
    Ready(Value),
    /// It has no answer.
    Refused(ErrorCode, String),
    /// It is answered when the compiler is done.
    Later,
}

/// Answers a question.
pub fn answer(server: &Server<'_>, client: Client, request: &Request) -> Answer {
    let ask = Ask { server, client, request };
    let unit = client.unit;
    match request.method.as_str() {
        "textDocument/completion" => ask.at(
            |p: &CompletionParams| &p.text_document_position_params,
            |asked, offset| {
                let world = asked.spec.world(server.host);
                let texts = server.workspace.texts(asked.main);
                let world = ide::Overlay::new(&*world, &texts);
                ready(complete::list(asked, &world, offset, client))
            },
        ),
        "textDocument/hover" => ask.at_all(
            |p: &HoverParams| &p.text_document_position_params,
            |asked, offset| {
                let text = Text::of(asked, unit);
                let world = asked.spec.world(server.host);
                let texts = server.workspace.texts(asked.main);
                let reach = || ide::reach(asked.analysis, &ide::Overlay::new(&*world, &texts), asked.file, offset);
                ready(ide::hover(asked.analysis, asked.file, offset).map(|hover| {
                    let reached = reach().and_then(|reach| ide::reach::text(asked.analysis, &reach));
                    let value =
                        [Some(hover.text), reached].into_iter().flatten().collect::<Vec<_>>().join("\n\n---\n\n");
                    Hover {
                        contents: MarkupContent { kind: MarkupKind::Markdown, value }.into(),
                        range: Some(text.range(hover.span)),
                    }
                }))
            },
        ),
        "textDocument/definition" => ask.at(
            |p: &DefinitionParams| &p.text_document_position_params,
            |asked, offset| {
                let ways = ide::definition(asked.analysis, asked.file, offset);
                match client.links {
                    true => ready(ways.iter().map(|way| link(asked, way, client)).collect::<Vec<_>>()),
                    false => ready(ways.iter().map(|w| convert::location(asked, w.name, unit)).collect::<Vec<_>>()),
                }
            },
        ),
        "textDocument/references" => ask.read(|params: ReferenceParams| {
            ask.place(&params.text_document_position_params, |asked, offset| {
                let places = ide::references(asked.analysis, asked.file, offset);
                let wanted = places.iter().filter(|place| params.context.include_declaration || !place.declares);
                ready(wanted.map(|place| convert::location(asked, place.span, unit)).collect::<Vec<_>>())
            })
        }),
        "textDocument/documentHighlight" => ask.at(
            |p: &DocumentHighlightParams| &p.text_document_position_params,
            |asked, offset| {
                let text = Text::of(asked, unit);
                let places = ide::highlights(asked.analysis, asked.file, offset);
                let kind = |declares| if declares { DocumentHighlightKind::Write } else { DocumentHighlightKind::Read };
                let highlight = |place: &ide::navigate::Place| DocumentHighlight {
                    range: text.range(place.span),
                    kind: Some(kind(place.declares)),
                };
                ready(places.iter().map(highlight).collect::<Vec<_>>())
            },
        ),
        "textDocument/prepareRename" => ask.at(
            |p: &PrepareRenameParams| &p.text_document_position_params,
            |asked, offset| {
                let text = Text::of(asked, unit);
                match ide::prepare_rename(asked.analysis, asked.file, offset) {
                    Ok(found) => {
                        ready(PrepareRenamePlaceholder { range: text.range(found.span), placeholder: found.name })
                    }
                    Err(why) => Answer::Refused(ErrorCode::RequestFailed, why),
                }
            },
        ),
        "textDocument/rename" => ask.read(|params: RenameParams| {
            ask.place(&params.text_document_position_params, |asked, offset| {
                match ide::rename(asked.analysis, asked.file, offset, &params.new_name) {
                    Ok(edits) => {
                        let edits = edits.iter().map(|edit| (edit.span, edit.replacement.as_str()));
                        ready(actions::workspace_edit(server, asked, edits, client))
                    }
                    Err(why) => Answer::Refused(ErrorCode::RequestFailed, why),
                }
            })
        }),
        "textDocument/documentSymbol" => ask.read(|params: DocumentSymbolParams| {
            ask.file(&params.text_document.uri, |asked| ready(symbols::of_file(asked, client)))
        }),
        "workspace/symbol" => {
            ask.read(|params: WorkspaceSymbolParams| ready(symbols::of_all(server, &params.query, client)))
        }
        "textDocument/foldingRange" => ask.read(|params: FoldingRangeParams| {
            ask.file(&params.text_document.uri, |asked| {
                let text = Text::of(asked, unit);
                ready(ide::folding(asked.analysis, asked.file).iter().map(|it| fold(it, &text)).collect::<Vec<_>>())
            })
        }),
        "textDocument/selectionRange" => ask.read(|params: SelectionRangeParams| {
            ask.file(&params.text_document.uri, |asked| {
                let text = Text::of(asked, unit);
                let around = |at| ide::selection(asked.analysis, asked.file, text.offset(at));
                ready(params.positions.iter().map(|at| selection(&around(*at), &text)).collect::<Vec<_>>())
            })
        }),
        "textDocument/semanticTokens/full" => ask.read(|params: SemanticTokensParams| {
            ask.file(&params.text_document.uri, |asked| ready(tokens::of_file(asked, None, client)))
        }),
        "textDocument/semanticTokens/range" => ask.read(|params: SemanticTokensRangeParams| {
            ask.file(&params.text_document.uri, |asked| ready(tokens::of_file(asked, Some(params.range), client)))
        }),
        "textDocument/formatting" => ask.read(|params: DocumentFormattingParams| {
            ask.file(&params.text_document.uri, |asked| formatted(asked, None, client))
        }),
        "textDocument/rangeFormatting" => ask.read(|params: DocumentRangeFormattingParams| {
            ask.file(&params.text_document.uri, |asked| formatted(asked, Some(params.range), client))
        }),
        "textDocument/inlayHint" => ask.read(|params: InlayHintParams| {
            ask.file_all(&params.text_document.uri, |asked| {
                let text = Text::of(asked, unit);
                let range = text.span(asked.file, params.range);
                ready(ide::hints(asked.analysis, range).into_iter().map(|it| hint(it, &text)).collect::<Vec<_>>())
            })
        }),
        "textDocument/documentLink" => ask.read(|params: DocumentLinkParams| {
            ask.file_all(&params.text_document.uri, |asked| {
                let (text, world) = (Text::of(asked, unit), asked.spec.world(server.host));
                let links = ide::links(asked.analysis, &*world, asked.file);
                let link = |it: &ide::links::DocumentLink| DocumentLink {
                    range: text.range(it.span),
                    target: Some(Uri(asked.spec.address(asked.main, &it.path))),
                    tooltip: Some(it.tooltip.clone()),
                    data: None,
                };
                ready(links.iter().map(link).collect::<Vec<_>>())
            })
        }),
        "textDocument/codeLens" => ask.read(|params: CodeLensParams| {
            ask.file_all(&params.text_document.uri, |asked| {
                let lenses = ide::lenses(asked.analysis, asked.file);
                ready(lenses.iter().map(|it| lens(it, asked, client)).collect::<Vec<_>>())
            })
        }),
        "textDocument/codeAction" => ask.read(|params: CodeActionParams| {
            ask.file_all(&params.text_document.uri, |asked| ready(actions::at(server, asked, &params, client)))
        }),
        "workspace/executeCommand" => ask.read(|params: ExecuteCommandParams| {
            let code = params.arguments.iter().flatten().next().and_then(Value::as_str).map(str::to_owned);
            match (params.command.as_str(), code) {
                (EXPLAIN, Some(code)) => {
                    ready(crate::diag::pages::find(&code).map(|page| format!("# {}\n\n{}", page.code, page.section())))
                }
                (EXPLAIN, None) => Answer::Refused(ErrorCode::InvalidParams, "expected the name of a code".to_owned()),
                (other, _) => Answer::Refused(ErrorCode::InvalidParams, format!("there is no command `{other}`")),
            }
        }),
        other => Answer::Refused(ErrorCode::MethodNotFound, format!("there is no method `{other}`")),
    }
}

/// A question on its way to its answer.
struct Ask<'a> {
    server: &'a Server<'a>,
    client: Client,
    request: &'a Request,
}

impl Ask<'_> {
    fn read<P: DeserializeOwned>(&self, answer: impl FnOnce(P) -> Answer) -> Answer {
        match serde_json::from_value(self.request.params.clone()) {
            Ok(params) => answer(params),
            Err(error) => Answer::Refused(ErrorCode::InvalidParams, error.to_string()),
        }
    }

    /// Of a file, by its syntax.
    fn file(&self, uri: &Uri, answer: impl FnOnce(&Asked<'_>) -> Answer) -> Answer {
        self.server.workspace.ask(&uri.0).map_or(Answer::Ready(Value::Null), |asked| answer(&asked))
    }

    /// Of a file, by all that is known of it: it may have to wait.
    fn file_all(&self, uri: &Uri, answer: impl FnOnce(&Asked<'_>) -> Answer) -> Answer {
        match self.server.workspace.ask_all(&uri.0) {
            Whole::Known(asked) => answer(&asked),
            Whole::Later => Answer::Later,
            Whole::Nothing => Answer::Ready(Value::Null),
        }
    }

    fn place(&self, at: &TextDocumentPositionParams, answer: impl FnOnce(&Asked<'_>, u32) -> Answer) -> Answer {
        self.file(&at.text_document.uri, |asked| {
            let offset = Text::of(asked, self.client.unit).offset(at.position);
            answer(asked, offset)
        })
    }

    /// Of a place in a file, by its syntax.
    fn at<P: DeserializeOwned>(
        &self,
        place: impl FnOnce(&P) -> &TextDocumentPositionParams,
        answer: impl FnOnce(&Asked<'_>, u32) -> Answer,
    ) -> Answer {
        self.read(|params: P| self.place(place(&params), answer))
    }

    /// Of a place in a file, by all that is known of it.
    fn at_all<P: DeserializeOwned>(
        &self,
        place: impl FnOnce(&P) -> &TextDocumentPositionParams,
        answer: impl FnOnce(&Asked<'_>, u32) -> Answer,
    ) -> Answer {
        self.read(|params: P| {
            let at = place(&params);
            self.file_all(&at.text_document.uri, |asked| {
                let offset = Text::of(asked, self.client.unit).offset(at.position);
                answer(asked, offset)
            })
        })
    }
}

fn ready(value: impl Serialize) -> Answer {
    match serde_json::to_value(value) {
        Ok(value) => Answer::Ready(value),
        Err(error) => Answer::Refused(ErrorCode::InternalError, error.to_string()),
    }
}

fn link(asked: &Asked<'_>, way: &ide::navigate::Way, client: Client) -> LocationLink {
    let (node, name) =
        (convert::location(asked, way.node, client.unit), convert::location(asked, way.name, client.unit));
    LocationLink {
        origin_selection_range: Some(Text::of(asked, client.unit).range(way.from)),
        target_uri: node.uri,
        target_range: node.range,
        target_selection_range: name.range,
    }
}

fn fold(fold: &ide::folding::Fold, text: &Text<'_>) -> FoldingRange {
    let Range { start, end } = text.range(fold.span);
    FoldingRange {
        start_line: start.line,
        start_character: Some(start.character),
        end_line: end.line,
        end_character: Some(end.character),
        kind: Some(match fold.kind {
            ide::folding::FoldKind::Region => FoldingRangeKind::Region,
            ide::folding::FoldKind::Comment => FoldingRangeKind::Comment,
            ide::folding::FoldKind::Includes => FoldingRangeKind::Imports,
        }),
        collapsed_text: None,
    }
}

/// Ranges within each other, the smallest first.
fn selection(spans: &[Span], text: &Text<'_>) -> SelectionRange {
    let mut around = None;
    for span in spans.iter().rev() {
        around = Some(Box::new(SelectionRange { range: text.range(*span), parent: around }));
    }
    let whole = || SelectionRange { range: Range::default(), parent: None };
    around.map_or_else(whole, |found| *found)
}

fn formatted(asked: &Asked<'_>, range: Option<Range>, client: Client) -> Answer {
    let text = Text::of(asked, client.unit);
    let edits = match range {
        Some(range) => ide::format_range(asked.analysis, text.span(asked.file, range)),
        None => ide::format(asked.analysis, asked.file),
    };
    // What cannot be read is not touched: no edits, and no message that would stop a save.
    ready(
        edits.map(|all| all.iter().map(|edit| convert::edit(&text, edit.span, &edit.replacement)).collect::<Vec<_>>()),
    )
}

fn hint(hint: ide::hints::Hint, text: &Text<'_>) -> InlayHint {
    InlayHint {
        position: text.position(hint.offset),
        label: hint.text.into(),
        kind: None,
        text_edits: None,
        tooltip: Some(hint.tooltip).filter(|words| !words.is_empty()).map(Into::into),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

fn lens(lens: &ide::lens::Lens, asked: &Asked<'_>, client: Client) -> CodeLens {
    let text = Text::of(asked, client.unit);
    let value = |value: Result<Value, _>| value.unwrap_or(Value::Null);
    let arguments = match &lens.command {
        ide::lens::Command::Show(spans) => {
            let places: Vec<_> = spans.iter().map(|span| convert::location(asked, *span, client.unit)).collect();
            let here = convert::location(asked, lens.span, client.unit);
            vec![value(serde_json::to_value(here)), value(serde_json::to_value(places))]
        }
        ide::lens::Command::Diff { environment, base } => {
            vec![Value::from(asked.main), Value::from(environment.as_str()), Value::from(base.as_str())]
        }
    };
    CodeLens {
        range: text.range(lens.span),
        command: Some(Command {
            title: lens.title.clone(),
            tooltip: None,
            command: lens.command.id().to_owned(),
            arguments: Some(arguments),
        }),
        data: None,
    }
}
