//! What a spec accepts: `allow "CODE" reason="..."` in a node covers what is said of changes in that node.

use super::part::Part;
use super::{Change, Kind, Scope};

/// Every `allow` of a spec.
pub struct Accepted {
    all: Vec<Allow>,
}

struct Allow {
    code: String,
    reason: String,
    /// Where it holds; everywhere where there is none.
    scope: Option<Scope>,
    /// The thing that it holds for; all of the scope where there is none.
    subject: Option<(Kind, String)>,
    /// The part of the thing.
    path: Vec<String>,
}

impl Accepted {
    /// Those of a plan's parts.
    pub fn of(parts: &[Part]) -> Self {
        let mut accepted = Self { all: Vec::new() };
        for part in parts {
            // What stands in `project` holds for everything.
            let scope = Some(part.scope()).filter(|scope| *scope != Scope::Project);
            accepted.walk(part, &scope, &None, &[]);
        }
        accepted
    }

    fn walk(&mut self, part: &Part, scope: &Option<Scope>, subject: &Option<(Kind, String)>, path: &[String]) {
        for inner in &part.parts {
            if inner.element == "allow" {
                let text = |field: &str| inner.facts.get(field).map(|fact| fact.text.clone()).unwrap_or_default();
                self.all.push(Allow {
                    code: inner.key.clone().unwrap_or_else(|| text("rule")),
                    reason: text("reason"),
                    scope: scope.clone(),
                    subject: subject.clone(),
                    path: path.to_vec(),
                });
            } else if let (true, Some(kind)) = (inner.subject, inner.kind) {
                self.walk(inner, scope, &Some((kind, inner.key.clone().unwrap_or_default())), &[]);
            } else {
                let own = [Some(inner.element.clone()), inner.key.clone()].into_iter().flatten();
                let path: Vec<String> = path.iter().cloned().chain(own).collect();
                self.walk(inner, scope, subject, &path);
            }
        }
    }

    /// Why a risk of a change is accepted, where it is. What stands nearest has the word.
    pub fn reason(&self, change: &Change, code: &str) -> Option<&str> {
        let holds = |allow: &&Allow| {
            let subject = || (change.subject.kind, change.subject.name.clone());
            allow.code == code
                && allow.scope.as_ref().is_none_or(|scope| *scope == change.scope)
                && allow.subject.as_ref().is_none_or(|own| *own == subject())
                && change.path.starts_with(&allow.path)
        };
        let near = |allow: &&Allow| (allow.scope.is_some(), allow.subject.is_some(), allow.path.len());
        self.all.iter().filter(holds).max_by_key(near).map(|allow| allow.reason.as_str())
    }
}
