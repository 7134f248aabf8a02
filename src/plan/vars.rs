//! Variables of all layers, each name once.

use super::names::{Names, Thing};
use super::placeholder::Placeholders;
use super::{Reference, Value, Variable};
use crate::diag::{Diagnostic, codes};
use crate::schema::kinds::{Part, VariableName};
use crate::source::{S, Span};
use crate::spec::{EnvBlock, Secret};
use std::collections::BTreeMap;

/// What the variables of one process may refer to.
pub struct Scope<'a> {
    /// The names of the spec.
    pub names: &'a Names,
    /// The declared secrets.
    pub secrets: &'a [Secret],
    /// The environment, where there is one.
    pub environment: Option<&'a str>,
    /// The values of the placeholders.
    pub placeholders: Placeholders<'a>,
}

/// The variables of `layers`, lower layers first: a later one replaces an earlier one of the same name where that
/// stands, `#null` takes it away.
pub fn merge<'b>(
    layers: impl IntoIterator<Item = &'b EnvBlock>,
    scope: &Scope<'_>,
    say: &mut Vec<Diagnostic>,
) -> Vec<Variable> {
    let mut merged = Merged::default();
    for layer in layers {
        let names = || layer.plain.iter().map(|(n, _)| (n.value.0.as_str(), n.span));
        // Most blocks hold variables of one form only.
        let plain: BTreeMap<&str, Span> = if layer.variables.is_empty() { BTreeMap::new() } else { names().collect() };
        for (name, value) in &layer.plain {
            let text = scope.placeholders.fill(&value.value.0, value.span, say);
            merged.put(name, Value::Plain(text));
        }
        for variable in &layer.variables {
            let name = &variable.name.value.0;
            if let Some(first) = plain.get(name.as_str()) {
                say.push(
                    Diagnostic::error(codes::DUPLICATE, variable.name.span, format!("`{name}` is there twice"))
                        .here("again here")
                        .also(*first, "first here"),
                );
            }
            match value(variable, scope, say) {
                Some(Some(value)) => merged.put(&variable.name, value),
                Some(None) => merged.take(name),
                None => {}
            }
        }
    }
    let mut left = Vec::with_capacity(merged.variables.iter().flatten().count());
    left.extend(merged.variables.into_iter().flatten());
    left
}

/// So many names are searched faster than they are looked up.
const FEW: usize = 24;

/// The variables so far, in the order of their first mention; a place is empty where one was taken away.
#[derive(Default)]
struct Merged<'a> {
    variables: Vec<Option<Variable>>,
    /// Where each name stands, once there are more than [`FEW`].
    places: BTreeMap<&'a str, usize>,
    names: Vec<&'a str>,
}

impl<'a> Merged<'a> {
    fn put(&mut self, name: &'a S<VariableName>, value: Value) {
        let variable = Some(Variable { name: name.value.0.clone(), value, span: name.span });
        match self.place(&name.value.0) {
            Some(at) => self.variables[at] = variable,
            None => {
                self.names.push(&name.value.0);
                self.variables.push(variable);
                match self.names.len() {
                    ..=FEW => {}
                    many if many == FEW + 1 => {
                        self.places = (0..).zip(&self.names).map(|(at, own)| (*own, at)).collect()
                    }
                    many => _ = self.places.insert(&name.value.0, many - 1),
                }
            }
        }
    }

    fn take(&mut self, name: &str) {
        if let Some(at) = self.place(name) {
            self.variables[at] = None;
            // No variable is called like this: who sets it again sets it anew, behind the others.
            self.names[at] = "";
            self.places.remove(name);
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        match self.names.len() <= FEW {
            true => self.names.iter().position(|own| *own == name),
            false => self.places.get(name).copied(),
        }
    }
}

/// The value; `Some(None)` takes the variable away, `None` says that it is wrong.
fn value(variable: &crate::spec::Variable, scope: &Scope<'_>, say: &mut Vec<Diagnostic>) -> Option<Option<Value>> {
    let name = &variable.name.value.0;
    let said = [
        variable.value.as_ref().map(|v| v.span),
        variable.secret.as_ref().map(|s| s.span),
        variable.from.as_ref().map(|f| f.span),
    ];
    let mut places = said.iter().flatten();
    let Some(first) = places.next() else {
        say.push(
            Diagnostic::error(codes::MISSING, variable.name.span, format!("`{name}` has no value"))
                .here("expected a value, `secret=` or `from=`")
                .help(format!(
                    "for example `{name} \"value\"`, `{name} secret=\"{name}\"` or `{name} from=\"db.url\"`"
                )),
        );
        return None;
    };
    if let Some(second) = places.next() {
        say.push(
            Diagnostic::error(codes::CONFLICT, *second, format!("`{name}` has two values"))
                .here("second value")
                .also(*first, "first value")
                .help("keep one of a plain value, `secret=` and `from=`"),
        );
        return None;
    }
    let from_only = [variable.scheme.as_ref(), variable.suffix.as_ref()];
    if let (None, Some(part)) = (&variable.from, from_only.into_iter().flatten().next()) {
        say.push(
            Diagnostic::error(codes::CONFLICT, part.span, "`scheme=` and `suffix=` go with `from=` only")
                .help("write the whole value out, or take it `from=` a datastore"),
        );
        return None;
    }
    if let Some(plain) = &variable.value {
        return Some(
            plain.value.0.as_ref().map(|text| Value::Plain(scope.placeholders.fill(&text.0, plain.span, say))),
        );
    }
    if let Some(secret) = &variable.secret {
        if !scope.names.check(Thing::Secret, secret.as_ref().map(|s| s.0.as_str()), say) {
            return None;
        }
        let declared = scope.secrets.get(scope.names.secret(&secret.value.0)?)?;
        if let Some(environment) = scope.environment
            && !declared.only.is_empty()
            && !declared.only.iter().any(|e| e.value == environment)
        {
            let only: Vec<_> = declared.only.iter().map(|e| e.value.as_str()).collect();
            let message = format!("the environment `{environment}` does not have the secret `{}`", secret.value.0);
            say.push(
                Diagnostic::error(codes::SECRET_NOT_HERE, secret.span, message)
                    .here(format!("empty in `{environment}`"))
                    .also(declared.only[0].span, format!("it is for {} only", crate::diag::list(&only)))
                    .help(format!(
                        "add \"{environment}\" to its `only`, or take the variable away there with `{name} #null`"
                    )),
            );
            return None;
        }
        let optional = declared.optional.as_ref().is_some_and(|o| o.value);
        return Some(Some(Value::Secret { name: secret.value.0.clone(), optional }));
    }
    let from = variable.from.as_ref()?;
    reference(from, variable, scope, say).map(|r| Some(Value::From(r)))
}

fn reference(
    from: &crate::source::S<crate::schema::kinds::Target>,
    variable: &crate::spec::Variable,
    scope: &Scope<'_>,
    say: &mut Vec<Diagnostic>,
) -> Option<Reference> {
    let (name, part) = (from.value.name.as_str(), from.value.part);
    let datastore = scope.names.find(Thing::Datastore, name).is_some();
    if !datastore && scope.names.find(Thing::Service, name).is_none() {
        let named = crate::source::S::new(name, from.span);
        if let Some(mut report) = scope.names.unknown(&[Thing::Datastore, Thing::Service], named) {
            for edit in report.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
                edit.replacement = edit.replacement.trim_end_matches('"').to_owned() + "." + part.as_str() + "\"";
            }
            say.push(report);
        }
        return None;
    }
    let fits = if datastore {
        part != Part::PublicUrl
    } else {
        matches!(part, Part::Url | Part::Host | Part::Port | Part::HostPort | Part::PublicUrl)
    };
    if !fits {
        let (what, parts) = if datastore {
            ("database or cache", "url, host, port, hostport, user, password, database")
        } else {
            ("service", "url, host, port, hostport, public-url")
        };
        say.push(
            Diagnostic::error(codes::WRONG_VALUE, from.span, format!("a {what} has no `{part}`"))
                .here(format!("`{name}` is a {what}"))
                .help(format!("it has: {parts}")),
        );
        return None;
    }
    Some(Reference {
        name: name.to_owned(),
        datastore,
        part,
        scheme: variable.scheme.as_ref().map(|s| s.value.clone()),
        suffix: variable.suffix.as_ref().map(|s| s.value.clone()),
    })
}
