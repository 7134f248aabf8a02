//! The last step: the spec is compiled, and what does not compile is left out of it, with the reason.
//!
//! The guesses are made so that this finds nothing to do. It is there for the repository that nobody has thought of.

use super::model::{Notes, Topic};
use super::words::{quote, shown};
use crate::compile;
use crate::diag::{Code, Diagnostic, Level, codes};
use crate::source::FileId;
use crate::syntax::{self, Node};
use crate::world::{Trouble, World};

/// Under which name the draft is compiled.
const SPEC: &str = "deploy.kdl";

/// How many nodes are left out before the whole is given up.
const MOST: usize = 60;

/// What is wrong with the repository and not with the draft: every `check` tells it from now on, until it is mended.
const OF_THE_REPOSITORY: [Code; 2] = [codes::RUNS_AS_ROOT, codes::NO_LOCK_FILE];

/// The world, with the draft in it.
struct With<'a> {
    world: &'a dyn World,
    text: &'a str,
}

impl World for With<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        if path == SPEC { Ok(self.text.as_bytes().to_vec()) } else { self.world.read(path) }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Trouble> {
        self.world.list(folder)
    }

    fn exists(&self, path: &str) -> bool {
        path == SPEC || self.world.exists(path)
    }
}

/// `text` in its one layout, without what does not compile.
pub fn settle(text: String, world: &dyn World, notes: &mut Notes) -> String {
    let mut text = laid_out(text);
    for _ in 0..MOST {
        let compilation = compile::compile(&With { world, text: &text }, SPEC);
        let Some(error) = compilation.diagnostics.iter().find(|d| d.level == Level::Error) else { break };
        let (changed, word, note) = if OF_THE_REPOSITORY.contains(&error.code) {
            (warned(&text, error), error.code.0, error.message.clone())
        } else {
            (without(&text, error), "left out", format!("{} (it stands behind `/-` in the spec)", error.message))
        };
        let Some(changed) = changed else { break };
        notes.add(Topic::Decide, word, note);
        text = laid_out(changed);
    }
    text
}

fn laid_out(text: String) -> String {
    syntax::format(&text).unwrap_or(text)
}

/// The text with a line in its project that makes a warning of what a rule has found.
fn warned(text: &str, error: &Diagnostic) -> Option<String> {
    let parsed = syntax::parse(FileId(0), text);
    let project = parsed.document.nodes().find(|node| node.name() == "project").filter(|node| node.has_block())?;
    let end = usize::try_from(project.span().end).ok()?.checked_sub(1)?;
    let (before, after) = (text.get(..end)?, text.get(end..)?);
    let reason = quote("decide: it was so when this spec was drafted");
    Some(format!("{before}\nwarn {} reason={reason}\n{after}", quote(error.code.0)))
}

/// The text with `/-` before the node that the error is about: a setting where that is enough, and the whole thing where
/// the error is about itself.
fn without(text: &str, error: &Diagnostic) -> Option<String> {
    let parsed = syntax::parse(FileId(0), text);
    let at = error.labels.first()?.span.start;
    let holds = |node: &Node<'_>| (node.span().start..node.span().end).contains(&at);
    let whole = parsed.document.nodes().find(holds)?;
    let mut chosen = whole;
    // The third level is a setting of a service in an environment.
    for _ in 0..2 {
        match chosen.children().find(holds) {
            Some(inner) => chosen = inner,
            None => break,
        }
    }
    if whole.name() == "project" && chosen.name() == "project" {
        return None;
    }
    let start = usize::try_from(chosen.span().start).ok()?;
    let (before, after) = (text.get(..start)?, text.get(start..)?);
    Some(format!("{before}\n// left out: {}\n/-{after}", shown(&error.message)))
}
