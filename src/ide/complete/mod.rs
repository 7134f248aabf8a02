//! What could be written at a place, in every half-typed state: the tree is always there, and the schema beside it
//! says what belongs.

mod lists;
mod nodes;
mod paths;
mod placeholders;
mod properties;
mod snippet;
mod values;
mod word;

pub(super) use lists::action_text;

use super::cursor::{self, Cursor, Spot};
use super::shape::Slot;
use super::{Analysis, fuzzy};
use crate::schema::Thing;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::{Entry, Node};
use crate::world::World;
use word::Word;

/// One thing that could be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What the list shows.
    pub label: String,
    /// What it is.
    pub kind: ItemKind,
    /// A few words beside the label.
    pub detail: String,
    /// The manual's text, Markdown.
    pub documentation: String,
    /// What is compared with what was typed between the start of `replace` and the place.
    pub filter: String,
    /// What it replaces, up to the end of the word.
    pub replace: Span,
    /// What it replaces, up to the place: for editors that insert instead.
    pub insert: Span,
    /// What is written.
    pub text: String,
    /// The same with tab stops, in the syntax of the language server protocol's snippets, where there is more to fill
    /// in.
    pub snippet: Option<String>,
}

/// What a thing that could be written is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A node of the language.
    Node,
    /// A node with all that its example in the manual has.
    Example,
    /// A property of the language.
    Property,
    /// A value of a closed list.
    Choice,
    /// Any other value.
    Value,
    /// The name of a thing.
    Name(Thing),
    /// An action of the marketplace.
    Action,
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A placeholder within a text.
    Placeholder,
}

/// What could be written at the byte `offset` of a file, the likeliest first.
pub fn complete(analysis: &Analysis, world: &dyn World, file: FileId, offset: u32) -> Vec<Item> {
    let (Some(document), Some(source)) = (analysis.document(file), analysis.source(file)) else { return Vec::new() };
    let offset = source.text.floor_char_boundary(offset as usize) as u32;
    let cursor = cursor::find(source, document, offset);
    let place = Asked { analysis, world, source, file, offset, cursor: &cursor };
    let mut list = List { word: Word::blank(file, offset), items: Vec::new() };
    match cursor.spot {
        Spot::Name(node) => nodes::offer(&place, node, &mut list),
        Spot::Blank(node, args) => {
            values::offer_argument(&place, node, args, None, &mut list);
            properties::offer(&place, node, None, &mut list);
        }
        Spot::Arg(node, entry, index) => {
            list.word = place.word(entry.value_span());
            values::offer_argument(&place, node, index, Some(entry), &mut list);
            if list.word.bare() {
                properties::offer(&place, node, None, &mut list);
            }
        }
        Spot::Key(node, entry) => {
            list.word = place.word(entry.key().map_or(entry.span(), |(_, span)| span));
            properties::offer(&place, node, Some(entry), &mut list);
        }
        Spot::Value(node, entry) => {
            list.word = place.word(entry.value_span());
            if let Some(slot) = entry.key().and_then(|(key, _)| place.shape_of(node).prop_slot(key)) {
                values::offer(&place, slot, &mut list);
            }
        }
        Spot::Nothing => {}
    }
    list.finish()
}

/// What is asked, and what is known about the place.
struct Asked<'a> {
    analysis: &'a Analysis,
    world: &'a dyn World,
    source: &'a SourceFile,
    file: FileId,
    offset: u32,
    cursor: &'a Cursor<'a>,
}

impl<'a> Asked<'a> {
    fn word(&self, span: Span) -> Word {
        Word::at(&self.source.text, span, self.offset)
    }

    fn shape_of(&self, node: Node<'_>) -> super::shape::Shape {
        self.cursor.shape().child_like(node.name())
    }

    /// The entries of a node aside from one.
    fn others(&self, node: Node<'a>, aside: Option<Entry<'_>>) -> impl Iterator<Item = Entry<'a>> {
        let aside = aside.map(|entry| entry.span());
        node.entries().filter(move |entry| Some(entry.span()) != aside)
    }
}

/// How likely an offer is, before what was typed is looked at: less is likelier.
type Tier = u8;

const REQUIRED: Tier = 0;
const LIKELY: Tier = 1;
const ALLOWED: Tier = 2;
const RARE: Tier = 3;
const AGAIN: Tier = 4;
const WHOLE: Tier = 5;

/// The offers so far.
struct List {
    word: Word,
    items: Vec<(Tier, u32, Item)>,
}

/// An offer before its place is known.
struct Offer {
    label: String,
    kind: ItemKind,
    detail: String,
    documentation: String,
    tier: Tier,
    weight: u32,
}

impl Offer {
    fn new(label: impl Into<String>, kind: ItemKind, tier: Tier) -> Self {
        Self { label: label.into(), kind, detail: String::new(), documentation: String::new(), tier, weight: 0 }
    }

    /// How much speaks for it among others of its tier.
    fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    fn documentation(mut self, text: impl Into<String>) -> Self {
        self.documentation = text.into();
        self
    }
}

impl List {
    /// Adds what is written as it is: a name without quotes, a keyword.
    fn literal(&mut self, offer: Offer, text: String, snippet: Option<String>) {
        if self.word.bare() {
            let (replace, insert) = self.word.whole();
            self.push(offer, replace, insert, text, snippet);
        }
    }

    /// Adds a text, quoted as its place needs it.
    fn text(&mut self, offer: Offer, value: &str) {
        if let Some((replace, insert, text)) = self.word.quoted(value) {
            self.push(offer, replace, insert, text, None);
        }
    }

    fn push(&mut self, offer: Offer, replace: Span, insert: Span, text: String, snippet: Option<String>) {
        let Offer { label, kind, detail, documentation, tier, weight } = offer;
        let filter = label.clone();
        let item = Item { label, kind, detail, documentation, filter, replace, insert, text, snippet };
        self.items.push((tier, weight, item));
    }

    fn has(&self, label: &str) -> bool {
        self.items.iter().any(|(.., item)| item.label == label)
    }

    /// Those that what was typed can mean, in their order: what is there already comes last, then how well it fits.
    fn finish(self) -> Vec<Item> {
        let Self { word, items } = self;
        let ranks = fuzzy::ranks(&word.typed, &word.letters, items.iter().map(|(.., item)| item.filter.as_str()));
        let fits = |((index, rank), (tier, weight, mut item)): ((usize, Option<u8>), (Tier, u32, Item))| {
            let rank = rank?;
            // Editors leave out what their own comparison does not find in what was typed.
            if fuzzy::is_near(rank) {
                item.filter = word.typed.clone();
            }
            let habit = std::cmp::Reverse(weight);
            Some(((tier >= AGAIN, rank, tier > REQUIRED, habit, tier, index), item))
        };
        let mut items: Vec<_> = ranks.into_iter().enumerate().zip(items).filter_map(fits).collect();
        items.sort_by_key(|(key, _)| *key);
        items.into_iter().map(|(_, item)| item).collect()
    }
}

/// What a value is, in a few words: its kind.
fn takes(slot: &Slot) -> String {
    slot.kind().map(|kind| kind.describe()).unwrap_or_default()
}
