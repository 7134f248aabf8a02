//! Specs with a single fault, made of a good one by its tree and its schema: every place that a kind of fault fits gets
//! it once.

use dbgen::schema::{Content, FieldSchema, Kind, List, Meaning, Node, NodeSchema, Role, Thing, Use};
use dbgen::source::{FileId, Span};
use dbgen::spec::Spec;
use dbgen::syntax::{self, Document, Entry, Value};
use std::collections::BTreeMap;
use std::ops::Range;

/// A spec with a fault.
pub struct Mutant {
    /// The kind of the fault.
    pub kind: &'static str,
    /// What has it: the names of the nodes from the top, and the property or the number of the argument.
    pub place: String,
    /// The whole spec.
    pub text: String,
    /// The node that was changed; of what was dropped, the node that it stood in. Nothing where that is the spec.
    pub home: Option<Range<usize>>,
    /// What was changed is the name of the thing itself: those that refer to it are wrong then.
    pub declares: bool,
}

/// All mutants of `text`, in its order.
pub fn mutants(text: &str) -> Vec<Mutant> {
    let document = syntax::parse(FileId(0), text).document;
    let mut make = Make { text, names: BTreeMap::new(), found: Vec::new() };
    document.nodes().for_each(|node| make.names(node, Spec::schema()));
    make.top(&document);
    make.found
}

struct Make<'t> {
    text: &'t str,
    /// The declared things.
    names: BTreeMap<Thing, Vec<String>>,
    found: Vec<Mutant>,
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// What a child of a node with `schema` is: a node with a schema of its own, or values of a field.
enum Is {
    Node(&'static NodeSchema),
    Values(&'static FieldSchema),
    Free,
}

fn is(node: syntax::Node<'_>, schema: &'static NodeSchema) -> Is {
    if let Some(inner) = schema.child(node.name()) {
        return Is::Node(inner);
    }
    match schema.role(Role::Value).find(|field| field.key == node.name()) {
        Some(field) => Is::Values(field),
        None => Is::Free,
    }
}

/// The field that an entry of a node with `schema` is read as; `position` is that of an argument.
fn field(entry: Entry<'_>, position: usize, schema: &'static NodeSchema) -> Option<&'static FieldSchema> {
    match entry.key() {
        Some((key, _)) => schema.role(Role::Prop).find(|f| f.key == key).or(schema.role(Role::Props).next()),
        None => schema.role(Role::Arg).nth(position).or(schema.role(Role::Arg).last().filter(|f| f.many)),
    }
}

/// A word with two letters changed about, as fingers do it.
fn typo(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    match letters.windows(2).rposition(|pair| pair[0] != pair[1]) {
        Some(at) => letters.swap(at, at + 1),
        None => letters.push('x'),
    }
    letters.into_iter().collect()
}

impl Make<'_> {
    fn names(&mut self, node: syntax::Node<'_>, schema: &'static NodeSchema) {
        let Is::Node(inner) = is(node, schema) else { return };
        for (position, entry) in node.entries().filter(|e| e.key().is_none()).enumerate() {
            if let (Some(Meaning::Names(Use::Declares, things)), Value::String(name)) =
                (field(entry, position, inner).map(FieldSchema::meaning), entry.value())
            {
                self.names.entry(things[0]).or_default().push(name.to_owned());
            }
        }
        if let Some(Meaning::Names(Use::Declares, things)) = inner.role(Role::Named).next().map(FieldSchema::meaning) {
            self.names.entry(things[0]).or_default().push(node.name().to_owned());
        }
        node.children().for_each(|child| self.names(child, inner));
    }

    fn top(&mut self, document: &Document) {
        for node in document.nodes() {
            self.node(node, None, Spec::schema(), "");
        }
    }

    /// Puts `new` in the place of `old`; `home` is a node of the good text around it.
    fn put(
        &mut self,
        kind: &'static str,
        place: &str,
        old: Range<usize>,
        new: &str,
        home: Option<Range<usize>>,
        declares: bool,
    ) {
        let text = format!("{}{new}{}", &self.text[..old.start], &self.text[old.end..]);
        let home = home.map(|home| home.start..home.end + new.len() - old.len());
        self.found.push(Mutant { kind, place: place.to_owned(), text, home, declares });
    }

    fn node(
        &mut self,
        node: syntax::Node<'_>,
        parent: Option<syntax::Node<'_>>,
        schema: &'static NodeSchema,
        path: &str,
    ) {
        let own = range(node.span());
        let words = node.entries().find(|e| e.key().is_none()).map(|e| &self.text[range(e.value_span())]);
        let step =
            words.filter(|w| w.len() < 24).map_or(node.name().to_owned(), |words| format!("{} {words}", node.name()));
        let path = if path.is_empty() { step } else { format!("{path} / {step}") };
        let what = is(node, schema);
        let declares = match &what {
            Is::Node(inner) => inner.fields.iter().any(|f| matches!(f.meaning(), Meaning::Names(Use::Declares, _))),
            _ => false,
        };
        let around = parent.map(|parent| range(parent.span()));
        // With the `;` that ends it: the next one would end nothing.
        let rest = &self.text[own.end..];
        let end = own.end + rest.len() - rest.trim_start_matches([' ', ';']).len();
        self.put("drop a node", &path, own.start..end, "", around.clone(), declares);
        let twice = format!("{0}\n{0}", &self.text[own.clone()]);
        self.put("write a node twice", &path, own.clone(), &twice, Some(own.clone()), declares);
        let chosen =
            matches!(&what, Is::Node(inner) if inner.role(Role::Named).next().is_some()) || matches!(what, Is::Free);
        let kind = if chosen { "rename a thing" } else { "misspell a node" };
        let wrong = typo(node.name());
        self.put(kind, &path, range(node.name_span()), &wrong, Some(own.clone()), chosen && declares);
        if let Some(around) = around {
            self.out(node, around, &path);
        }
        let mut position = 0;
        for entry in node.entries() {
            let field = match &what {
                Is::Node(inner) => field(entry, position, inner),
                Is::Values(field) => Some(*field),
                Is::Free => None,
            };
            let place = match entry.key() {
                Some((key, _)) => format!("{path} {key}="),
                None => format!("{path} #{}", position + 1),
            };
            position += usize::from(entry.key().is_none());
            self.entry(entry, own.clone(), field, &place);
        }
        if let Is::Node(inner) = what {
            node.children().for_each(|child| self.node(child, Some(node), inner, &path));
        }
    }

    /// Puts a node behind the one that it stands in.
    fn out(&mut self, node: syntax::Node<'_>, around: Range<usize>, path: &str) {
        let own = range(node.span());
        let (before, inside, after) =
            (&self.text[..own.start], &self.text[own.end..around.end], &self.text[around.end..]);
        let inside = inside.trim_start_matches([' ', ';']);
        let text = format!("{before}{inside}\n{}\n{}", &self.text[own.clone()], after.trim_start_matches(';'));
        let start = before.len() + inside.len() + 1;
        let home = Some(start..start + own.len());
        self.found.push(Mutant { kind: "move a node out", place: path.to_owned(), text, home, declares: false });
    }

    fn entry(&mut self, entry: Entry<'_>, home: Range<usize>, field: Option<&'static FieldSchema>, place: &str) {
        let (whole, value) = (range(entry.span()), range(entry.value_span()));
        let meaning = field.map_or(Meaning::Plain, FieldSchema::meaning);
        let declares = matches!(meaning, Meaning::Names(Use::Declares, _));
        let dropped = if entry.key().is_some() { "drop a property" } else { "drop a value" };
        self.put(dropped, place, whole.start - 1..whole.end, "", Some(home.clone()), declares);
        if let Some((key, span)) = entry.key() {
            let free = field.is_some_and(|f| f.role == Role::Props);
            let kind = if free { "rename a thing" } else { "misspell a property" };
            self.put(kind, place, range(span), &typo(key), Some(home.clone()), false);
        }
        let mut swap = |kind, new: String| self.put(kind, place, value.clone(), &new, Some(home.clone()), declares);
        let text = match entry.value() {
            Value::String(text) => text,
            Value::Integer(number) => {
                swap("change the type", format!("\"{number} of them\""));
                swap("leave the range", "-1".to_owned());
                return swap("leave the range", "9999999999".to_owned());
            }
            Value::Bool(_) => return swap("change the type", "\"yes\"".to_owned()),
            _ => return swap("change the type", "\"null\"".to_owned()),
        };
        swap("change the type", "7".to_owned());
        swap("empty a text", "\"\"".to_owned());
        let Some(Content::Leaf(kind)) = field.map(|f| f.content) else { return };
        let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
        match kind {
            Kind::Choice(_) => swap("misspell a choice", format!("{:?}", typo(text))),
            Kind::Duration | Kind::Size | Kind::Cpu | Kind::Percentage => {
                swap("write another unit", format!("\"{number}x\""));
                swap("write no unit", format!("\"{number}\""));
                swap("leave the range", format!("\"-{text}\""));
                swap("leave the range", format!("\"999999999{text}\""));
            }
            _ => {}
        }
        match meaning {
            Meaning::Names(Use::Refers, things) => {
                let (name, part) = text.split_once('.').map_or((text, String::new()), |(n, p)| (n, format!(".{p}")));
                let gone = if things == [Thing::Secret] { "_GONE" } else { "-gone" };
                swap("refer to nothing", format!("\"{name}{gone}{part}\""));
                let mut others = things.iter().flat_map(|thing| self.names.get(thing)).flatten();
                if let Some(other) = others.rfind(|other| *other != name).cloned() {
                    let kind = if things == [Thing::Environment] { "another environment" } else { "refer to another" };
                    self.put(kind, place, value, &format!("\"{other}{part}\""), Some(home), false);
                }
            }
            Meaning::Names(Use::Declares, _) => swap("rename a thing", format!("{:?}", typo(text))),
            Meaning::Lists(List::Files | List::Folders | List::Paths) => {
                swap("name a file that is not there", format!("\"{text}.gone\""));
            }
            Meaning::Lists(_) => swap("misspell a choice", format!("{:?}", typo(text))),
            _ => {}
        }
    }
}
