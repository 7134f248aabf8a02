//! `dbgen check --fix`: the safe fixes, applied until none is left.

use crate::compile::{Compilation, compile};
use crate::diag::{Code, Edit, Fix};
use crate::source::{FileId, Sources};
use crate::syntax;
use crate::world::{Overlay, World};
use std::collections::BTreeMap;

/// A fix can bring to light what another one mends; a spec that is not quiet after so many rounds never will be.
const MOST_ROUNDS: usize = 20;

/// What has become of a spec.
#[derive(Debug, Default)]
pub struct Fixed {
    /// What was done, in order.
    pub done: Vec<Done>,
    /// The files that change, by their paths: what stood there and what is to stand there.
    pub files: BTreeMap<String, (String, String)>,
    /// What there is to say of the spec as it is now.
    pub compilation: Compilation,
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// `path:line:column` of the problem, when it was mended.
    pub place: String,
    /// The problem.
    pub code: Code,
    /// What was done.
    pub title: String,
}

/// Applies the safe fixes of the spec at `path` to its texts, in memory. Of two that touch the same text one waits for
/// the next round, where it may not be needed any more.
pub fn fix(world: &dyn World, path: &str) -> Fixed {
    let mut fixed = Fixed::default();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for last in (0..MOST_ROUNDS).rev().map(|left| left == 0) {
        fixed.compilation = compile(&Overlay::new(world, &texts), path);
        if last {
            break;
        }
        let Compilation { diagnostics, sources, .. } = &fixed.compilation;
        let mut round: Vec<&Fix> = Vec::new();
        for diagnostic in diagnostics {
            let safe = diagnostic.fixes.iter().find(|fix| fix.safe);
            let Some(fix) = safe.filter(|fix| round.iter().all(|other| !touch(fix, other))) else { continue };
            round.push(fix);
            let (place, title) = (sources.locate(diagnostic.span()), fix.title.clone());
            fixed.done.push(Done { place, code: diagnostic.code, title });
        }
        if round.is_empty() {
            break;
        }
        let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
        for edit in round.iter().flat_map(|fix| &fix.edits) {
            edits.entry(edit.span.file).or_default().push(edit);
        }
        for (file, edits) in edits {
            let file = sources.file(file);
            let new = apply(&file.text, edits);
            let old = || file.text.clone();
            fixed.files.entry(file.path.clone()).or_insert_with(|| (old(), String::new())).1.clone_from(&new);
            texts.insert(file.path.clone(), new);
        }
    }
    fixed.files.retain(|_, (old, new)| old != new);
    fixed
}

/// The text that a fix makes of the files that it touches, by their paths.
pub fn applied(fix: &Fix, sources: &Sources) -> BTreeMap<String, String> {
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    fix.edits.iter().for_each(|edit| edits.entry(edit.span.file).or_default().push(edit));
    let text = |(file, edits): (FileId, Vec<&Edit>)| {
        let file = sources.file(file);
        (file.path.clone(), apply(&file.text, edits))
    };
    edits.into_iter().map(text).collect()
}

fn touch(a: &Fix, b: &Fix) -> bool {
    let pairs = a.edits.iter().flat_map(|own| b.edits.iter().map(move |other| (own.span, other.span)));
    pairs.into_iter().any(|(a, b)| a.file == b.file && a.start <= b.end && b.start <= a.end)
}

/// The text with all edits made; laid out, where it was laid out before.
fn apply(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        new += text.get(at..edit.span.start as usize).unwrap_or_default();
        new += &edit.replacement;
        at = edit.span.end as usize;
    }
    new += text.get(at..).unwrap_or_default();
    match syntax::format(text).is_ok_and(|formatted| formatted == text) {
        true => syntax::format(&new).unwrap_or(new),
        false => new,
    }
}
