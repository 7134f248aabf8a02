//! Places of a text that lead to files: what is included and read, and what is generated.

use super::Analysis;
use super::shape::{entries, walk};
use crate::compile;
use crate::plan::Platform;
use crate::schema::{List, Meaning, Thing, Use};
use crate::source::{FileId, Span};
use crate::syntax::Value;
use crate::world::World;

/// A place that leads to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLink {
    /// The place.
    pub span: Span,
    /// The file, relative to the folder of the main spec.
    pub path: String,
    /// What it is.
    pub tooltip: String,
}

/// The places of a file that lead to one that exists, or that was generated.
pub fn links(analysis: &Analysis, world: &dyn World, file: FileId) -> Vec<DocumentLink> {
    let Some(document) = analysis.document(file) else { return Vec::new() };
    let mut links = Vec::new();
    walk(document, &mut |_, step| {
        for (entry, slot) in entries(step.node, step.shape) {
            let (Value::String(text), Some(slot)) = (entry.value(), slot) else { continue };
            let span = entry.value_span();
            match slot.meaning {
                Meaning::Lists(List::Specs) => {
                    // A pattern for many files is no link to one: "go to definition" shows them all.
                    if let [included] = included(analysis, file, text)[..] {
                        let path = analysis.sources().file(included).path.clone();
                        links.push(DocumentLink { span, tooltip: format!("{path} is read here"), path });
                    }
                }
                Meaning::Lists(List::Files | List::Paths | List::Folders) if file_at(world, text) => {
                    links.push(DocumentLink { span, path: text.to_owned(), tooltip: text.to_owned() });
                }
                Meaning::Names(Use::Declares, [thing @ (Thing::Workflow | Thing::Environment)]) => {
                    for path in generated(analysis, *thing, text) {
                        let tooltip = format!("{path} is generated from this");
                        links.push(DocumentLink { span, path, tooltip });
                    }
                }
                _ => {}
            }
        }
    });
    links
}

/// Whether a path names a file and no folder.
fn file_at(world: &dyn World, path: &str) -> bool {
    world.exists(path) && world.list(path).map_or(true, |names| names.is_empty())
}

/// The files that an `include` of `pattern` in a file has brought.
pub(super) fn included(analysis: &Analysis, file: FileId, pattern: &str) -> Vec<FileId> {
    let path = analysis.source(file).map_or("", |source| source.path.as_str());
    let named = compile::included(path.rsplit_once('/').map_or("", |(folder, _)| folder), pattern);
    let others = analysis.sources().iter().filter(|(id, other)| *id != file && named(&other.path));
    others.map(|(id, _)| id).collect()
}

/// The generated files that are one thing's own: their name is made of its name, or its platform has one file for all.
fn generated(analysis: &Analysis, thing: Thing, name: &str) -> Vec<String> {
    let artifacts = analysis.compilation().artifacts.iter();
    let own = |path: &str| {
        let file = path.rsplit('/').next().unwrap_or(path);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        stem == name || stem.ends_with(&format!("-{name}")) || stem.ends_with(&format!(".{name}"))
    };
    let environment = analysis.plan().and_then(|plan| plan.environment(name));
    let local = environment.is_some_and(|environment| environment.local);
    // A blueprint, the values that all environments share.
    let shared = |target: &str, path: &str| match environment.map(|environment| environment.platform) {
        Some(Platform::Render) => target == "render" && path == "render.yaml",
        Some(Platform::Kubernetes) => target == "helm" && path.ends_with("/values.yaml"),
        Some(Platform::Compose) | None => local && target == "compose" && !path.contains('/'),
    };
    let fits = |target: &str, path: &str| match thing {
        Thing::Workflow => target == "github" && own(path),
        _ => target != "github" && (own(path) || shared(target, path)),
    };
    artifacts.filter(|a| fits(a.target, &a.path)).map(|a| a.path.clone()).collect()
}
