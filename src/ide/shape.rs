//! What a node of the tree is in the language: found by walking the schema beside the tree, broken parts too.

use crate::diag::did_you_mean;
use crate::schema::{Content, FieldSchema, Kind, Meaning, Node as _, NodeSchema, Role, Use};
use crate::spec::Spec;
use crate::syntax::{Document, Entry, Node};

/// What a node is.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A node with a schema, and the field of its parent that holds it.
    Node(&'static NodeSchema, Option<&'static FieldSchema>),
    /// A node that holds values only.
    Value(&'static FieldSchema),
    /// A part of a free tree.
    Free,
    /// Nothing that the language knows.
    Unknown,
}

/// A place for a value, or for a name that the writer chooses.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// The field that it belongs to.
    pub field: &'static FieldSchema,
    /// What stands there means.
    pub meaning: Meaning,
}

impl Slot {
    fn of(field: &'static FieldSchema) -> Self {
        Self { field, meaning: field.meaning() }
    }

    /// The kind of the value.
    pub fn kind(&self) -> Option<Kind> {
        match self.field.content {
            Content::Leaf(kind) => Some(kind),
            _ => None,
        }
    }
}

impl Shape {
    /// A whole file.
    pub fn root() -> Self {
        Shape::Node(Spec::schema(), None)
    }

    /// What a child of that name is.
    pub fn child(self, name: &str) -> Self {
        let schema = match self {
            Shape::Node(schema, _) => schema,
            Shape::Free => return Shape::Free,
            Shape::Value(_) | Shape::Unknown => return Shape::Unknown,
        };
        match schema.place(name) {
            Some((field, Some(inner))) => Shape::Node(inner, Some(field)),
            Some((field, None)) if field.role == Role::Tree => Shape::Free,
            Some((field, None)) => Shape::Value(field),
            None => Shape::Unknown,
        }
    }

    /// What a child of that name is, or of the name that it was probably meant to have.
    pub fn child_like(self, name: &str) -> Self {
        match (self.child(name), self) {
            (Shape::Unknown, Shape::Node(schema, _)) => {
                let meant = did_you_mean(name, schema.child_names());
                meant.map_or(Shape::Unknown, |name| self.child(name))
            }
            (shape, _) => shape,
        }
    }

    /// The place of the name, where the writer chooses it.
    pub fn name_slot(self) -> Option<Slot> {
        let Shape::Node(schema, via) = self else { return None };
        let field = schema.role(Role::Named).next()?;
        Some(self.keyed(Slot::of(field), via))
    }

    /// The place of the argument with that index.
    pub fn arg_slot(self, index: usize) -> Option<Slot> {
        match self {
            Shape::Value(field) => (index == 0 || field.many).then(|| Slot::of(field)),
            Shape::Node(schema, via) => {
                let mut args = schema.role(Role::Arg);
                let slot = match args.nth(index) {
                    Some(field) => Slot::of(field),
                    None => Slot::of(schema.role(Role::Arg).last().filter(|last| last.many)?),
                };
                let key = index == 0 && schema.role(Role::Named).next().is_none();
                Some(if key { self.keyed(slot, via) } else { slot })
            }
            Shape::Free | Shape::Unknown => None,
        }
    }

    /// What tells a node from its neighbours means what its parent's field says: a `service` in an environment refers
    /// to one.
    fn keyed(self, slot: Slot, via: Option<&'static FieldSchema>) -> Slot {
        match via.map(|via| via.meaning) {
            Some(meaning @ Meaning::Names(Use::Refers, _)) => Slot { meaning, ..slot },
            _ => slot,
        }
    }

    /// The place of the value of a property.
    pub fn prop_slot(self, key: &str) -> Option<Slot> {
        let Shape::Node(schema, _) = self else { return None };
        if let Some(field) = schema.role(Role::Prop).find(|f| f.key == key) {
            return Some(Slot::of(field));
        }
        // `env A="x"` is short for `env { A "x"; }`: its value is what the argument there is.
        let field = schema.role(Role::Props).next()?;
        let long = schema.role(Role::Rest).find_map(|rest| match rest.content {
            Content::Node(inner) => inner().role(Role::Arg).next(),
            _ => None,
        });
        Some(Slot { field, meaning: long.map_or(Meaning::Plain, FieldSchema::meaning) })
    }

    /// What the key of a property means, where the writer chooses it.
    pub fn key_slot(self, key: &str) -> Option<Slot> {
        let Shape::Node(schema, _) = self else { return None };
        match schema.role(Role::Prop).any(|f| f.key == key) {
            true => None,
            false => schema.role(Role::Props).next().map(Slot::of),
        }
    }
}

/// The entries of a node, each with its place.
pub fn entries<'a>(node: Node<'a>, shape: Shape) -> impl Iterator<Item = (Entry<'a>, Option<Slot>)> {
    let mut index = 0;
    node.entries().map(move |entry| match entry.key() {
        Some((key, _)) => (entry, shape.prop_slot(key)),
        None => {
            index += 1;
            (entry, shape.arg_slot(index - 1))
        }
    })
}

/// A node on the way down to another, with what it is.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// The node.
    pub node: Node<'a>,
    /// What it is.
    pub shape: Shape,
}

/// Calls `see` with every node of the file that counts, and the nodes that it stands in, outermost first.
pub fn walk<'a>(document: &'a Document, see: &mut dyn FnMut(&[Step<'a>], Step<'a>)) {
    fn below<'a>(
        nodes: &mut dyn Iterator<Item = Node<'a>>,
        shape: Shape,
        path: &mut Vec<Step<'a>>,
        see: &mut dyn FnMut(&[Step<'a>], Step<'a>),
    ) {
        for node in nodes {
            let step = Step { node, shape: shape.child(node.name()) };
            see(path, step);
            path.push(step);
            // No deeper than the parser lets blocks nest.
            below(&mut node.children(), step.shape, path, see);
            path.pop();
        }
    }
    below(&mut document.nodes(), Shape::root(), &mut Vec::new(), see);
}
