//! What an editor asks of a spec, as plain data: it knows no protocol and touches no file.
//!
//! Every question takes an [`Analysis`] and a place in bytes. An analysis is cheap when it is made of the syntax alone
//! ([`Analysis::syntax`]): trees and names, which are there however broken the text is. That is enough for completion,
//! references, symbols and all that must keep up with the keyboard; a plan ([`Analysis::check`]) and files
//! ([`Analysis::compile`]) add what only they know.

pub mod complete;
mod cursor;
pub mod effect;
pub mod folding;
mod format;
mod fuzzy;
mod habits;
pub mod hints;
pub mod hover;
pub mod lens;
pub mod lines;
pub mod links;
mod names;
pub mod navigate;
pub mod origin;
pub mod reach;
pub mod rename;
mod selection;
mod shape;
pub mod symbols;
mod text;
pub mod tokens;

pub use crate::world::Overlay;
pub use complete::complete;
pub use folding::folding;
pub use format::{format, range as format_range};
pub use hints::hints;
pub use hover::hover;
pub use lens::lenses;
pub use lines::{LineIndex, Position};
pub use links::links;
pub use navigate::{definition, highlights, references};
pub use origin::origins;
pub use reach::reach;
pub use rename::{prepare as prepare_rename, rename};
pub use selection::selection;
pub use symbols::{declared, symbols};
pub use tokens::tokens;

use crate::compile::{self, Compilation};
use crate::plan::Plan;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::Document;
use crate::world::World;
use names::Names;
use std::sync::OnceLock;

/// A spec as it stands, with whatever could be found out about it.
#[derive(Debug, Default)]
pub struct Analysis {
    compilation: Compilation,
    names: Names,
    /// The lines of each file, once somebody has asked for them.
    lines: Vec<OnceLock<LineIndex>>,
}

impl Analysis {
    /// Reads and parses: what every keystroke needs.
    pub fn syntax(world: &dyn World, path: &str) -> Self {
        Self::of(compile::read(world, path))
    }

    /// Decodes, resolves and lints, too.
    pub fn check(world: &dyn World, path: &str) -> Self {
        Self::of(compile::check(world, path))
    }

    /// Makes the files, too.
    pub fn compile(world: &dyn World, path: &str) -> Self {
        Self::of(compile::compile(world, path))
    }

    /// What came of a compilation.
    pub fn of(compilation: Compilation) -> Self {
        let mut names = Names::default();
        for document in &compilation.documents {
            names.add(compilation.sources.file(document.file()), document);
        }
        let lines = compilation.sources.iter().map(|_| OnceLock::new()).collect();
        Self { compilation, names, lines }
    }

    /// What the compiler made.
    pub fn compilation(&self) -> &Compilation {
        &self.compilation
    }

    /// The files that were read, the main one first.
    pub fn sources(&self) -> &Sources {
        &self.compilation.sources
    }

    /// The file of a path, relative to the folder of the main spec.
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.sources().iter().find(|(_, file)| file.path == path).map(|(id, _)| id)
    }

    /// The lines of a file, for many questions about places in it.
    pub fn lines(&self, file: FileId) -> Option<&LineIndex> {
        let text = &self.source(file)?.text;
        Some(self.lines.get(file.0 as usize)?.get_or_init(|| LineIndex::new(text)))
    }

    /// What the spec means, where it was resolved.
    pub fn plan(&self) -> Option<&Plan> {
        self.compilation.plan.as_ref()
    }

    fn document(&self, file: FileId) -> Option<&Document> {
        self.compilation.documents.iter().find(|document| document.file() == file)
    }

    fn source(&self, file: FileId) -> Option<&SourceFile> {
        self.sources().get(file)
    }

    /// The first line of a node, where nothing on it is hidden.
    fn header(&self, node: Span) -> Option<&str> {
        let text = self.source(node.file)?.text.get(node.start as usize..node.end as usize)?;
        let line = text.lines().next()?;
        let span = Span { end: node.start + line.len() as u32, ..node };
        (!self.sources().hides(span)).then(|| line.trim_end_matches(['{', ' ']))
    }
}
