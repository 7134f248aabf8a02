//! The only place that orders the passes: parse, decode, resolve, lint, emit, verify.

use crate::diag::report::Waived;
use crate::diag::{self, Code, Cover, Diagnostic, Level, codes};
use crate::emit::{self, Artifact};
use crate::lint;
use crate::plan::{self, Plan};
use crate::schema::{Decoder, Node as _, Reader};
use crate::source::{FileId, Sources, Span};
use crate::spec::Spec;
use crate::syntax::{self, Document, Node};
use crate::verify;
use crate::world::World;
use levels::Levels;

mod braces;
mod credentials;
mod echo;
mod include;
mod levels;
mod mend;
mod origins;
mod reasons;

pub use include::included;

/// What came of a spec: as much as could be made, and everything there is to say.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The files that were read.
    pub sources: Sources,
    /// Their trees.
    pub documents: Vec<Document>,
    /// What it means, where it was read.
    pub plan: Option<Plan>,
    /// The files that it becomes; empty where anything is an error.
    pub artifacts: Vec<Artifact>,
    /// Everything there is to say, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What was found and is allowed, by place.
    pub waived: Vec<Waived>,
    hidden: credentials::Hidden,
    levels: levels::Levels,
}

impl Compilation {
    /// What is said weighs what the spec says it does, comes in order and shows no credential.
    fn finish(&mut self) {
        self.levels.apply(&mut self.diagnostics, &mut self.waived);
        diag::tidy(&mut self.diagnostics);
        diag::gather(&mut self.diagnostics);
        mend::mend(&mut self.diagnostics, &self.documents, &self.sources);
        let cover = self.cover();
        cover.diagnostics(&mut self.diagnostics);
        diag::cut(&mut self.diagnostics);
        self.waived.sort_by_key(|waived| (waived.finding.span(), waived.finding.code, waived.place));
        self.waived.dedup();
        for waived in &mut self.waived {
            cover.cover(&mut waived.reason);
            cover.cover(&mut waived.finding.message);
        }
    }

    /// What takes the credentials of the spec out of everything that is shown.
    pub fn cover(&self) -> Cover {
        Cover::of(self.sources.hidden().chain(self.hidden.texts()))
    }

    /// Says which waivers waive nothing, of the rules that have said all that they have to say. Where anything is wrong,
    /// mending that may bring back what they waive.
    fn judge_waivers(&mut self, told: impl Fn(Code) -> bool) {
        self.levels.apply(&mut self.diagnostics, &mut self.waived);
        if !self.failed() {
            self.diagnostics.extend(self.levels.unused(told));
        }
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

/// Parses, decodes, resolves and lints the spec at `path`: as much as can be said without making a file.
pub fn check(world: &dyn World, path: &str) -> Compilation {
    let (mut out, whole) = examine(world, path);
    if whole {
        out.judge_waivers(|code| {
            [codes::CREDENTIAL, codes::NO_REASON].contains(&code) || lint::RULES.iter().any(|rule| rule.code == code)
        });
    }
    out.finish();
    out
}

/// All that is known of a spec before files are made of it, and whether its plan holds together.
fn examine(world: &dyn World, path: &str) -> (Compilation, bool) {
    let mut out = Compilation::default();
    include::load(world, path, &mut out);
    let mut whole = false;
    if !out.documents.is_empty() {
        let broken_syntax = out.failed();
        let mut decoder = Decoder::default();
        let spec = decode(out.documents.iter().flat_map(|d| d.nodes()), &mut decoder);
        if broken_syntax {
            echo::swallowed(&mut decoder.diagnostics, &out.sources);
        }
        let holes = echo::Holes::of(&out.documents, &decoder.diagnostics);
        echo::guessed(&mut decoder.diagnostics, &mut out.diagnostics, &out.sources);
        out.diagnostics.append(&mut decoder.diagnostics);
        credentials::hide_values(&mut out);
        if broken_syntax {
            braces::misnested(&mut out.diagnostics, &out.sources);
        }
        let (levels, mut said) = Levels::of(&out.documents);
        out.levels = levels;
        out.diagnostics.append(&mut said);
        let stands_in = spec.is_none();
        let spec = spec.or_else(|| nameless(&out.documents));
        if let Some(spec) = spec.filter(|_| !decoder.is_over()) {
            let (plan, mut said) = plan::resolve(spec, decoder.poisoned);
            let copies = echo::Holes::of_copies(&out.documents, &said);
            // A name that stands in text which could not be read may still be declared there: nothing is said of
            // references.
            if !broken_syntax {
                echo::unread(&mut said, &decoder.broken);
                holes.fill(&mut said, &out.sources);
                out.diagnostics.append(&mut said);
            }
            whole = !out.failed();
            let mut found = lint::lint(&plan, world, whole);
            // What stands in a node that could not be read whole may be a default in place of what was written.
            found.retain(|d| !decoder.broken.iter().any(|of| of.contains(d.span())));
            holes.fill(&mut found, &out.sources);
            copies.fill(&mut found, &out.sources);
            // Some rules find what nothing can be made of: services that wait for each other.
            whole &= found.iter().all(|d| d.level < Level::Error || d.code.rule().is_some());
            out.diagnostics.append(&mut found);
            if stands_in {
                out.diagnostics.retain(|d| d.labels.iter().all(|label| label.span.file != STAND_IN));
            } else {
                out.plan = Some(plan);
            }
        }
    }
    credentials::report_found(&mut out);
    (out, whole)
}

fn decode<'a>(nodes: impl Iterator<Item = Node<'a>>, decoder: &mut Decoder) -> Option<Spec> {
    let start = Span::new(FileId(0), 0, 0);
    Spec::read(Reader::root(nodes, start, Spec::schema(), decoder), start, start)
}

/// The file of a project that is written nowhere.
const STAND_IN: FileId = FileId(u32::MAX);

/// A spec whose `project` could not be read, with another one in its place: what else is wrong shows all the same.
fn nameless(documents: &[Document]) -> Option<Spec> {
    let stand_in = syntax::parse(STAND_IN, "project \"project\"").document;
    let others = documents.iter().flat_map(Document::nodes).filter(|node| node.name() != "project");
    decode(stand_in.nodes().chain(others), &mut Decoder::default())
}

/// Compiles the spec at `path` to its files.
pub fn compile(world: &dyn World, path: &str) -> Compilation {
    let (mut out, whole) = examine(world, path);
    if let (true, Some(plan)) = (whole, &out.plan) {
        // What rules find stops no file from being made: what the platforms cannot do is said in the same run.
        let mut emission = emit::emit(plan);
        out.diagnostics.append(&mut emission.diagnostics);
        out.judge_waivers(|_| true);
        if !out.failed()
            && let Some(plan) = &out.plan
        {
            out.diagnostics.append(&mut verify::verify(&emission.artifacts, &origins::of(plan, &out.documents)));
        }
        out.finish();
        if !out.failed() {
            out.artifacts = emission.artifacts;
        }
        return out;
    }
    out.finish();
    out
}

/// Compiles what a spec was, to compare with it. The rules of today that it breaks are of no matter any more, and its
/// files are for nobody to run; a credential in it still is one.
pub fn recall(world: &dyn World, path: &str) -> Compilation {
    let (mut out, whole) = examine(world, path);
    let mut artifacts = Vec::new();
    if let (true, Some(plan)) = (whole, &out.plan) {
        let mut emission = emit::emit(plan);
        out.diagnostics.append(&mut emission.diagnostics);
        artifacts = emission.artifacts;
    }
    out.levels.apply(&mut out.diagnostics, &mut out.waived);
    let past = |code: Code| code == codes::UNUSED_WAIVER || (code.rule().is_some() && code != codes::CREDENTIAL);
    out.diagnostics.retain(|d| !past(d.code));
    out.finish();
    if whole && !out.failed() {
        out.artifacts = artifacts;
    }
    out
}
