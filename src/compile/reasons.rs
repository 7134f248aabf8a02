//! The reasons of waivers: a waiver whose reason is still to come is told.
//!
//! As levels, they are read off the tree: a rule of the plan would have to know every node that can hold one.

use crate::diag::{Diagnostic, codes};
use crate::schema::kinds::{Leaf as _, Reason};
use crate::schema::{NodeSchema, Role};
use crate::syntax::{Entry, Node, Value};

/// What holds a reason, in every node that takes one.
pub const PROPERTY: &str = "reason";

/// Where a node gives its reason. One that is no text, or empty, was reported by the decoder.
pub fn entry(node: Node<'_>) -> Option<Entry<'_>> {
    node.entries().find(|entry| entry.key().is_some_and(|(key, _)| key == PROPERTY))
}

/// What there is to say of the reason of `node`, whose parent has the schema `parent`.
pub fn open(node: Node<'_>, parent: &'static NodeSchema) -> Option<Diagnostic> {
    let entry = entry(node)?;
    let reason = Reason::read(entry.value()).ok()?;
    let schema = parent.child(node.name())?;
    if !reason.is_open() || !schema.role(Role::Prop).any(|field| field.key == PROPERTY) {
        return None;
    }
    let what = match node.entries().find(|entry| entry.key().is_none()).map(|entry| entry.value()) {
        Some(Value::String(what)) => format!("{} \"{what}\"", node.name()),
        _ => node.name().to_owned(),
    };
    let report = Diagnostic::found(codes::NO_REASON, entry.value_span(), format!("`{what}` has no reason yet"));
    Some(report.here("this says nothing").help("say why it is right here, or what it waits for; or take the line away"))
}
