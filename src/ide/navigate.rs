//! Where a name is declared, and everywhere that it stands.

use super::Analysis;
use super::cursor::{self, Spot};
use super::links::included;
use super::names::{Key, Mention};
use crate::schema::{List, Meaning, Use};
use crate::source::{FileId, Span};
use crate::syntax::Value;

/// A way from a place that names something to where that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The name at the place.
    pub from: Span,
    /// The whole node that is led to.
    pub node: Span,
    /// Its name.
    pub name: Span,
}

/// A place where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The letters of the name.
    pub span: Span,
    /// Whether the thing is declared here.
    pub declares: bool,
}

/// Where the name at a place is declared; a name that nothing declares leads to its first place, an `include` to the
/// files that it brings.
pub fn definition(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Way> {
    let Some((mention, key)) = named(analysis, file, offset) else { return includes(analysis, file, offset) };
    let mut all = analysis.names.declarations(&key);
    let way = |to: &Mention| Way { from: mention.span, node: to.node, name: to.span };
    match mention.role {
        Use::Shares => all.next().map(way).into_iter().collect(),
        Use::Declares | Use::Refers => all.map(way).collect(),
    }
}

fn includes(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Way> {
    let (Some(document), Some(source)) = (analysis.document(file), analysis.source(file)) else { return Vec::new() };
    let cursor = cursor::find(source, document, offset);
    let Spot::Arg(node, entry, index) = cursor.spot else { return Vec::new() };
    let slot = cursor.shape().child(node.name()).arg_slot(index);
    match (slot.map(|slot| slot.meaning), entry.value()) {
        (Some(Meaning::Lists(List::Specs)), Value::String(pattern)) => {
            let start = |id| Span::new(id, 0, 0);
            let way = |id| Way { from: entry.value_span(), node: start(id), name: start(id) };
            included(analysis, file, pattern).into_iter().map(way).collect()
        }
        _ => Vec::new(),
    }
}

/// Every place where the name at a place stands, in all files.
pub fn references(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Place> {
    let Some((_, key)) = named(analysis, file, offset) else { return Vec::new() };
    let place = |m: &Mention| Place { span: m.span, declares: m.role == Use::Declares };
    analysis.names.mentions(&key).map(place).collect()
}

/// The places of one file where the name at a place stands.
pub fn highlights(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Place> {
    references(analysis, file, offset).into_iter().filter(|place| place.span.file == file).collect()
}

/// The name at a place, and what it means.
pub(super) fn named(analysis: &Analysis, file: FileId, offset: u32) -> Option<(&Mention, Key)> {
    let mention = analysis.names.at(file, offset)?;
    Some((mention, analysis.names.key(mention)))
}
