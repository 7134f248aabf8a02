//! Values: names of things, closed lists, samples of a kind, and what the spec says elsewhere.

use super::{AGAIN, ALLOWED, Asked, ItemKind, LIKELY, List, Offer, RARE, REQUIRED, Tier, lists, paths, placeholders};
use crate::diag::{changes, codes};
use crate::ide::habits;
use crate::ide::names::{self, Mention};
use crate::ide::shape::{Shape, Slot, entries};
use crate::ide::text::{bare, quote};
use crate::schema::kinds::Part;
use crate::schema::{Kind, List as ListOf, Meaning, Thing, Use};
use crate::syntax::{Entry, Node, Value};

/// Offers the argument of `node` with that index; `over` is the one that the place is on.
pub fn offer_argument<'a>(place: &Asked<'a>, node: Node<'a>, index: usize, over: Option<Entry<'a>>, list: &mut List) {
    let shape = place.shape_of(node);
    let Some(slot) = shape.arg_slot(index) else { return };
    let mut taken: Vec<String> = Vec::new();
    if slot.field.many {
        taken.extend(place.others(node, over).filter(|e| e.key().is_none()).filter_map(text));
    }
    let keyed = matches!(slot.meaning, Meaning::Names(Use::Refers, _) | Meaning::Lists(ListOf::Losses));
    if let (0, true, Shape::Node(..)) = (index, keyed, shape) {
        taken.extend(beside(place, node));
    }
    let tier = if slot.field.required { REQUIRED } else { LIKELY };
    offer_slot(place, slot, &taken, tier, list);
}

/// Offers the value of a property.
pub fn offer(place: &Asked<'_>, slot: Slot, list: &mut List) {
    offer_slot(place, slot, &[], LIKELY, list);
}

/// The first values of the nodes of the same name beside `node`.
fn beside(place: &Asked<'_>, node: Node<'_>) -> Vec<String> {
    let Some(around) = place.cursor.path.last() else { return Vec::new() };
    let others = around.node.children().filter(|other| other.name() == node.name() && other.span() != node.span());
    others.filter_map(|other| text(other.entries().find(|e| e.key().is_none())?)).collect()
}

fn text(entry: Entry<'_>) -> Option<String> {
    match entry.value() {
        Value::String(text) => Some(text.to_owned()),
        _ => None,
    }
}

fn offer_slot(place: &Asked<'_>, slot: Slot, taken: &[String], tier: Tier, list: &mut List) {
    let again = |name: &str| if taken.iter().any(|own| own == name) { AGAIN } else { tier };
    // What is being written is not said elsewhere, unless it is there twice.
    let own = list.word.letters.clone();
    let mut elsewhere = habits::values(place.analysis, slot.field);
    elsewhere.retain(|(value, count)| *count > 1 || *value != own);
    for (value, _) in &elsewhere {
        let offer = Offer::new(value, ItemKind::Value, tier).detail("as elsewhere");
        list.text(offer, value);
    }
    match slot.meaning {
        Meaning::Names(role, things) => {
            if slot.kind() == Some(Kind::Target) {
                targets(place, things, tier, list);
                return;
            }
            for found in named(place, role, things).iter().filter(|found| !found.around(place)) {
                list.text(found.offer(place, again(&found.name)), &found.name);
            }
        }
        Meaning::Lists(which) if lists::is_path(which) => paths::offer(place, which, list),
        Meaning::Lists(which) => {
            for entry in lists::entries(place, which) {
                if list.has(&entry.value) {
                    continue;
                }
                let offer = Offer::new(&entry.value, entry.kind, again(&entry.value));
                list.text(offer.detail(entry.detail).documentation(entry.documentation), &entry.value);
            }
        }
        Meaning::Fills(names) => placeholders::offer(place, names, list),
        Meaning::Plain => {}
    }
    if let Some(kind) = slot.kind() {
        of_kind(kind, &again, list);
    }
}

/// What a kind itself offers.
fn of_kind(kind: Kind, tier: &dyn Fn(&str) -> Tier, list: &mut List) {
    match kind {
        Kind::Choice(all) => {
            for (name, doc) in all.iter() {
                list.text(Offer::new(*name, ItemKind::Choice, tier(name)).documentation(doc.trim()), name);
            }
        }
        Kind::Bool => {
            for word in ["#true", "#false"] {
                list.literal(Offer::new(word, ItemKind::Choice, tier(word)), word.to_owned(), None);
            }
        }
        Kind::Rule | Kind::Waivable => {
            for (code, level) in codes::RULES {
                let page = codes::ALL.iter().find(|(own, _)| own == code).map_or("", |(_, page)| page);
                let offer = Offer::new(code.0, ItemKind::Choice, tier(code.0)).detail(level.to_string());
                list.text(offer.documentation(page.trim()), code.0);
            }
            for (code, weight, page) in changes::ALL.iter().filter(|_| kind == Kind::Waivable) {
                let offer = Offer::new(code.0, ItemKind::Choice, tier(code.0)).detail(weight.as_str());
                list.text(offer.documentation(page.trim()), code.0);
            }
        }
        Kind::OrNull(inner) => {
            of_kind(*inner, tier, list);
            let offer = Offer::new("#null", ItemKind::Choice, ALLOWED);
            list.literal(offer.documentation("Takes away what a lower layer has set."), "#null".to_owned(), None);
        }
        _ => {
            for (value, detail) in samples(kind) {
                if list.has(value) {
                    continue;
                }
                list.text(Offer::new(*value, ItemKind::Value, ALLOWED).detail(*detail), value);
            }
        }
    }
}

/// Values of a kind that are often right.
fn samples(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Duration => &[
            ("30s", "30 seconds"),
            ("1m", "1 minute"),
            ("5m", "5 minutes"),
            ("10m", "10 minutes"),
            ("30m", "30 minutes"),
            ("1h", "1 hour"),
            ("7d", "7 days"),
            ("90d", "90 days"),
        ],
        Kind::Size => &[("256Mi", ""), ("512Mi", ""), ("1Gi", ""), ("2Gi", ""), ("4Gi", ""), ("10Gi", "")],
        Kind::Cpu => &[
            ("100m", "a tenth of a processor"),
            ("250m", "a quarter of one"),
            ("500m", "half of one"),
            ("1", "one processor"),
            ("2", "two processors"),
        ],
        Kind::Percentage => &[("1%", ""), ("5%", ""), ("50%", ""), ("70%", ""), ("80%", ""), ("90%", "")],
        Kind::Cron => &[
            ("0 3 * * *", "every day at 03:00"),
            ("0 3 * * 1", "every Monday at 03:00"),
            ("0 * * * *", "every hour"),
            ("*/15 * * * *", "every 15 minutes"),
            ("0 6 1 * *", "on the first of every month at 06:00"),
        ],
        Kind::UrlPath => &[("/", ""), ("/health", ""), ("/healthz", "")],
        Kind::Url => &[("https://", "")],
        _ => &[],
    }
}

/// A name that could be meant.
pub struct Found {
    /// The name.
    pub name: String,
    thing: Thing,
    declared: Option<crate::source::Span>,
}

impl Found {
    /// Whether the place stands in the thing itself: nothing copies itself or waits for itself.
    fn around(&self, place: &Asked<'_>) -> bool {
        self.declared
            .is_some_and(|node| node.file == place.file && node.start < place.offset && place.offset < node.end)
    }

    fn offer(&self, place: &Asked<'_>, tier: Tier) -> Offer {
        let offer = Offer::new(&self.name, ItemKind::Name(self.thing), tier).detail(self.thing.word());
        match self.declared.and_then(|span| place.analysis.header(span)) {
            Some(line) => offer.documentation(format!("```kdl\n{line}\n```")),
            None => offer,
        }
    }
}

/// The names that a place of that use can take.
fn named<'a>(place: &Asked<'a>, role: Use, things: &[Thing]) -> Vec<Found> {
    let names = &place.analysis.names;
    let mut all: Vec<Found> = Vec::new();
    for thing in things {
        let scope = names::scope(*thing, &place.cursor.path);
        if role != Use::Shares {
            // What is named elsewhere and stands nowhere yet is probably what is being written.
            let open =
                names.all().iter().filter(|m| m.role == Use::Refers && m.things.contains(thing) && m.scope == scope);
            let open = open.filter(|m| names.declarations(&names.key(m)).next().is_none());
            let open = open.filter(|m| !(m.value.file == place.file && touches(m.value, place.offset)));
            all.extend(open.map(|m| Found { name: m.name.clone(), thing: *thing, declared: None }));
        }
        if role == Use::Declares {
            continue;
        }
        // The name that is being written is no other thing's.
        let written = |m: &&Mention| m.value.file == place.file && touches(m.value, place.offset);
        let other = |(name, all): (&'a str, Vec<&'a Mention>)| Some((name, all.into_iter().find(|m| !written(m))?));
        let mut found: Vec<(&str, &Mention)> = names.of(*thing, scope.as_deref()).filter_map(other).collect();
        found.sort_by_key(|(_, mention)| mention.span);
        let shown = |m: &Mention| (m.role == Use::Declares).then_some(m.node);
        all.extend(found.into_iter().map(|(name, m)| Found {
            name: name.to_owned(),
            thing: *thing,
            declared: shown(m),
        }));
    }
    // What is declared first, in the order of the text.
    all.sort_by(|a, b| a.name.cmp(&b.name).then(b.declared.cmp(&a.declared)));
    all.dedup_by(|a, b| a.name == b.name);
    all.sort_by_key(|found| (found.declared.is_none(), found.declared));
    all
}

fn touches(span: crate::source::Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

/// `db.url` and its kin: the whole addresses first, then the rest.
fn targets(place: &Asked<'_>, things: &[Thing], tier: Tier, list: &mut List) {
    let all = named(place, Use::Refers, things);
    let mut offers: Vec<(bool, usize, usize, String, Offer)> = Vec::new();
    for (order, found) in all.iter().enumerate() {
        for part in Part::ALL {
            let Some(rank) = parts(found.thing).iter().position(|own| own == part) else { continue };
            let value = format!("{}.{part}", found.name);
            let doc = Part::ALL.iter().position(|own| own == part).and_then(part_text).unwrap_or_default();
            let offer = found.offer(place, if rank < 2 { tier } else { RARE }).documentation(doc);
            let first = rank < usize::from(found.thing != Thing::Datastore) + 1;
            let second = if first { 0 } else { rank };
            offers.push((!first, second, order, value.clone(), Offer { label: value, ..offer }));
        }
    }
    offers.sort_by_key(|(late, rank, order, ..)| (*late, *rank, *order));
    for (.., value, offer) in offers {
        list.text(offer, &value);
    }
}

/// The parts that a thing has, those that are asked for most first (the manual, "from").
fn parts(thing: Thing) -> &'static [Part] {
    match thing {
        Thing::Datastore => {
            &[Part::Url, Part::Host, Part::Port, Part::HostPort, Part::User, Part::Password, Part::Database]
        }
        _ => &[Part::Url, Part::PublicUrl, Part::Host, Part::Port, Part::HostPort],
    }
}

fn part_text(index: usize) -> Option<String> {
    use crate::schema::Leaf;
    let Kind::Choice(all) = Part::KIND else { return None };
    all.get(index).map(|(_, doc)| doc.trim().to_owned())
}

/// Offers names of nodes that the writer chooses; `siblings` are there already.
pub fn offer_names(place: &Asked<'_>, slot: Slot, siblings: &[String], list: &mut List) {
    let tier = |name: &str| if siblings.iter().any(|own| own == name) { AGAIN } else { LIKELY };
    let mut names: Vec<(String, Offer)> = Vec::new();
    match slot.meaning {
        Meaning::Names(role, things) => {
            for found in named(place, role, things) {
                names.push((found.name.clone(), found.offer(place, tier(&found.name))));
            }
            // Most variables that hold a secret bear its name.
            if things.contains(&Thing::Variable) {
                for found in named(place, Use::Refers, &[Thing::Secret]) {
                    if !names.iter().any(|(own, _)| *own == found.name) {
                        names.push((found.name.clone(), found.offer(place, tier(&found.name))));
                    }
                }
            }
        }
        Meaning::Lists(which) => {
            for entry in lists::entries(place, which) {
                let offer = Offer::new(&entry.value, entry.kind, tier(&entry.value));
                names.push((entry.value, offer.detail(entry.detail).documentation(entry.documentation)));
            }
        }
        Meaning::Plain | Meaning::Fills(_) => {}
    }
    if let Some(Kind::Choice(all)) = slot.kind() {
        for (name, doc) in all.iter().filter(|(name, _)| !names.iter().any(|(own, _)| own == name)).collect::<Vec<_>>()
        {
            let offer = Offer::new(*name, ItemKind::Choice, tier(name));
            names.push(((*name).to_owned(), offer.documentation(doc.trim())));
        }
    }
    for (name, offer) in names {
        match list.word.bare() {
            true => list.literal(offer, if bare(&name) { name } else { quote(&name) }, None),
            false => list.text(offer, &name),
        }
    }
}

/// Offers keys that the writer chooses.
pub fn offer_keys(place: &Asked<'_>, slot: Slot, there: &[String], over: bool, list: &mut List) {
    let Meaning::Names(role, things) = slot.meaning else { return };
    for found in named(place, role, things) {
        let tier = if there.contains(&found.name) { AGAIN } else { LIKELY };
        let key = if bare(&found.name) { found.name.clone() } else { quote(&found.name) };
        let text = if over { key } else { format!("{key}=") };
        list.literal(found.offer(place, tier), text, None);
    }
}

/// The text of the entry of `node` whose place means `which`.
pub fn listed(node: Node<'_>, shape: Shape, which: ListOf) -> Option<String> {
    entries(node, shape).find_map(|(entry, slot)| match slot?.meaning {
        Meaning::Lists(own) if own == which => text(entry),
        _ => None,
    })
}
