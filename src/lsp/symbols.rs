//! What is declared, in one file and in all.

use super::capabilities::Client;
use super::convert::{self, Text};
use super::server::Server;
use super::workspace::Asked;
use crate::ide;
use crate::schema::Thing;
use lsp_types::{BaseSymbolInformation, DocumentSymbol, SymbolInformation, SymbolKind, WorkspaceSymbol};
use serde_json::Value;

/// The nodes of a file: within each other where the editor can show that, in a row where it cannot.
pub fn of_file(asked: &Asked<'_>, client: Client) -> Value {
    let text = Text::of(asked, client.unit);
    let symbols = ide::symbols(asked.analysis, asked.file);
    let value = match client.nested_symbols {
        true => serde_json::to_value(symbols.iter().map(|symbol| nested(symbol, &text)).collect::<Vec<_>>()),
        false => {
            let mut flat = Vec::new();
            symbols.iter().for_each(|symbol| row(symbol, None, asked, client, &mut flat));
            serde_json::to_value(flat)
        }
    };
    value.unwrap_or(Value::Null)
}

fn nested(symbol: &ide::symbols::Symbol, text: &Text<'_>) -> DocumentSymbol {
    #[expect(deprecated, reason = "the type has a field that the protocol has given up")]
    DocumentSymbol {
        name: symbol.name.clone(),
        detail: Some(symbol.detail.clone()).filter(|words| !words.is_empty()),
        kind: kind(symbol.thing),
        tags: None,
        deprecated: None,
        range: text.range(symbol.span),
        selection_range: text.range(symbol.name_span),
        children: Some(symbol.children.iter().map(|child| nested(child, text)).collect()),
    }
}

fn row(
    symbol: &ide::symbols::Symbol,
    within: Option<&str>,
    asked: &Asked<'_>,
    client: Client,
    out: &mut Vec<SymbolInformation>,
) {
    #[expect(deprecated, reason = "the type has a field that the protocol has given up")]
    out.push(SymbolInformation {
        deprecated: None,
        location: convert::location(asked, symbol.span, client.unit),
        base_symbol_information: base(&symbol.name, symbol.thing, within),
    });
    symbol.children.iter().for_each(|child| row(child, Some(&symbol.name), asked, client, out));
}

/// The declared things of every spec whose names a query is a part of.
pub fn of_all(server: &Server<'_>, query: &str, client: Client) -> Vec<WorkspaceSymbol> {
    let mut all = Vec::new();
    for (main, spec) in &server.workspace.specs {
        for declared in ide::declared(&spec.syntax, query) {
            let source = spec.syntax.sources().file(declared.span.file);
            let asked = Asked { spec, main, analysis: &spec.syntax, file: declared.span.file, source };
            all.push(WorkspaceSymbol {
                location: convert::location(&asked, declared.span, client.unit).into(),
                data: None,
                base_symbol_information: base(&declared.name, Some(declared.thing), declared.within.as_deref()),
            });
        }
    }
    all
}

fn base(name: &str, thing: Option<Thing>, within: Option<&str>) -> BaseSymbolInformation {
    BaseSymbolInformation {
        name: name.to_owned(),
        kind: kind(thing),
        tags: None,
        container_name: within.map(str::to_owned),
    }
}

fn kind(thing: Option<Thing>) -> SymbolKind {
    match thing {
        Some(Thing::Service) => SymbolKind::Class,
        Some(Thing::Datastore) => SymbolKind::Object,
        Some(Thing::Environment) => SymbolKind::Namespace,
        Some(Thing::Secret) => SymbolKind::Key,
        Some(Thing::Workflow) => SymbolKind::Module,
        Some(Thing::Stage) => SymbolKind::Event,
        Some(Thing::Job) => SymbolKind::Function,
        Some(Thing::Tool) => SymbolKind::Package,
        Some(Thing::Variable) => SymbolKind::Variable,
        Some(Thing::Profile) => SymbolKind::Enum,
        None => SymbolKind::Property,
    }
}
