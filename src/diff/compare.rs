//! Two trees of parts → the changes.

use super::pair::pair;
use super::part::{Fact, Part};
use super::{Action, Change, Kind, Origin, Scope, Subject, Value};
use std::collections::BTreeSet;

/// Where in the trees the comparison stands.
#[derive(Clone)]
struct Place {
    scope: Scope,
    subject: Subject,
    kind: Kind,
    path: Vec<String>,
}

/// All changes between the scopes of two plans.
pub fn compare(before: &[Part], after: &[Part]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (old, new) in pair(before, after) {
        let Some(part) = new.or(old) else { continue };
        let subject = Subject { kind: Kind::Project, name: String::new(), was: None };
        let place = Place { scope: part.scope(), subject, kind: Kind::Project, path: Vec::new() };
        part_pair(old, new, &place, &mut changes);
    }
    changes
}

fn part_pair(old: Option<&Part>, new: Option<&Part>, outer: &Place, out: &mut Vec<Change>) {
    let Some(part) = new.or(old) else { return };
    let empty = part.emptied();
    let (old, new) = if part.list { (old.or(Some(&empty)), new.or(Some(&empty))) } else { (old, new) };
    let place = outer.inside(old, part);
    let renamed = old.zip(new).is_some_and(|(old, new)| old.key != new.key);
    match (old, new) {
        (Some(old), Some(new)) => {
            if renamed {
                let action = if new.named { Action::Renamed } else { Action::Changed };
                out.push(place.itself(part).change(action, Some(named(old)), Some(named(new)), part.doc));
            }
            facts(old, new, &place, out);
            for (old, new) in pair(&old.parts, &new.parts) {
                part_pair(old, new, &place, out);
            }
            order(old, new, &place, out);
        }
        _ => {
            let action = if new.is_some() { Action::Added } else { Action::Removed };
            out.push(place.itself(part).change(action, old.map(whole), new.map(whole), part.doc));
            // What is a thing of its own is said of each, also where all that it stands in has come or gone.
            for inner in part.parts.iter().filter(|inner| inner.subject) {
                part_pair(old.map(|_| inner), new.map(|_| inner), &place, out);
            }
        }
    }
}

fn facts(old: &Part, new: &Part, place: &Place, out: &mut Vec<Change>) {
    let keys: BTreeSet<&String> = old.facts.keys().chain(new.facts.keys()).collect();
    for key in keys {
        let (was, is) = (old.facts.get(key), new.facts.get(key));
        if was.map(|fact| &fact.text) == is.map(|fact| &fact.text) {
            continue;
        }
        let action = match (was, is) {
            (None, _) => Action::Added,
            (_, None) => Action::Removed,
            _ => Action::Changed,
        };
        let fact = is.or(was);
        let mut here = place.clone();
        here.path.push(key.trim_end().to_owned());
        here.kind = was.and_then(|fact| fact.kind).or(is.and_then(|fact| fact.kind)).unwrap_or(place.kind);
        let value = |fact: &Fact| Value { text: fact.text.clone(), span: fact.span };
        out.push(here.change(action, was.map(value), is.map(value), fact.map_or("", |fact| fact.doc)));
    }
}

/// What both sides have, in another order, where the order means something.
fn order(old: &Part, new: &Part, place: &Place, out: &mut Vec<Change>) {
    if !(old.ordered && new.ordered) {
        return;
    }
    let both: Vec<(&Part, &Part)> = pair(&old.parts, &new.parts).into_iter().filter_map(|(a, b)| a.zip(b)).collect();
    let common = |side: &Part, swap: bool| -> Vec<String> {
        let name = |part: &Part| {
            [Some(part.element.clone()), part.key.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        };
        // By the names of the later side, so that a part that has changed is not taken for one that has moved.
        let find = |part: &Part| both.iter().position(|(a, b)| std::ptr::eq(if swap { *a } else { *b }, part));
        side.parts.iter().filter_map(|part| Some(format!("{} {}", find(part)?, name(both[find(part)?].1)))).collect()
    };
    let (was, is) = (common(old, true), common(new, false));
    if was != is {
        let show = |names: &[String]| {
            names.iter().filter_map(|name| Some(name.split_once(' ')?.1)).collect::<Vec<_>>().join(", ")
        };
        let value = |names: &[String], part: &Part| Value { text: show(names), span: part.span };
        let mut here = place.clone();
        here.path.push("order".to_owned());
        out.push(here.change(Action::Changed, Some(value(&was, old)), Some(value(&is, new)), ""));
    }
}

fn named(part: &Part) -> Value {
    Value { text: part.key.clone().unwrap_or_default(), span: part.span }
}

fn whole(part: &Part) -> Value {
    // What is not called by a name is told by what it does.
    let key = part.key.clone().filter(|_| !part.named && !part.subject && part.brief.is_none());
    let text = match (key, part.summary()) {
        (Some(key), rest) if rest.is_empty() => key,
        (Some(key), rest) => format!("{key}, {rest}"),
        (None, rest) => rest,
    };
    Value { text, span: part.span }
}

impl Place {
    fn inside(&self, old: Option<&Part>, part: &Part) -> Self {
        let mut place = self.clone();
        place.kind = part.kind.unwrap_or(self.kind);
        if part.subject {
            let name = part.key.clone().unwrap_or_default();
            let was = old.and_then(|old| old.key.clone()).filter(|was| *was != name);
            place.subject = Subject { kind: place.kind, name, was };
            place.path = Vec::new();
        } else {
            place.path.push(part.element.clone());
            place.path.extend(part.key.clone());
        }
        place
    }

    /// The place of a part as a whole: what it does is in the values, not in the path.
    fn itself(&self, part: &Part) -> Self {
        let mut place = self.clone();
        if part.key.is_some() && !part.named && !part.subject {
            place.path.pop();
        }
        place
    }

    fn change(&self, action: Action, before: Option<Value>, after: Option<Value>, doc: &str) -> Change {
        Change {
            scope: self.scope.clone(),
            subject: self.subject.clone(),
            kind: self.kind,
            path: self.path.clone(),
            doc: first_sentence(doc),
            action,
            before,
            after,
            files: Vec::new(),
            origin: Origin::Spec,
            risks: Vec::new(),
        }
    }
}

fn first_sentence(doc: &str) -> String {
    let text = doc.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split_once(". ").map_or(text.trim_end_matches('.'), |(first, _)| first).to_owned()
}
