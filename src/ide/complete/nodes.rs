//! Nodes that may stand in the braces around.

use super::snippet::{self, Snippet};
use super::{AGAIN, ALLOWED, Asked, ItemKind, LIKELY, List, Offer, RARE, REQUIRED, Tier, WHOLE, values};
use crate::ide::habits::{self, Order};
use crate::ide::shape::Shape;
use crate::schema::{Content, FieldSchema, Kind, NodeSchema, Role};
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
    for (order, field) in schema.fields.iter().enumerate() {
        match (field.role, field.content) {
            (Role::Value, _) => {
                let snippet = alone.then(|| snippet::value(field));
                node(field, field.key, field.text(), siblings.rank(place, schema, field, order), snippet, list);
            }
            (Role::Child, Content::Node(inner)) => {
                let rank = siblings.rank(place, schema, field, order);
                child(field, field.key, inner(), rank, alone, list);
            }
            (Role::Any, Content::Union(members)) => {
                for member in members() {
                    let tier = if aside(member) { RARE } else { LIKELY };
                    child(field, member.name, member, (tier, siblings.weight(place, member.name)), alone, list);
                }
            }
            (Role::Rest, Content::Node(inner)) => {
                let inner = Shape::Node(inner(), Some(field));
                if let Some(slot) = inner.name_slot() {
                    values::offer_names(place, slot, &siblings.names, list);
                }
            }
            _ => {}
        }
    }
}

fn child(field: &FieldSchema, name: &str, schema: &'static NodeSchema, rank: Rank, alone: bool, list: &mut List) {
    let mut text = schema.text();
    if field.role == Role::Child {
        text = format!("{}\n\n{text}", field.text());
    }
    if let Some(example) = schema.example() {
        text += &format!("\n\n```kdl\n{example}\n```");
    }
    node(field, name, text, rank, alone.then(|| snippet::node(schema, field)), list);
    if alone
        && rank.0 < AGAIN
        && let Some(whole) = snippet::example(schema)
    {
        let offer = Offer::new(name, ItemKind::Example, WHOLE).detail("as in the manual");
        list.literal(offer.documentation(format!("```kdl\n{}\n```", whole.plain)), whole.plain, Some(whole.stops));
    }
}

fn node(
    field: &FieldSchema,
    name: &str,
    text: String,
    (tier, weight): Rank,
    snippet: Option<Snippet>,
    list: &mut List,
) {
    let detail = match (tier, field.content) {
        (REQUIRED, _) => "required".to_owned(),
        (AGAIN, _) => "there already".to_owned(),
        (_, Content::Leaf(kind)) => kind.describe(),
        _ => String::new(),
    };
    let offer = Offer::new(name, ItemKind::Node, tier).weight(weight).detail(detail).documentation(text);
    match snippet {
        Some(snippet) => list.literal(offer, snippet.plain, Some(snippet.stops)),
        None => list.literal(offer, name.to_owned(), None),
    }
}

/// Whether a node is a way out, which nobody needs at first: a platform's own fields, the level of a rule.
fn aside(schema: &NodeSchema) -> bool {
    let rule = |field: &FieldSchema| matches!(field.content, Content::Leaf(Kind::Rule | Kind::Waivable));
    schema.role(Role::Tree).next().is_some() || schema.role(Role::Arg).any(rule)
}

/// The tier of an offer, and what speaks for it within.
type Rank = (Tier, u32);

/// The other nodes in the same braces.
struct Siblings {
    names: Vec<String>,
    /// The node before this one.
    before: Option<String>,
    /// The node that the place is on.
    over: Option<String>,
    /// How the writer orders nodes in such places.
    order: Order,
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
            order: habits::order(place.analysis, place.cursor.shape()),
            over: over.map(|node| node.name().to_owned()),
            before: others().rfind(here).map(|node| node.name().to_owned()),
        }
    }

    fn weight(&self, place: &Asked<'_>, name: &'static str) -> u32 {
        self.order.weight(place.cursor.shape(), self.before.as_deref(), name, self.over.as_deref())
    }

    fn rank(&self, place: &Asked<'_>, schema: &NodeSchema, field: &'static FieldSchema, order: usize) -> Rank {
        (self.tier(schema, field, order), self.weight(place, field.key))
    }

    /// What must be there comes first, then what the manual names behind the node before, then the rest.
    fn tier(&self, schema: &NodeSchema, field: &FieldSchema, order: usize) -> Tier {
        let used = self.names.iter().any(|name| name == field.key);
        if used && !field.many {
            return AGAIN;
        }
        if field.required && !used {
            return REQUIRED;
        }
        let at = |name: &str| schema.fields.iter().position(|f| f.key == name);
        match self.before.as_deref().and_then(at) {
            _ if matches!(field.content, Content::Node(inner) if aside(inner())) => RARE,
            Some(before) if order >= before => LIKELY,
            Some(_) => ALLOWED,
            None => LIKELY,
        }
    }
}
