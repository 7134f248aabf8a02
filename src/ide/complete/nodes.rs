//! Nodes that may stand in the braces around.

use super::snippet::{self, Snippet};
use super::{AGAIN, ALLOWED, Asked, ItemKind, LIKELY, List, Offer, RARE, REQUIRED, WHOLE, values};
use crate::ide::shape::Shape;
use crate::schema::{Content, FieldSchema, NodeSchema, Role};
use crate::syntax::Node;

/// Offers every node that is allowed here; `over` is the one whose name the place is on.
pub fn offer(place: &Asked<'_>, over: Option<Node<'_>>, list: &mut List) {
    let shape = place.cursor.shape();
    let Shape::Node(schema, _) = shape else { return };
    if let Some(node) = over {
        list.word = place.word(node.name_span());
    }
    // What follows a name that is there already is not written once more.
    let alone = over.is_none_or(|node| node.span().end == node.name_span().end);
    let siblings = Siblings::of(place, over);
    let parent = shape.schema().map_or("", |schema| schema.name);
    for (order, field) in schema.fields.iter().enumerate() {
        match (field.role, field.content) {
            (Role::Value, _) => {
                let snippet = alone.then(|| snippet::value(field));
                node(field, field.key, field.text(), siblings.tier(schema, field, order), snippet, list);
            }
            (Role::Child, Content::Node(inner)) => {
                let tier = siblings.tier(schema, field, order);
                child(field, field.key, inner(), tier, alone, list);
            }
            (Role::Any, Content::Union(members)) => {
                members().iter().for_each(|member| child(field, member.name, member, LIKELY, alone, list));
            }
            (Role::Rest, Content::Node(inner)) => {
                let inner = Shape::Node(inner(), Some(field));
                if let Some(slot) = inner.name_slot() {
                    values::offer_names(place, slot, parent, &siblings.names, list);
                }
            }
            _ => {}
        }
    }
}

fn child(field: &FieldSchema, name: &str, schema: &'static NodeSchema, tier: u8, alone: bool, list: &mut List) {
    let mut text = schema.text();
    if field.role == Role::Child {
        text = format!("{}\n\n{text}", field.text());
    }
    if let Some(example) = schema.example() {
        text += &format!("\n\n```kdl\n{example}\n```");
    }
    node(field, name, text, tier, alone.then(|| snippet::node(schema, field)), list);
    if alone
        && tier < AGAIN
        && let Some(whole) = snippet::example(schema)
    {
        let offer = Offer::new(name, ItemKind::Example, WHOLE).detail("as in the manual");
        list.literal(offer.documentation(format!("```kdl\n{}\n```", whole.plain)), whole.plain, Some(whole.stops));
    }
}

fn node(field: &FieldSchema, name: &str, text: String, tier: u8, snippet: Option<Snippet>, list: &mut List) {
    let detail = match (tier, field.content) {
        (REQUIRED, _) => "required".to_owned(),
        (AGAIN, _) => "there already".to_owned(),
        (_, Content::Leaf(kind)) => kind.describe(),
        _ => String::new(),
    };
    let offer = Offer::new(name, ItemKind::Node, tier).detail(detail).documentation(text);
    match snippet {
        Some(snippet) => list.literal(offer, snippet.plain, Some(snippet.stops)),
        None => list.literal(offer, name.to_owned(), None),
    }
}

/// The other nodes in the same braces.
struct Siblings {
    names: Vec<String>,
    /// The place in the declaration of the node before this one.
    before: Option<String>,
}

impl Siblings {
    fn of(place: &Asked<'_>, over: Option<Node<'_>>) -> Self {
        let aside = over.map(|node| node.span());
        let nodes: Vec<Node<'_>> = match place.cursor.path.last() {
            Some(step) => step.node.children().collect(),
            None => place.analysis.compilation.documents.iter().flat_map(|d| d.nodes()).collect(),
        };
        let others = || nodes.iter().filter(|node| Some(node.span()) != aside);
        let here = |node: &&Node<'_>| node.span().file == place.file && node.span().start < place.offset;
        Self {
            names: others().map(|node| node.name().to_owned()).collect(),
            before: others().filter(here).last().map(|node| node.name().to_owned()),
        }
    }

    /// What must be there comes first, then what the manual names behind the node before, then the rest.
    fn tier(&self, schema: &NodeSchema, field: &FieldSchema, order: usize) -> u8 {
        let used = self.names.iter().any(|name| name == field.key);
        if used && !field.many {
            return AGAIN;
        }
        if field.required && !used {
            return REQUIRED;
        }
        let at = |name: &str| schema.fields.iter().position(|f| f.key == name);
        match self.before.as_deref().and_then(at) {
            _ if field.key == "raw" => RARE,
            Some(before) if order >= before => LIKELY,
            Some(_) => ALLOWED,
            None => LIKELY,
        }
    }
}
