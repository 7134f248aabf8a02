//! The language as data: every node is declared once by [`node!`](crate::node) and read by the
//! decoder, the exported schema, the manual and the editor.

pub mod decode;
mod doc;
pub mod export;
mod few;
pub mod field;
pub mod kinds;
mod macros;
mod meaning;
mod outline;
pub mod overlay;

pub use decode::{Decoder, Reader};
pub use few::{Few, mark};
pub use field::{LeafField, Node, NodeField, Union};
pub use kinds::{Kind, Leaf, Wrong};
pub use meaning::{List, Meaning, Thing, Use};
pub use outline::{Outline, Values};
pub use overlay::Overlay;

/// A node of the language.
#[derive(Debug)]
pub struct NodeSchema {
    /// The name as written; empty where the writer chooses it (a variable, a secret).
    pub name: &'static str,
    /// The manual's text, Markdown.
    pub doc: &'static str,
    /// Arguments, properties and children, in the order of the manual.
    pub fields: &'static [FieldSchema],
}

/// One argument, property or child of a node.
#[derive(Debug)]
pub struct FieldSchema {
    /// How it is written.
    pub role: Role,
    /// The key or node name as written; for arguments the name that the manual gives it.
    pub key: &'static str,
    /// The manual's text, Markdown.
    pub doc: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be there more than once.
    pub many: bool,
    /// What it means, where its kind alone does not say it: [`FieldSchema::meaning`] knows both.
    pub meaning: Meaning,
    /// What it holds.
    pub content: Content,
}

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The node's own name, where the writer chooses it.
    Named,
    /// A value after the node's name, by position.
    Arg,
    /// `key=value`.
    Prop,
    /// Any `KEY=value` that the writer chooses.
    Props,
    /// A child node that holds values only: `drain "45s"`.
    Value,
    /// A child node with a schema of its own.
    Child,
    /// Child nodes whose names the writer chooses.
    Rest,
    /// Child nodes of several schemas whose order matters.
    Any,
    /// Free children: KDL that is handed on as it is.
    Tree,
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum Content {
    /// A value of a kind.
    Leaf(Kind),
    /// A node.
    Node(fn() -> &'static NodeSchema),
    /// One of several nodes.
    Union(fn() -> Vec<&'static NodeSchema>),
    /// Anything.
    Tree,
}

impl Content {
    fn node(self) -> Option<&'static NodeSchema> {
        match self {
            Content::Node(schema) => Some(schema()),
            _ => None,
        }
    }
}

impl NodeSchema {
    /// The fields of one role.
    pub fn role(&self, role: Role) -> impl Iterator<Item = &'static FieldSchema> {
        self.fields.iter().filter(move |f| f.role == role)
    }

    /// What a child node of this name is: the field that it belongs to, and its schema, where it is more than a value. A
    /// name that stands in the language goes before one that the writer may choose.
    pub fn place(&self, name: &str) -> Option<(&'static FieldSchema, Option<&'static NodeSchema>)> {
        let own = self.fields.iter().find_map(|field| match (field.role, field.content) {
            (Role::Value | Role::Child, content) if field.key == name => Some((field, content.node())),
            (Role::Any, Content::Union(members)) => {
                members().into_iter().find(|member| member.name == name).map(|member| (field, Some(member)))
            }
            _ => None,
        });
        let free = || self.fields.iter().find(|field| matches!(field.role, Role::Rest | Role::Tree));
        own.or_else(|| free().map(|field| (field, field.content.node())))
    }

    /// What a child node of this name is, where it is more than a value.
    pub fn child(&self, name: &str) -> Option<&'static NodeSchema> {
        self.place(name)?.1
    }

    /// The names of the child nodes that are allowed here, those of unions included.
    pub fn child_names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for field in self.fields {
            match (field.role, field.content) {
                (Role::Value | Role::Child, _) => names.push(field.key),
                (Role::Any, Content::Union(members)) => names.extend(members().iter().map(|m| m.name)),
                _ => {}
            }
        }
        names
    }
}
