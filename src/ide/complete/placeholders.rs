//! `{environment}` and its kin within a text.

use super::{Asked, ItemKind, LIKELY, List, Offer};

/// Offers the placeholders that are filled in here, behind a `{`.
pub fn offer(place: &Asked<'_>, names: &[&str], list: &mut List) {
    if !list.word.in_quotes() {
        return;
    }
    let typed = list.word.typed.clone();
    let Some(open) = typed.rfind('{') else { return };
    let begun = &typed[open..];
    let name = begun[1..].bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    // `{{` stands for a brace.
    if !name || typed[..open].ends_with('{') {
        return;
    }
    let start = place.offset - begun.len() as u32;
    let closed = place.source.text[place.offset as usize..].starts_with('}');
    for placeholder in names {
        let label = format!("{{{placeholder}}}");
        let (insert, text) = list.word.part(start, &label);
        let mut replace = insert;
        // Editors close a brace by themselves.
        replace.end += u32::from(closed);
        let insert = if closed { replace } else { insert };
        let offer = Offer::new(label, ItemKind::Placeholder, LIKELY).documentation(text_of(placeholder));
        list.push(offer, replace, insert, text, None);
    }
    list.word.typed = begun.to_owned();
}

fn text_of(placeholder: &str) -> &'static str {
    match placeholder {
        "environment" => "The name of the environment.",
        "service" => "The name of the service.",
        "region" => "The region of the environment.",
        _ => "",
    }
}
