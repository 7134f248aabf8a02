//! A line above a declaration: what an environment holds, and what one may ask of it.

use super::Analysis;
use super::shape::{Shape, entries, walk};
use crate::plan::{Plan, Value as PlanValue};
use crate::schema::{Meaning, Thing, Use};
use crate::source::{FileId, Span};
use crate::syntax::{Node, Value};
use std::collections::BTreeSet;

/// A line above a node, made of commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The name of the node that it stands above.
    pub span: Span,
    /// The words.
    pub title: String,
    /// What a click does.
    pub command: Command,
}

/// What an editor can be asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Show these places.
    Show(Vec<Span>),
    /// Show what changed for an environment since the main branch.
    Diff {
        /// The environment.
        environment: String,
        /// The branch.
        base: String,
    },
}

impl Command {
    /// The name that editors know it by.
    pub fn id(&self) -> &'static str {
        match self {
            Command::Show(_) => "dbgen.show",
            Command::Diff { .. } => "dbgen.diff",
        }
    }
}

/// The lines above the environments of a file.
pub fn lenses(analysis: &Analysis, file: FileId) -> Vec<Lens> {
    let Some(document) = analysis.document(file) else { return Vec::new() };
    let mut lenses = Vec::new();
    walk(document, &mut |_, step| {
        if let Some(name) = environment(step.node, step.shape) {
            above(analysis, step.node.name_span(), &name, &mut lenses);
        }
    });
    lenses
}

fn environment(node: Node<'_>, shape: Shape) -> Option<String> {
    entries(node, shape).find_map(|(entry, slot)| match (slot?.meaning, entry.value()) {
        (Meaning::Names(Use::Declares, [Thing::Environment]), Value::String(name)) => Some(name.to_owned()),
        _ => None,
    })
}

fn above(analysis: &Analysis, span: Span, name: &str, lenses: &mut Vec<Lens>) {
    let Some(plan) = analysis.plan() else { return };
    let Some(environment) = plan.environment(name) else { return };
    let services: Vec<Span> = environment.services.iter().map(|service| service.set.name.span).collect();
    let secrets = secrets(plan, name);
    let title = count(services.len(), "service");
    lenses.push(Lens { span, title, command: Command::Show(services) });
    if !secrets.is_empty() {
        lenses.push(Lens { span, title: count(secrets.len(), "secret"), command: Command::Show(secrets) });
    }
    let command = Command::Diff { environment: name.to_owned(), base: plan.project.branch.clone() };
    lenses.push(Lens { span, title: format!("diff against {}", plan.project.branch), command });
}

/// Where the secrets are declared that the services of an environment read.
fn secrets(plan: &Plan, environment: &str) -> Vec<Span> {
    let services = plan.environment(environment).into_iter().flat_map(|e| &e.services);
    let names: BTreeSet<&str> = services
        .flat_map(|service| &service.variables)
        .filter_map(|variable| match &variable.value {
            PlanValue::Secret { name, .. } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    names.into_iter().filter_map(|name| Some(plan.secret(name)?.name.span)).collect()
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
