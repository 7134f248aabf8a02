//! The names of a spec, and what happens when one refers to nothing.

use crate::diag::{Change, Code, Diagnostic, codes, did_you_mean, list};
use crate::hash::HashMap;
use crate::source::{S, Span};
use crate::spec::Spec;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

pub use crate::schema::Thing;

/// How one declares what is missing.
fn declare(thing: Thing, name: &str) -> String {
    match thing {
        Thing::Service => format!("declare it: `service \"{name}\" {{ ... }}`"),
        Thing::Datastore => format!("declare it: `database \"{name}\" version=\"16\"`"),
        Thing::Environment => format!("declare it: `environment \"{name}\" on=\"compose\"`"),
        Thing::Secret => format!("declare it in `secrets {{ {name} }}`"),
        other => format!("declare the {} `{name}`", other.word()),
    }
}

/// What it is when a name that is to be one of `things` refers to nothing.
fn code(things: &[Thing]) -> Code {
    match things {
        [Thing::Service] => codes::UNKNOWN_SERVICE,
        [Thing::Datastore] => codes::UNKNOWN_DATASTORE,
        [Thing::Environment] => codes::UNKNOWN_ENVIRONMENT,
        [Thing::Secret] => codes::UNKNOWN_SECRET,
        _ => codes::UNKNOWN_REFERENCE,
    }
}

/// Every name with the place of its declaration.
#[derive(Debug, Default)]
pub struct Names {
    table: BTreeMap<Thing, HashMap<String, Span>>,
    poisoned: BTreeSet<String>,
    /// The places of the secrets in the list of all.
    secrets: HashMap<String, usize>,
    /// How many more names may be compared with a wrong one, in all: a spec full of wrong names gets no suggestions.
    comparisons: Cell<usize>,
}

const COMPARISONS: usize = 300_000;

impl Names {
    /// Collects the names of `spec`; `poisoned` are those of nodes that could not be read.
    pub fn of(spec: &Spec, poisoned: Vec<String>) -> Self {
        let poisoned = poisoned.into_iter().collect();
        let mut names = Self { poisoned, comparisons: Cell::new(COMPARISONS), ..Self::default() };
        let mut add = |thing, name: &str, span| {
            names.table.entry(thing).or_default().entry(name.to_owned()).or_insert(span);
        };
        spec.services.iter().for_each(|s| add(Thing::Service, &s.name.value.0, s.name.span));
        spec.databases.iter().for_each(|d| add(Thing::Datastore, &d.name.value.0, d.name.span));
        spec.caches.iter().for_each(|c| add(Thing::Datastore, &c.name.value.0, c.name.span));
        spec.environments.iter().for_each(|e| add(Thing::Environment, &e.name.value.0, e.name.span));
        let secrets = spec.secrets.iter().flat_map(|s| &s.secrets);
        secrets.clone().for_each(|s| add(Thing::Secret, &s.name.value.0, s.name.span));
        for (at, secret) in secrets.enumerate() {
            names.secrets.entry(secret.name.value.0.clone()).or_insert(at);
        }
        names
    }

    /// Where a thing is declared.
    pub fn find(&self, thing: Thing, name: &str) -> Option<Span> {
        self.table.get(&thing)?.get(name).copied()
    }

    /// The place of a secret in the list of all.
    pub fn secret(&self, name: &str) -> Option<usize> {
        self.secrets.get(name).copied()
    }

    /// Every name of a kind, sorted.
    fn all(&self, thing: Thing) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.table.get(&thing).into_iter().flat_map(|t| t.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names
    }

    /// Whether the thing is there; if not, says so.
    pub fn check(&self, thing: Thing, name: S<&str>, say: &mut Vec<Diagnostic>) -> bool {
        if self.find(thing, name.value).is_some() {
            return true;
        }
        say.extend(self.unknown(&[thing], name));
        false
    }

    /// The report of a name that none of `things` has; none where the declaration is there but could not be read.
    pub fn unknown(&self, things: &[Thing], name: S<&str>) -> Option<Diagnostic> {
        if self.poisoned.contains(name.value) {
            return None;
        }
        let words: Vec<_> = things.iter().map(|t| t.word()).collect();
        let words = match words.join(" or ") {
            several if things.len() > 1 => several.replacen(" or ", ", ", things.len() - 1),
            one => one,
        };
        let message = format!("there is no {} `{}`", words, name.value);
        let report = Diagnostic::error(code(things), name.span, message).here("refers to nothing");
        let report = match things {
            [Thing::Secret] => {
                let change = Change::DeclareSecret(name.value.to_owned());
                report.mend(format!("declare the secret `{}`", name.value), false, vec![change])
            }
            _ => report,
        };
        let count: usize = things.iter().filter_map(|t| self.table.get(t)).map(HashMap::len).sum();
        let Some(left) = self.comparisons.get().checked_sub(count) else {
            return Some(report.help(format!("none of {count} names; {}", declare(things[0], name.value))));
        };
        self.comparisons.set(left);
        let candidates: Vec<&str> = things.iter().flat_map(|t| self.all(*t)).collect();
        Some(match did_you_mean(name.value, candidates.iter().copied()) {
            Some(better) => {
                let declared = things.iter().find_map(|t| self.find(*t, better));
                let report = report.help(format!("did you mean `{better}`?"));
                let report = report.fix(format!("write {better}"), format!("\"{better}\""), false);
                match declared {
                    Some(span) => report.also(span, format!("`{better}` is declared here")),
                    None => report,
                }
            }
            None if candidates.is_empty() => report.help(declare(things[0], name.value)),
            None => report.help(format!("there are: {}; or {}", list(&candidates), declare(things[0], name.value))),
        })
    }
}
