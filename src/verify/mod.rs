//! Reads every file again as its platform would, by the text alone: what the mapping believes of itself does not count.
//!
//! A finding is a fault of dbgen, or of a `raw` block that has laid something wrong over what dbgen emits. Nothing is
//! written then. Only what crosses lines or files is looked at: that each field of a platform object is one that the
//! platform knows is the business of the typed models, and of the platforms' own validators in continuous integration.

use crate::diag::{Diagnostic, codes};
use crate::emit::{Artifact, Mode};
use crate::source::Span;
use crate::yaml::{self, Scratch, Tree};
use std::mem;

mod compose;
mod env_file;
mod expressions;
mod github;
mod helm;
mod interpolation;
mod read;
mod render;
mod schema;

/// Where a finding can come from.
#[derive(Debug, Default)]
pub struct Origins {
    /// The name of the project: stands for dbgen itself.
    pub project: Span,
    /// Every `raw` block: the platform that it names, and where it stands.
    pub raw: Vec<(String, Span)>,
}

/// What the checks of one file have found.
struct Findings<'a> {
    artifact: &'a Artifact,
    found: Vec<String>,
}

impl Findings<'_> {
    fn say(&mut self, what: impl Into<String>) {
        self.found.push(what.into());
    }
}

/// A workflow, with what it says.
struct Parsed<'a> {
    artifact: &'a Artifact,
    tree: Tree<'a>,
}

/// Everything that a platform would refuse or misread.
pub fn verify(artifacts: &[Artifact], origins: &Origins) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = Vec::new();
    let values = helm::Values::default();
    let mut parsed: Vec<Parsed<'_>> = Vec::new();
    let mut scratch = Scratch::default();
    for artifact in artifacts {
        let mut findings = Findings { artifact, found: Vec::new() };
        if artifacts.iter().filter(|other| other.path == artifact.path).count() > 1 {
            findings.say("two files want this place");
        }
        if (artifact.mode == Mode::Executable) != artifact.text.starts_with("#!") {
            findings.say("what can be run starts with `#!`, and nothing else does");
        }
        if is_yaml(&artifact.path) {
            match yaml::read_into(&artifact.text, mem::take(&mut scratch)) {
                // Workflows call each other: they wait until all of them are read. A tree is large, and goes at once
                // where it can.
                Ok(tree) if artifact.target == "github" => parsed.push(Parsed { artifact, tree }),
                Ok(tree) => {
                    match artifact.target {
                        "compose" => compose::check(tree.root(), &mut findings),
                        "render" => render::check(tree.root(), &mut findings),
                        "helm" => helm::check(tree.root(), artifacts, &values, &mut findings),
                        _ => {}
                    }
                    scratch = tree.scratch();
                }
                Err(problem) => findings.say(format!("no YAML of dbgen's: {problem}")),
            }
        }
        if artifact.path.ends_with(".env") || artifact.path.ends_with(".env.example") {
            env_file::check(&mut findings);
        }
        all.extend(findings.found.drain(..).map(|what| report(artifact, &what, origins)));
    }
    for file in &parsed {
        let mut findings = Findings { artifact: file.artifact, found: Vec::new() };
        github::check(file.tree.root(), &parsed, artifacts, &mut findings);
        all.extend(findings.found.drain(..).map(|what| report(file.artifact, &what, origins)));
    }
    all
}

/// Whether a file is YAML as it stands; a chart's templates become YAML in Helm's hands only.
fn is_yaml(path: &str) -> bool {
    (path.ends_with(".yml") || path.ends_with(".yaml")) && !path.contains("/templates/")
}

fn report(artifact: &Artifact, what: &str, origins: &Origins) -> Diagnostic {
    let platform = if artifact.target == "helm" { "kubernetes" } else { artifact.target };
    let mut raw = origins.raw.iter().filter(|(name, _)| name == platform).map(|(_, span)| *span);
    let first = raw.next();
    let place = first.unwrap_or(origins.project);
    let mut report = Diagnostic::error(codes::INVALID_OUTPUT, place, format!("{}: {what}", artifact.path));
    for other in raw {
        report = report.also(other, "or from here");
    }
    match first {
        Some(_) => report.here("may come from here").help(
            "mend the `raw` fields; where they have nothing to do with it, this is a fault of dbgen: please report it",
        ),
        None => report.help("this is a fault of dbgen, not of the spec: please report it with the spec that shows it"),
    }
}
