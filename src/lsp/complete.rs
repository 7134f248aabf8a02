//! Completion in the protocol's words.

use super::capabilities::Client;
use super::convert::Text;
use super::workspace::Asked;
use crate::ide::complete::{Item, ItemKind};
use crate::ide::{Overlay, complete};
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, InsertReplaceEdit, InsertTextFormat, MarkupContent, MarkupKind,
    TextEdit,
};

/// What could be written at a place.
pub fn list(asked: &Asked<'_>, world: &Overlay<'_>, offset: u32, client: Client) -> CompletionList {
    let text = Text::of(asked, client.unit);
    let items = complete(asked.analysis, world, asked.file, offset);
    let items = items.iter().enumerate().map(|(rank, found)| item(found, rank, &text, client));
    // What is likely depends on what has been typed so far: the next letter asks again.
    CompletionList { is_incomplete: true, items: items.collect(), ..CompletionList::default() }
}

fn item(item: &Item, rank: usize, text: &Text<'_>, client: Client) -> CompletionItem {
    let (new_text, format) = match &item.snippet {
        Some(snippet) if client.snippets => (snippet.clone(), InsertTextFormat::Snippet),
        _ => (item.text.clone(), InsertTextFormat::PlainText),
    };
    let replace = text.range(item.replace);
    let edit = match client.insert_replace {
        true => InsertReplaceEdit { new_text, insert: text.range(item.insert), replace }.into(),
        false => TextEdit { range: replace, new_text }.into(),
    };
    CompletionItem {
        label: item.label.clone(),
        kind: Some(kind(item.kind)),
        detail: Some(item.detail.clone()).filter(|words| !words.is_empty()),
        documentation: Some(item.documentation.clone())
            .filter(|words| !words.is_empty())
            .map(|value| MarkupContent { kind: MarkupKind::Markdown, value }.into()),
        sort_text: Some(format!("{rank:04}")),
        filter_text: Some(item.filter.clone()),
        insert_text_format: Some(format),
        text_edit: Some(edit),
        ..CompletionItem::default()
    }
}

fn kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Node => CompletionItemKind::Keyword,
        ItemKind::Example => CompletionItemKind::Snippet,
        ItemKind::Property => CompletionItemKind::Property,
        ItemKind::Choice => CompletionItemKind::EnumMember,
        ItemKind::Value => CompletionItemKind::Value,
        ItemKind::Name(_) => CompletionItemKind::Reference,
        ItemKind::Action => CompletionItemKind::Module,
        ItemKind::File => CompletionItemKind::File,
        ItemKind::Folder => CompletionItemKind::Folder,
        ItemKind::Placeholder => CompletionItemKind::Variable,
    }
}
