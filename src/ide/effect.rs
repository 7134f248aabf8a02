//! Which layer a value of a service comes from: what holds in each environment, and where it was written.

use super::Analysis;
use super::cursor::{Cursor, Spot};
use super::shape::{Shape, Step, entries};
use crate::plan::{Service, Value as PlanValue};
use crate::schema::{Meaning, Node as _, Outline, Role, Thing, Use};
use crate::source::Span;
use crate::syntax::{Node, Value};

/// A value that holds somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The value, as it is shown.
    pub value: String,
    /// Where it was written.
    pub from: Span,
    /// The environments that it holds in.
    pub environments: Vec<String>,
}

/// What is asked for: a value in a service, or one of its variables.
enum Leaf {
    /// The node that holds values only.
    Value(String),
    /// The value of a node on the way.
    Of(Role, String),
    Variable(String),
}

/// What holds of the value at a place, environment by environment; nothing where it is none of a service, or where the
/// spec could not be resolved.
pub fn effects(analysis: &Analysis, cursor: &Cursor<'_>) -> Vec<Effect> {
    let (Some(plan), Some((service, way, leaf))) = (analysis.plan(), asked(cursor)) else { return Vec::new() };
    let mut effects: Vec<Effect> = Vec::new();
    for environment in &plan.environments {
        let found = environment.service(&service).and_then(|service| value(service, &way, &leaf));
        let Some((value, from)) = found.filter(|(_, from)| !analysis.sources().hides(*from)) else { continue };
        match effects.iter_mut().find(|effect| effect.value == value && effect.from == from) {
            Some(effect) => effect.environments.push(environment.name.clone()),
            None => effects.push(Effect { value, from, environments: vec![environment.name.clone()] }),
        }
    }
    effects
}

/// The service around a place, the nodes from there down with what tells each from others, and the value.
fn asked(cursor: &Cursor<'_>) -> Option<(String, Vec<Hop>, Leaf)> {
    let at = cursor.path.iter().rposition(|step| service(*step).is_some())?;
    let name = service(cursor.path[at])?;
    let mut way: Vec<Hop> = cursor.path[at + 1..].iter().map(|step| hop(step.node, step.shape)).collect();
    let parent = cursor.shape();
    let last = |node: Node<'_>| parent.child(node.name());
    let leaf = match cursor.spot {
        Spot::Name(Some(node)) => match last(node) {
            Shape::Value(field) => Leaf::Value(field.key.to_owned()),
            shape if is_variable(shape) => Leaf::Variable(node.name().to_owned()),
            _ => return None,
        },
        Spot::Key(node, entry) | Spot::Value(node, entry) => {
            let (shape, (key, _)) = (last(node), entry.key()?);
            let variable = shape.key_slot(key).is_some();
            match (variable, is_variable(shape)) {
                (true, _) => Leaf::Variable(key.to_owned()),
                (_, true) => Leaf::Variable(node.name().to_owned()),
                _ => {
                    way.push(hop(node, shape));
                    Leaf::Of(Role::Prop, key.to_owned())
                }
            }
        }
        Spot::Arg(node, _, index) => match last(node) {
            Shape::Value(field) => Leaf::Value(field.key.to_owned()),
            shape if is_variable(shape) => Leaf::Variable(node.name().to_owned()),
            shape => {
                let key = shape.arg_slot(index)?.field.key.to_owned();
                way.push(hop(node, shape));
                Leaf::Of(Role::Arg, key)
            }
        },
        Spot::Name(None) | Spot::Blank(..) | Spot::Nothing => return None,
    };
    Some((name, way, leaf))
}

/// A node on the way, and what tells it from its neighbours of the same name.
type Hop = (String, Option<String>);

fn hop(node: Node<'_>, shape: Shape) -> Hop {
    let many = matches!(shape, Shape::Node(_, Some(via)) if via.many);
    let first = node.entries().find(|entry| entry.key().is_none());
    let key = first.and_then(|entry| match entry.value() {
        Value::String(text) => Some(text.to_owned()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    });
    (node.name().to_owned(), key.filter(|_| many))
}

fn service(step: Step<'_>) -> Option<String> {
    entries(step.node, step.shape).find_map(|(entry, slot)| match (slot?.meaning, entry.value()) {
        (Meaning::Names(Use::Declares | Use::Refers, [Thing::Service]), Value::String(name))
            if entry.key().is_none() && matches!(step.shape, Shape::Node(..)) =>
        {
            Some(name.to_owned())
        }
        _ => None,
    })
}

fn is_variable(shape: Shape) -> bool {
    matches!(shape.name_slot().map(|slot| slot.meaning), Some(Meaning::Names(_, [Thing::Variable])))
}

/// The value in the merged service, and where it was written.
fn value(service: &Service, way: &[Hop], leaf: &Leaf) -> Option<(String, Span)> {
    if let Leaf::Variable(name) = leaf {
        let variable = service.variables.iter().find(|variable| variable.name == *name)?;
        return Some((shown(&variable.value), variable.span));
    }
    let mut outline: Outline = service.set.outline();
    for (name, key) in way {
        let fits = |node: &Outline| node.name == *name && (key.is_none() || node.key == *key);
        outline = outline.nodes.into_iter().find(fits)?;
    }
    let (role, key) = match leaf {
        Leaf::Value(key) => (Role::Value, key),
        Leaf::Of(role, key) => (*role, key),
        Leaf::Variable(_) => return None,
    };
    let values = outline.values.into_iter().find(|values| values.role == role && values.key == *key)?;
    let span = values.texts.first()?.span;
    let texts: Vec<&str> = values.texts.iter().map(|text| text.value.as_str()).collect();
    Some((texts.join(" "), span))
}

fn shown(value: &PlanValue) -> String {
    match value {
        PlanValue::Plain(text) => text.clone(),
        PlanValue::Secret { name, .. } => format!("the secret {name}"),
        PlanValue::From(from) => format!("{}.{}", from.name, from.part),
    }
}
