//! What a part of a spec comes to in the generated files: found by compiling the spec without it, or with another value
//! in its place, and comparing. Nothing is guessed.

use super::cursor::{self, Spot};
use super::rename::rename;
use super::{Analysis, Overlay};
use crate::compile;
use crate::emit::Artifact;
use crate::patch;
use crate::schema::Use;
use crate::source::{FileId, Span};
use crate::syntax::Edit;
use crate::world::World;
use std::collections::BTreeMap;

/// The lines of a generated file that a part of a spec has a say in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The file.
    pub path: String,
    /// The target that it belongs to.
    pub target: &'static str,
    /// Its lines, from 0; empty where the part takes lines away.
    pub lines: Vec<u32>,
}

/// So many other values are tried.
const MOST: usize = 4;
/// Of a larger spec each compilation takes longer than somebody waits for an answer.
const LARGEST: usize = 96 << 10;

/// Which lines of the generated files would be otherwise, did the node or value at a place not stand there. `None`
/// where that cannot be found out: the spec does not compile as it is, or in no other way that was tried, or is too large.
///
/// `analysis` is one that was compiled; each way is another compilation.
pub fn reach(analysis: &Analysis, world: &dyn World, file: FileId, offset: u32) -> Option<Vec<Reach>> {
    let now = &analysis.compilation().artifacts;
    let size: usize = analysis.sources().iter().map(|(_, file)| file.text.len()).sum();
    if now.is_empty() || size > LARGEST {
        return None;
    }
    let main = analysis.sources().iter().next().map(|(_, main)| main.path.as_str())?;
    for edits in ways(analysis, file, offset) {
        let texts = edited(analysis, &edits)?;
        // What rules say of the other spec is of no matter: it only has to have files.
        let other = compile::recall(&Overlay::new(world, &texts), main);
        if !other.artifacts.is_empty() {
            return Some(differences(now, &other.artifacts));
        }
    }
    None
}

/// The texts of a spec with changes in them, by path.
pub(super) fn edited(analysis: &Analysis, edits: &[Edit]) -> Option<BTreeMap<String, String>> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut edits: Vec<&Edit> = edits.iter().collect();
    // From the end: what stands before a change keeps its place.
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for Edit { span, replacement } in edits {
        let source = analysis.source(span.file)?;
        let text = texts.entry(source.path.clone()).or_insert_with(|| source.text.clone());
        text.get(span.start as usize..span.end as usize)?;
        text.replace_range(span.start as usize..span.end as usize, replacement);
    }
    Some(texts)
}

/// Leaves a part of a text out.
pub(super) fn skip(span: Span) -> Edit {
    Edit { span: Span { end: span.start, ..span }, replacement: "/-".to_owned() }
}

/// What gives the thing that is declared at a place another name, everywhere.
pub(super) fn another_name(analysis: &Analysis, span: Span) -> Option<Vec<Edit>> {
    let mention = analysis.names.at(span.file, span.start + 1)?;
    let declares = mention.role == Use::Declares && span.contains(mention.span);
    let other = |name: &str| rename(analysis, span.file, span.start + 1, name);
    other("something-else").or_else(|_| other("SOMETHING_ELSE")).ok().filter(|_| declares)
}

/// How the text could be otherwise: without the part, with other values of the same kind, with another name for what is
/// declared there.
fn ways(analysis: &Analysis, file: FileId, offset: u32) -> Vec<Vec<Edit>> {
    let (Some(document), Some(source)) = (analysis.document(file), analysis.source(file)) else { return Vec::new() };
    let cursor = cursor::find(source, document, offset);
    let (entry, slot) = match cursor.spot {
        Spot::Name(Some(node)) => {
            let names = [node.name_span()].into_iter().chain(node.entries().map(|entry| entry.value_span()));
            let renamed = names.filter_map(|span| another_name(analysis, span)).take(1);
            return [vec![skip(node.span())]].into_iter().chain(renamed).collect();
        }
        Spot::Arg(node, entry, index) => (entry, cursor.shape().child(node.name()).arg_slot(index)),
        Spot::Key(node, entry) | Spot::Value(node, entry) => {
            let shape = cursor.shape().child(node.name());
            (entry, entry.key().and_then(|(key, _)| shape.prop_slot(key)))
        }
        Spot::Name(None) | Spot::Blank(..) | Spot::Nothing => return Vec::new(),
    };
    let others = slot.and_then(|slot| slot.kind()).map(|kind| kind.another(entry.value())).unwrap_or_default();
    let other = |replacement| vec![Edit { span: entry.value_span(), replacement }];
    let others = others.into_iter().take(MOST).map(other);
    [vec![skip(entry.span())]].into_iter().chain(others).chain(another_name(analysis, entry.value_span())).collect()
}

fn differences(now: &[Artifact], other: &[Artifact]) -> Vec<Reach> {
    let mut all = Vec::new();
    for artifact in now {
        let others = other.iter().find(|own| own.path == artifact.path).map_or("", |own| own.text.as_str());
        if artifact.text == others {
            continue;
        }
        let (old, new) = (patch::lines(others.as_bytes()), patch::lines(artifact.text.as_bytes()));
        let hunks = patch::compare(&old, &new, 0).hunks;
        let added = hunks.iter().flat_map(|hunk| &hunk.lines).filter(|line| line.sign == patch::Sign::Added);
        let lines = added.map(|line| line.number as u32).collect();
        all.push(Reach { path: artifact.path.clone(), target: artifact.target, lines });
    }
    // A file that is there only without the part.
    for artifact in other.iter().filter(|own| !now.iter().any(|artifact| artifact.path == own.path)) {
        all.push(Reach { path: artifact.path.clone(), target: artifact.target, lines: Vec::new() });
    }
    all
}

/// So many files are shown with their lines, and so many lines of each.
const FILES: usize = 5;
const LINES: usize = 4;

/// What a part of a spec comes to, Markdown: the lines of the generated files; nothing where it reaches none.
pub fn text(analysis: &Analysis, reach: &[Reach]) -> Option<String> {
    let cover = analysis.compilation().cover();
    let mut out = String::from("Without it, or with another value, this would be otherwise:\n");
    for (index, own) in reach.iter().enumerate() {
        out += &format!("- {}\n", place(own));
        let artifact = analysis.compilation().artifacts.iter().find(|artifact| artifact.path == own.path);
        if let Some(artifact) = artifact.filter(|_| index < FILES && !own.lines.is_empty()) {
            let mut excerpt = excerpt(&artifact.text, &own.lines);
            cover.cover(&mut excerpt);
            out += &excerpt;
        }
    }
    (!reach.is_empty()).then(|| out.trim_end().to_owned())
}

/// The file, and where in it.
fn place(reach: &Reach) -> String {
    match (reach.lines.first(), reach.lines.last()) {
        (Some(first), Some(last)) if first == last => format!("`{}`, line {}", reach.path, first + 1),
        (Some(first), Some(last)) if last - first + 1 == reach.lines.len() as u32 => {
            format!("`{}`, lines {} to {}", reach.path, first + 1, last + 1)
        }
        (Some(first), _) => format!("`{}`, {} lines from line {} on", reach.path, reach.lines.len(), first + 1),
        (None, _) => format!("`{}`: something is left out there", reach.path),
    }
}

/// The first of the lines of a text, within an item of a list, without the space that all of them start with.
fn excerpt(text: &str, lines: &[u32]) -> String {
    let all: Vec<&str> = text.lines().collect();
    let shown: Vec<&str> = lines.iter().take(LINES).filter_map(|line| all.get(*line as usize).copied()).collect();
    let space = |line: &&str| line.len() - line.trim_start().len();
    let common = shown.iter().filter(|line| !line.trim().is_empty()).map(space).min().unwrap_or(0);
    let mut out = String::from("  ```yaml\n");
    for line in &shown {
        // Nothing in a line ends the block.
        out += &format!("  {}\n", line.get(common..).unwrap_or("").replace("```", "` ` `"));
    }
    out += "  ```\n";
    if lines.len() > shown.len() {
        out += &format!("  and {} more\n", lines.len() - shown.len());
    }
    out
}
