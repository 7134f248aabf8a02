//! Every place of a spec that names a thing, found by a walk over the trees: broken files have names, too.

use super::shape::{Shape, Step, entries, walk};
use super::text::Written;
use crate::schema::{Kind, Meaning, Thing, Use};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::{Document, Value};
use std::collections::BTreeMap;

/// A place that names a thing.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The things that can be meant; one, unless it refers.
    pub things: &'static [Thing],
    /// The name.
    pub name: String,
    /// What the name is its own within: the name of the workflow for a stage.
    pub scope: Option<String>,
    /// What the place does.
    pub role: Use,
    /// The letters of the name; the whole value where escapes hide them.
    pub span: Span,
    /// The whole value, quotes and what stands behind a dot included.
    pub value: Span,
    /// Whether the letters of the name stand in the text as they are.
    pub verbatim: bool,
    /// What stands behind the name in its value: `.url`.
    pub rest: String,
    /// The node that it stands in.
    pub node: Span,
}

/// What a name means: the thing, what it is its own within, the name.
pub type Key = (Thing, Option<String>, String);

/// All names of a spec.
#[derive(Debug, Default)]
pub struct Names {
    mentions: Vec<Mention>,
    declared: BTreeMap<Key, Vec<usize>>,
}

impl Names {
    /// Adds the names of a file.
    pub fn add(&mut self, file: &SourceFile, document: &Document) {
        walk(document, &mut |path, step| self.node(file, path, step));
    }

    fn node(&mut self, file: &SourceFile, path: &[Step<'_>], step: Step<'_>) {
        let Step { node, shape } = step;
        let mut add = |meaning, kind, name: &str, span| self.put(file, path, step, (meaning, kind), name, span);
        if let Some(slot) = shape.name_slot() {
            add(slot.meaning, slot.kind(), node.name(), node.name_span());
        }
        for (entry, slot) in entries(node, shape) {
            if let Some((key, span)) = entry.key()
                && let Some(slot) = shape.key_slot(key)
            {
                add(slot.meaning, None, key, span);
            }
            if let (Value::String(name), Some(slot)) = (entry.value(), slot) {
                add(slot.meaning, slot.kind(), name, entry.value_span());
            }
        }
    }

    fn put(
        &mut self,
        file: &SourceFile,
        path: &[Step<'_>],
        step: Step<'_>,
        (meaning, kind): (Meaning, Option<Kind>),
        value: &str,
        span: Span,
    ) {
        let Meaning::Names(role, things) = meaning else { return };
        let name = match kind {
            Some(Kind::Target) => value.split('.').next().unwrap_or(value),
            _ => value,
        };
        let whole = Written::at(&file.text, span).verbatim(&file.text, value, span);
        let letters = whole.map(|s| Span::new(s.file, s.start, s.start + name.len() as u32));
        let scope = things.first().and_then(|thing| scope(*thing, path));
        let mention = Mention {
            things,
            name: name.to_owned(),
            scope,
            role,
            span: letters.unwrap_or(span),
            value: span,
            verbatim: letters.is_some(),
            rest: value[name.len()..].to_owned(),
            node: step.node.span(),
        };
        if role != Use::Refers {
            self.declared.entry(self.key(&mention)).or_default().push(self.mentions.len());
        }
        self.mentions.push(mention);
    }

    /// Every place, file by file, in the order of the text.
    pub fn all(&self) -> &[Mention] {
        &self.mentions
    }

    /// What a place means: of several things that could be meant the first that is declared.
    pub fn key(&self, mention: &Mention) -> Key {
        let key = |thing: Thing| (thing, mention.scope.clone(), mention.name.clone());
        if let [thing] = mention.things {
            return key(*thing);
        }
        let declared = mention.things.iter().map(|t| key(*t)).find(|key| self.declared.contains_key(key));
        declared.unwrap_or_else(|| key(mention.things[0]))
    }

    /// The places where a name is declared or shared.
    pub fn declarations(&self, key: &Key) -> impl Iterator<Item = &Mention> {
        self.declared.get(key).into_iter().flatten().map(|index| &self.mentions[*index])
    }

    /// Every place that means `key`.
    pub fn mentions<'a>(&'a self, key: &'a Key) -> impl Iterator<Item = &'a Mention> {
        self.mentions.iter().filter(move |m| m.name == key.2 && self.key(m) == *key)
    }

    /// The names of a thing, within a scope where it has one, each with its declarations.
    pub fn of(&self, thing: Thing, scope: Option<&str>) -> impl Iterator<Item = (&str, Vec<&Mention>)> {
        let scope = scope.map(str::to_owned);
        let start = (thing, scope.clone(), String::new());
        self.declared
            .range(start..)
            .take_while(move |((own, within, _), _)| *own == thing && *within == scope)
            .map(|((_, _, name), all)| (name.as_str(), all.iter().map(|at| &self.mentions[*at]).collect()))
    }

    /// The place that the byte `offset` of a file lies in, or right behind.
    pub fn at(&self, file: FileId, offset: u32) -> Option<&Mention> {
        let touches = |m: &&Mention| m.value.file == file && m.value.start <= offset && offset <= m.value.end;
        self.mentions.iter().filter(touches).min_by_key(|m| m.value.end - m.value.start)
    }
}

/// The name that a thing is its own within, among the nodes around.
pub fn scope(thing: Thing, path: &[Step<'_>]) -> Option<String> {
    let around = thing.within()?;
    path.iter().rev().find_map(|step| declared(*step, around)).or(Some(String::new()))
}

/// The name of the `thing` that a node declares.
fn declared(step: Step<'_>, thing: Thing) -> Option<String> {
    let is = |meaning| matches!(meaning, Meaning::Names(Use::Declares, [own]) if *own == thing);
    if !matches!(step.shape, Shape::Node(..)) {
        return None;
    }
    entries(step.node, step.shape).find_map(|(entry, slot)| match entry.value() {
        Value::String(name) if is(slot?.meaning) => Some(name.to_owned()),
        _ => None,
    })
}
