//! The only place that orders the passes: parse, decode, resolve, lint, emit, verify.

use crate::diag::{self, Diagnostic, Level};
use crate::emit::{self, Artifact};
use crate::lint;
use crate::plan::{self, Plan};
use crate::schema::{Decoder, Node, Reader};
use crate::source::{FileId, Sources, Span};
use crate::spec::Spec;
use crate::syntax::Document;
use crate::verify;
use crate::world::World;

mod credentials;
mod echo;
mod include;
mod origins;

pub use include::included;

/// What came of a spec: as much as could be made, and everything there is to say.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The files that were read.
    pub sources: Sources,
    /// Their trees.
    pub documents: Vec<Document>,
    /// What was written, where it could be read.
    pub spec: Option<Spec>,
    /// What it means, where it was read.
    pub plan: Option<Plan>,
    /// The files that it becomes; empty where anything is an error.
    pub artifacts: Vec<Artifact>,
    /// Everything there is to say, by place.
    pub diagnostics: Vec<Diagnostic>,
    hidden: credentials::Hidden,
}

impl Compilation {
    /// What is said comes in order and shows no credential.
    fn finish(&mut self) {
        diag::conceal(&mut self.diagnostics, &self.sources, &self.hidden.texts);
        diag::tidy(&mut self.diagnostics);
    }

    /// Whether anything is an error.
    pub fn failed(&self) -> bool {
        self.diagnostics.iter().any(|d| d.level == Level::Error)
    }
}

/// Reads and parses the spec at `path` and every file that it includes, and goes no further.
pub fn read(world: &dyn World, path: &str) -> Compilation {
    let mut out = Compilation::default();
    include::load(world, path, &mut out);
    out.finish();
    out
}

/// Reads and parses the file at `path` alone.
pub fn read_alone(world: &dyn World, path: &str) -> Compilation {
    let mut out = Compilation::default();
    include::parse(world, path, None, &mut out);
    out.finish();
    out
}

/// Parses, decodes, resolves and lints the spec at `path`: all that `dbgen check` does.
pub fn check(world: &dyn World, path: &str) -> Compilation {
    let mut out = Compilation::default();
    include::load(world, path, &mut out);
    if !out.documents.is_empty() {
        let broken_syntax = out.failed();
        let mut decoder = Decoder::default();
        let start = Span::new(FileId(0), 0, 0);
        let nodes = out.documents.iter().flat_map(|d| d.nodes());
        let reader = Reader::root(nodes, start, Spec::schema(), &mut decoder);
        let spec = Spec::read(reader, start, start);
        if broken_syntax {
            echo::swallowed(&mut decoder.diagnostics, &out.sources);
        }
        out.diagnostics.append(&mut decoder.diagnostics);
        credentials::hide_values(&mut out);
        // A name that stands in text which could not be read may still be declared there: no references are checked.
        if let Some(spec) = &spec
            && !broken_syntax
        {
            let (plan, mut said) = plan::resolve(spec, decoder.poisoned);
            echo::unread(&mut said, &decoder.broken);
            out.diagnostics.append(&mut said);
            // Rules read a plan that holds together; on a broken one they would only repeat what is wrong with it.
            if !out.failed() {
                out.diagnostics.append(&mut lint::lint(&plan, world));
            }
            out.plan = Some(plan);
        }
        out.spec = spec;
    }
    let mut found = std::mem::take(&mut out.hidden.found);
    out.diagnostics.append(&mut found);
    out.finish();
    out
}

/// Compiles the spec at `path` to its files.
pub fn compile(world: &dyn World, path: &str) -> Compilation {
    let mut out = check(world, path);
    if out.failed() {
        return out;
    }
    if let Some(plan) = &out.plan {
        let mut emission = emit::emit(plan);
        out.diagnostics.append(&mut emission.diagnostics);
        if !out.failed() {
            out.diagnostics.append(&mut verify::verify(&emission.artifacts, &origins::of(plan, &out.documents)));
        }
        out.finish();
        if !out.failed() {
            out.artifacts = emission.artifacts;
        }
    }
    out
}
