//! Properties of a node that are not there yet.

use super::{AGAIN, ALLOWED, Asked, ItemKind, LIKELY, List, Offer, REQUIRED, snippet, takes, values};
use crate::ide::shape::Shape;
use crate::schema::Role;
use crate::syntax::{Entry, Node};

/// Offers the properties of `node`; `over` is the one whose key the place is on.
pub fn offer<'a>(place: &Asked<'a>, node: Node<'a>, over: Option<Entry<'a>>, list: &mut List) {
    let shape = place.shape_of(node);
    let Shape::Node(schema, _) = shape else { return };
    let there: Vec<String> = place.others(node, over).filter_map(|e| Some(e.key()?.0.to_owned())).collect();
    for field in schema.role(Role::Prop) {
        let Some(slot) = shape.prop_slot(field.key) else { continue };
        let tier = match (there.iter().any(|key| key == field.key), field.required) {
            (true, _) => AGAIN,
            (false, true) => REQUIRED,
            // A property at the end of a line that says enough already is less likely than a value that it lacks.
            (false, false) if over.is_none() => ALLOWED,
            (false, false) => LIKELY,
        };
        let detail = if field.required { format!("required: {}", takes(&slot)) } else { takes(&slot) };
        let offer = Offer::new(field.key, ItemKind::Property, tier).detail(detail).documentation(field.text());
        match over {
            Some(_) => list.literal(offer, field.key.to_owned(), None),
            None => {
                let written = snippet::property(field);
                list.literal(offer, written.plain, Some(written.stops));
            }
        }
    }
    // Of keys that the writer chooses those that stand elsewhere.
    if schema.role(Role::Props).next().is_some()
        && let Some(slot) = shape.key_slot("")
    {
        values::offer_keys(place, slot, &there, over.is_some(), list);
    }
}
