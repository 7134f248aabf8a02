//! Variables: what a process sees under a name.

use crate::diff::Kind;
use crate::diff::part::{Fact, Part};
use crate::plan::{Value, Variable};
use std::sync::Arc;

/// Lays the variables of a process over its part.
pub fn add<'a>(part: &mut Part, variables: impl Iterator<Item = &'a Arc<Variable>>) {
    for variable in variables {
        let (text, kind) = match &variable.value {
            Value::Plain(text) => (text.clone(), None),
            Value::Secret { name, .. } => (format!("secret {name}"), Some(Kind::Secret)),
            Value::From(from) => {
                let mut text = format!("from {}.{}", from.name, from.part);
                text += &from.scheme.as_ref().map(|scheme| format!(", scheme {scheme}")).unwrap_or_default();
                text += &from.suffix.as_ref().map(|suffix| format!(", suffix {suffix}")).unwrap_or_default();
                (text, None)
            }
        };
        let fact = Fact { kind, ..Fact::new(text, Some(variable.span)) };
        part.list("env").facts.insert(variable.name.clone(), fact);
    }
}

/// Turns what was written in every `env` below a part into one value for each name: `env A="1"` and `env { A "1" }` say
/// the same.
pub fn flatten(part: &mut Part) {
    for inner in &mut part.parts {
        flatten(inner);
        if inner.element != "env" {
            continue;
        }
        for variable in std::mem::take(&mut inner.parts) {
            let text = |field: &str| variable.facts.get(field).map(|fact| fact.text.as_str());
            let extra = |field: &str| text(field).map(|text| format!(", {field} {text}")).unwrap_or_default();
            let (text, kind) = match (text("secret"), text("from"), text("value")) {
                (Some(secret), _, _) => (format!("secret {secret}"), Some(Kind::Secret)),
                (_, Some(from), _) => (format!("from {from}{}{}", extra("scheme"), extra("suffix")), None),
                (_, _, value) => (value.unwrap_or_default().to_owned(), None),
            };
            inner.facts.insert(variable.element, Fact { text, span: variable.span, doc: variable.doc, kind });
        }
    }
}
