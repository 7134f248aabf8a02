//! What stands at a place, in the manual's words.

use super::Analysis;
use super::complete::action_text;
use super::cursor::{self, Cursor, Spot};
use super::effect::{Effect, effects};
use super::names::Key;
use super::navigate::named;
use super::shape::{Shape, Slot};
use super::text::quote;
use crate::diag::{changes, codes};
use crate::emit::github::actions;
use crate::plan::{Plan, Value as PlanValue};
use crate::schema::{Kind, List, Meaning, Role, Thing};
use crate::source::{FileId, Span};
use crate::syntax::{Entry, Value};
use std::collections::BTreeSet;

/// What is known of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The place.
    pub span: Span,
    /// What is known of it, Markdown.
    pub text: String,
}

/// What is known of the byte `offset` of a file.
pub fn hover(analysis: &Analysis, file: FileId, offset: u32) -> Option<Hover> {
    let (document, source) = (analysis.document(file)?, analysis.source(file)?);
    let cursor = cursor::find(source, document, offset);
    let mut parts = Vec::new();
    let span = describe(&cursor, &mut parts)?;
    parts.extend(in_effect(analysis, &cursor));
    if let Some((mention, key)) = named(analysis, file, offset) {
        let declared: Vec<_> = analysis.names.declarations(&key).filter(|m| m.node != mention.node).collect();
        for other in declared.iter().take(3) {
            if let Some(line) = analysis.header(other.node) {
                let place = analysis.sources().locate(other.span);
                parts.push(format!("```kdl\n{line}\n```\n{place}"));
            }
        }
        parts.extend(analysis.plan().and_then(|plan| about(plan, &key)));
    }
    // A value that is a credential stands in the plan, too.
    let mut text = parts.join("\n\n---\n\n");
    analysis.compilation().cover().cover(&mut text);
    (!parts.is_empty()).then_some(Hover { span, text })
}

/// Where a thing is, and who needs it.
fn about(plan: &Plan, (thing, _, name): &Key) -> Option<String> {
    let list = |names: &BTreeSet<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let services = || plan.environments.iter().flat_map(|environment| &environment.services);
    let readers = |reads: &dyn Fn(&PlanValue) -> bool| -> BTreeSet<&str> {
        let own = services().filter(|service| service.variables.iter().any(|variable| reads(&variable.value)));
        own.map(|service| service.name.as_str()).collect()
    };
    let (words, names) = match thing {
        Thing::Environment => {
            let environment = plan.environment(name)?;
            ("What runs there", environment.services.iter().map(|service| service.name.as_str()).collect())
        }
        Thing::Service => {
            let there = plan.environments.iter().filter(|environment| environment.service(name).is_some());
            ("It runs in", there.map(|environment| environment.name.as_str()).collect())
        }
        Thing::Secret => {
            ("Its readers", readers(&|value| matches!(value, PlanValue::Secret { name: own, .. } if own == name)))
        }
        Thing::Datastore => {
            ("Its users", readers(&|value| matches!(value, PlanValue::From(reference) if reference.name == *name)))
        }
        _ => return None,
    };
    (!names.is_empty()).then(|| format!("{words}: {}", list(&names)))
}

/// What holds in each environment, and the layer that it comes from.
fn in_effect(analysis: &Analysis, cursor: &Cursor<'_>) -> Option<String> {
    let effects = effects(analysis, cursor);
    let line = |effect: &Effect| {
        let layer = analysis.layer(effect.from).unwrap_or_default();
        let (value, place) = (flat(&effect.value).replace('`', "'"), analysis.sources().locate(effect.from));
        format!("- {}: `{value}`, from {layer} at {place}", effect.environments.join(", "))
    };
    let lines: Vec<String> = effects.iter().map(line).collect();
    (!lines.is_empty()).then(|| format!("In effect:\n{}", lines.join("\n")))
}

fn describe(cursor: &Cursor<'_>, parts: &mut Vec<String>) -> Option<Span> {
    let parent = cursor.shape();
    match cursor.spot {
        Spot::Name(node) => {
            let node = node?;
            let shape = parent.child(node.name());
            parts.extend(of_node(shape, node.name()));
            Some(node.name_span())
        }
        Spot::Arg(node, entry, index) => {
            let slot = parent.child(node.name()).arg_slot(index)?;
            parts.extend(of_value(&slot, entry));
            let words = slot.field.key.replace('_', " ");
            // The name of what holds one value only is the value's, too.
            let name = if words == node.name() { words } else { format!("{} {words}", node.name()) };
            parts.push(of_slot(&slot, &name));
            Some(entry.value_span())
        }
        Spot::Key(node, entry) | Spot::Value(node, entry) => {
            let (key, span) = entry.key()?;
            let slot = parent.child(node.name()).prop_slot(key)?;
            parts.extend(of_value(&slot, entry).filter(|_| matches!(cursor.spot, Spot::Value(..))));
            parts.push(of_slot(&slot, &format!("{key}=")));
            Some(if matches!(cursor.spot, Spot::Key(..)) { span } else { entry.value_span() })
        }
        Spot::Blank(..) | Spot::Nothing => None,
    }
}

/// What is known of the very value.
fn of_value(slot: &Slot, entry: Entry<'_>) -> Option<String> {
    let Value::String(text) = entry.value() else { return None };
    if let Meaning::Lists(List::Actions) = slot.meaning {
        return actions::find(text).map(|action| {
            let outputs = action.outputs().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let outputs = if outputs.is_empty() { String::new() } else { format!("\n\nOutputs: {outputs}.") };
            format!("**{}** {}\n\n{}{outputs}", action.name, action.version, action_text(action))
        });
    }
    match plain(slot.kind()?) {
        Kind::Choice(all) => {
            let (name, doc) = all.iter().find(|(name, _)| *name == text)?;
            Some(format!("**{}**: {}", quote(name), flat(doc)))
        }
        Kind::Rule | Kind::Waivable => {
            let rule = codes::ALL.iter().find(|(code, _)| code.0 == text).map(|(_, page)| page);
            let change = changes::ALL.iter().find(|(code, ..)| code.0 == text).map(|(.., page)| page);
            Some(format!("**{text}**\n\n{}", rule.or(change)?.trim()))
        }
        _ => None,
    }
}

fn plain(kind: Kind) -> Kind {
    match kind {
        Kind::OrNull(inner) => *inner,
        kind => kind,
    }
}

fn of_node(shape: Shape, name: &str) -> Option<String> {
    match shape {
        Shape::Node(schema, _) => {
            let mut text = format!("**{name}**\n\n{}", schema.text());
            if let Some(example) = schema.example() {
                text += &format!("\n\n```kdl\n{example}\n```");
            }
            let must: Vec<String> = schema.fields.iter().filter(|f| f.required).filter_map(written).collect();
            if !must.is_empty() {
                text += &format!("\n\nNeeds {}.", must.join(", "));
            }
            Some(text)
        }
        Shape::Value(field) => Some(of_slot(&Slot { field, meaning: field.meaning() }, field.key)),
        Shape::Free | Shape::Unknown => None,
    }
}

fn written(field: &crate::schema::FieldSchema) -> Option<String> {
    match field.role {
        Role::Arg => Some(format!("a {}", field.key.replace('_', " "))),
        Role::Prop => Some(format!("`{}=`", field.key)),
        Role::Value | Role::Child => Some(format!("`{}`", field.key)),
        _ => None,
    }
}

fn of_slot(slot: &Slot, name: &str) -> String {
    let mut text = format!("**{name}**");
    if slot.field.required {
        text += " (required)";
    }
    text += &format!("\n\n{}", slot.field.text());
    if let Some(kind) = slot.kind() {
        text += &format!("\n\n{}", allowed(kind));
    }
    text
}

/// The values of a kind.
fn allowed(kind: Kind) -> String {
    match kind {
        Kind::Choice(all) => {
            let lines: Vec<String> = all.iter().map(|(name, doc)| format!("- `\"{name}\"`: {}", flat(doc))).collect();
            format!("One of:\n{}", lines.join("\n"))
        }
        Kind::OrNull(inner) => format!("{}\n\n`#null` takes it away.", allowed(*inner)),
        kind => format!("Takes {}, such as `{}`.", kind.describe(), kind.example()),
    }
}

fn flat(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Analysis {
    /// The node of the top level that a place lies in, with its name: `environment "staging"`.
    fn layer(&self, span: Span) -> Option<String> {
        let mut nodes = self.document(span.file)?.nodes();
        let node = nodes.find(|node| node.span().start <= span.start && span.end <= node.span().end)?;
        let name = node.entries().find_map(|entry| match (entry.key(), entry.value()) {
            (None, Value::String(name)) => Some(format!("{} {}", node.name(), quote(name))),
            _ => None,
        });
        Some(format!("`{}`", name.unwrap_or_else(|| node.name().to_owned())))
    }
}
