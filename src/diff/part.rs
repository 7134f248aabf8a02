//! A plan as a tree of parts: what all comparing works on.

use super::{Kind, Scope};
use crate::schema::{self, Outline, Role, Values};
use crate::source::Span;
use std::collections::BTreeMap;

/// A thing, or a part of one.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is, where that is another sort of thing than what it stands in.
    pub kind: Option<Kind>,
    /// Whether it is a thing of its own, and not a field of what it stands in.
    pub subject: bool,
    /// The name of its node.
    pub element: String,
    /// What tells it from its neighbours of the same element.
    pub key: Option<String>,
    /// Whether its key is a name that somebody chose, and not what it does: another name is a change of name.
    pub named: bool,
    /// What the manual says of it.
    pub doc: &'static str,
    /// Where it is written.
    pub span: Option<Span>,
    /// Its values, by their field.
    pub facts: BTreeMap<String, Fact>,
    /// What it holds.
    pub parts: Vec<Part>,
    /// Whether the order of what it holds means something.
    pub ordered: bool,
    /// Whether it is a mere list of its facts: each comes and goes by itself.
    pub list: bool,
    /// What it is in a few words, where its facts would say too much.
    pub brief: Option<String>,
}

/// A value.
#[derive(Debug, Clone)]
pub struct Fact {
    /// In words.
    pub text: String,
    /// Where it is written.
    pub span: Option<Span>,
    /// What the manual says of its field.
    pub doc: &'static str,
    /// What it is, where that is another sort of thing than what it stands in.
    pub kind: Option<Kind>,
}

impl Fact {
    /// A value that resolving gave.
    pub fn new(text: impl Into<String>, span: Option<Span>) -> Self {
        Self { text: text.into(), span, doc: "", kind: None }
    }
}

impl Part {
    /// A thing with nothing in it.
    pub fn subject(kind: Kind, name: &str, span: Option<Span>) -> Self {
        Self {
            kind: Some(kind),
            subject: true,
            element: kind.as_str().to_owned(),
            key: (!name.is_empty()).then(|| name.to_owned()),
            named: true,
            doc: "",
            span,
            facts: BTreeMap::new(),
            parts: Vec::new(),
            ordered: false,
            list: false,
            brief: None,
        }
    }

    /// The scope that a part of the first level is.
    pub fn scope(&self) -> Scope {
        let name = self.key.clone().unwrap_or_default();
        match self.kind {
            Some(Kind::Environment) => Scope::Environment(name),
            Some(Kind::Workflow) => Scope::Workflow(name),
            _ => Scope::Project,
        }
    }

    /// A thing that is written as one node.
    pub fn thing(kind: Kind, name: &str, outline: &Outline) -> Self {
        let mut part = Self::of(outline);
        let own = Self::subject(kind, name, Some(outline.place));
        if part.facts.get("name").is_some_and(|fact| fact.text == name) {
            part.facts.remove("name");
        }
        (part.kind, part.subject, part.element, part.key, part.named) = (own.kind, true, own.element, own.key, true);
        part
    }

    /// A part that is written as one node.
    pub fn of(outline: &Outline) -> Self {
        let mut facts = BTreeMap::new();
        for values in &outline.values {
            let key = match values.role {
                // Properties that the writer names may be called like anything.
                _ if facts.contains_key(&values.key) => format!("{} ", values.key),
                _ => values.key.clone(),
            };
            facts.insert(key, fact(values));
        }
        let identity = outline.values.iter().find(|v| matches!(v.role, Role::Named | Role::Arg) && v.key == "name");
        let mut key = outline.key.clone();
        if let Some(first) = outline.values.iter().find(|v| matches!(v.role, Role::Named | Role::Arg))
            && key.is_some()
        {
            match &first.texts[..] {
                // The key says it already.
                [_] => _ = facts.remove(&first.key),
                // Of several commands the first alone tells little.
                _ => key = Some(facts.remove(&first.key).map(|fact| fact.text).unwrap_or_default()),
            }
        }
        let chosen = key.as_deref() == Some(outline.name.as_str());
        Self {
            kind: None,
            subject: false,
            element: outline.name.clone(),
            key: key.filter(|_| !chosen),
            named: identity.is_some(),
            doc: outline.doc,
            span: Some(outline.place),
            facts,
            parts: outline.nodes.iter().map(Self::of).collect(),
            // Of what stands in a block, only steps and the shares of a roll-out happen one after another.
            ordered: matches!(outline.name.as_str(), "job" | "rollout"),
            list: outline.name == "env",
            brief: None,
        }
    }

    /// The parts of an element.
    pub fn take(&mut self, element: &str) -> Vec<Part> {
        let (taken, kept) = std::mem::take(&mut self.parts).into_iter().partition(|part| part.element == element);
        self.parts = kept;
        taken
    }

    /// The part of an element that can be there once; made where it is not there.
    pub fn child(&mut self, element: &str) -> &mut Part {
        let at = self.parts.iter().position(|part| part.element == element).unwrap_or_else(|| {
            let part = Part {
                kind: None,
                subject: false,
                element: element.to_owned(),
                ..Part::subject(Kind::Project, "", self.span)
            };
            self.parts.push(part);
            self.parts.len() - 1
        });
        &mut self.parts[at]
    }

    /// Lays what resolving has made of a field over what was written.
    pub fn resolved(&mut self, field: &str, text: Option<impl Into<String>>) {
        match text {
            None => _ = self.facts.remove(field),
            Some(text) => {
                let fallback = self.span;
                let fact = self.facts.entry(field.to_owned()).or_insert_with(|| Fact::new("", fallback));
                fact.text = text.into();
            }
        }
    }

    /// Says of a field what sort of thing it is.
    pub fn mark(&mut self, field: &str, kind: Kind) {
        if let Some(fact) = self.facts.get_mut(field) {
            fact.kind = Some(kind);
        }
    }

    /// A part with nothing in it in the place of one that is not there.
    pub fn emptied(&self) -> Part {
        Part { facts: BTreeMap::new(), parts: Vec::new(), ..self.clone() }
    }

    /// The list of an element; made where it is not there.
    pub fn list(&mut self, element: &str) -> &mut Part {
        let part = self.child(element);
        part.list = true;
        part
    }

    /// What it is, in a line. What is a thing of its own says so itself.
    pub fn summary(&self) -> String {
        const MOST: usize = 8;
        if let Some(brief) = &self.brief {
            return brief.clone();
        }
        let mut words = Vec::new();
        self.words("", &mut words);
        let more = words.len().saturating_sub(MOST);
        words.truncate(MOST);
        if more > 0 {
            words.push(format!("and {more} more"));
        }
        words.join(", ")
    }

    fn words(&self, before: &str, out: &mut Vec<String>) {
        out.extend(self.facts.iter().map(|(key, fact)| match fact.text.as_str() {
            "true" => format!("{before}{}", key.trim_end()),
            text => format!("{before}{} {text}", key.trim_end()),
        }));
        for part in self.parts.iter().filter(|part| !part.subject) {
            let own: Vec<&str> = [Some(part.element.as_str()), part.key.as_deref()].into_iter().flatten().collect();
            if part.facts.is_empty() && part.parts.is_empty() {
                out.push(format!("{before}{}", own.join(" ")));
            }
            part.words(&format!("{before}{} ", own.join(" ")), out);
        }
    }
}

fn fact(values: &Values) -> Fact {
    let span = values.texts.iter().map(|text| text.span).reduce(|a, b| if a.file == b.file { a.to(b) } else { a });
    let texts: Vec<String> = values.texts.iter().map(|text| shown(&text.value, values.kind)).collect();
    // The words of a command are read as a line; what else there is several of, as a list.
    let text = texts.join(if values.key == "command" { " " } else { ", " });
    Fact { text, span, doc: values.doc, kind: None }
}

fn shown(text: &str, kind: Option<schema::Kind>) -> String {
    let time = || text.strip_suffix('h').and_then(|hours| hours.parse::<u64>().ok());
    match (text, kind) {
        ("#true", _) => "true".to_owned(),
        ("#false", _) => "false".to_owned(),
        ("#null", _) => "none".to_owned(),
        // Nobody thinks of ninety days as 2160 hours.
        (_, Some(schema::Kind::Duration)) => match time() {
            Some(hours) if hours >= 48 && hours % 24 == 0 => format!("{}d", hours / 24),
            _ => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}
