//! Variables of all layers, each name once.

use super::names::{Names, Thing};
use super::placeholder::Placeholders;
use super::{Reference, Value, Variable};
use crate::diag::{Diagnostic, codes};
use crate::hash::{HashMap, HashSet};
use crate::schema::kinds::{Part, Scalar, SecretName, VariableName};
use crate::schema::{Few, mark};
use crate::source::{S, Span};
use crate::spec::{EnvBlock, Secret};
use std::collections::BTreeMap;
use std::sync::Arc;

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

/// The variables of one block, as far as they are the same wherever it is used: most are, and are made once for all
/// services and environments.
pub struct Block<'a> {
    /// Each with its name and the [`mark`] of that.
    variables: Vec<(&'a S<VariableName>, u64, Said<'a>)>,
    /// No two of them have one name.
    distinct: bool,
    /// What is wrong with it anywhere.
    wrong: Vec<Diagnostic>,
}

/// What a block says of a variable.
enum Said<'a> {
    Value(Arc<Variable>),
    /// `#null`: it is taken away.
    Nothing,
    /// It depends on who asks, or is wrong.
    Plain(&'a S<Scalar>),
    Written(&'a crate::spec::Variable),
}

impl<'a> Block<'a> {
    /// Looks through a block, with what `scope` knows for all that use it.
    pub fn of(block: &'a EnvBlock, scope: &Scope<'_>) -> Self {
        let mut own = Self {
            variables: Vec::with_capacity(block.plain.len() + block.variables.len()),
            distinct: true,
            wrong: Vec::new(),
        };
        let mut names: Few<()> = Few::with_room(own.variables.capacity());
        let mut add = |name: &'a S<VariableName>, said| {
            own.variables.push((name, mark(&name.value.0), said));
            match names.get(&name.value.0) {
                Some(()) => own.distinct = false,
                None => names.add(name.value.0.as_str(), ()),
            }
        };
        let written = || block.plain.iter().map(|(n, _)| (n.value.0.as_str(), n.span));
        // Most blocks hold variables of one form only.
        let plain: BTreeMap<&str, Span> =
            if block.variables.is_empty() { BTreeMap::new() } else { written().collect() };
        for (name, value) in &block.plain {
            add(
                name,
                match scope.filled(&value.value.0, value.span) {
                    Some(text) => Said::value(name, Value::Plain(text)),
                    None => Said::Plain(value),
                },
            );
        }
        for variable in &block.variables {
            add(
                &variable.name,
                match fixed(variable, scope) {
                    Some(Some(value)) => Said::value(&variable.name, value),
                    Some(None) => Said::Nothing,
                    None => Said::Written(variable),
                },
            );
            let name = &variable.name.value.0;
            if let Some(first) = plain.get(name.as_str()) {
                own.wrong.push(
                    Diagnostic::error(codes::DUPLICATE, variable.name.span, format!("`{name}` is there twice"))
                        .here("again here")
                        .also(*first, "first here"),
                );
            }
        }
        own
    }
}

impl Said<'_> {
    fn value(name: &S<VariableName>, value: Value) -> Self {
        Self::Value(Arc::new(Variable { name: name.value.0.clone(), value, span: name.span }))
    }
}

/// The variables of `layers`, lower layers first: a later one replaces an earlier one of the same name where that
/// stands, `#null` takes it away.
pub fn merge<'b>(
    layers: impl IntoIterator<Item = &'b Block<'b>> + Clone,
    scope: &Scope<'_>,
    say: &mut Vec<Diagnostic>,
) -> Vec<Arc<Variable>> {
    let most = layers.clone().into_iter().map(|layer| layer.variables.len()).sum();
    let places = (most > FEW).then(HashMap::default);
    let mut merged = Merged { variables: Vec::with_capacity(most), marks: 0, gone: HashSet::default(), places };
    for layer in layers {
        say.extend(layer.wrong.iter().cloned());
        // Who stands in a block once is looked for in the layers below alone.
        let below = if layer.distinct { merged.variables.len() } else { usize::MAX };
        for (name, mark, said) in &layer.variables {
            let asked = match said {
                Said::Plain(own) => {
                    Said::value(name, Value::Plain(scope.placeholders.fill(&own.value.0, own.span, say)))
                }
                Said::Written(own) => match value(own, scope, say) {
                    Some(Some(value)) => Said::value(name, value),
                    Some(None) => Said::Nothing,
                    None => continue,
                },
                Said::Value(variable) => Said::Value(Arc::clone(variable)),
                Said::Nothing => Said::Nothing,
            };
            match asked {
                Said::Value(variable) => merged.put(&name.value.0, *mark, variable, below),
                _ => merged.take(&name.value.0, below),
            }
        }
    }
    match merged.gone.is_empty() {
        true => merged.variables,
        false => (0..).zip(merged.variables).filter(|(at, _)| !merged.gone.contains(at)).map(|(_, own)| own).collect(),
    }
}

/// So many names are searched faster than they are looked up.
const FEW: usize = 24;

/// The variables so far, in the order of their first mention.
struct Merged<'a> {
    variables: Vec<Arc<Variable>>,
    /// The marks of all names: most are there in one layer only, and not searched for.
    marks: u64,
    /// The places of those that were taken away.
    gone: HashSet<usize>,
    /// Where each name stands, where there may be more than [`FEW`].
    places: Option<HashMap<&'a str, usize>>,
}

impl<'a> Merged<'a> {
    fn put(&mut self, name: &'a str, mark: u64, variable: Arc<Variable>, below: usize) {
        if self.marks & mark != 0
            && let Some(at) = self.place(name, below)
        {
            self.variables[at] = variable;
            return;
        }
        if let Some(places) = &mut self.places {
            places.insert(name, self.variables.len());
        }
        self.marks |= mark;
        self.variables.push(variable);
    }

    fn take(&mut self, name: &str, below: usize) {
        if let Some(at) = self.place(name, below) {
            // Who sets it again sets it anew, behind the others.
            self.gone.insert(at);
            if let Some(places) = &mut self.places {
                places.remove(name);
            }
        }
    }

    fn place(&self, name: &str, below: usize) -> Option<usize> {
        match &self.places {
            None => {
                let mut below = self.variables.iter().take(below).enumerate();
                below.find(|(at, own)| own.name == name && !self.gone.contains(at)).map(|(at, _)| at)
            }
            Some(places) => places.get(name).copied(),
        }
    }
}

impl Scope<'_> {
    /// `text` with its placeholders, where all of them are known.
    pub fn filled(&self, text: &str, span: Span) -> Option<String> {
        let mut wrong = Vec::new();
        let text = self.placeholders.fill(text, span, &mut wrong);
        wrong.is_empty().then_some(text)
    }
}

/// The [`value`] of a variable, where it is the same for all who use it, and nothing is wrong with it.
fn fixed(variable: &crate::spec::Variable, scope: &Scope<'_>) -> Option<Option<Value>> {
    // A search for the name that was meant is for who tells of it.
    let secret = |name: &S<SecretName>| {
        let place = scope.names.secret(&name.value.0);
        place.and_then(|at| scope.secrets.get(at)).is_some_and(|declared| declared.only.is_empty())
    };
    let thing = |name: &str| [Thing::Datastore, Thing::Service].iter().any(|t| scope.names.find(*t, name).is_some());
    if !variable.secret.as_ref().is_none_or(secret)
        || !variable.from.as_ref().is_none_or(|from| thing(&from.value.name))
    {
        return None;
    }
    let mut wrong = Vec::new();
    let value = value(variable, scope, &mut wrong)?;
    wrong.is_empty().then_some(value)
}

/// The value; `Some(None)` takes the variable away, `None` says that it is wrong.
fn value(variable: &crate::spec::Variable, scope: &Scope<'_>, say: &mut Vec<Diagnostic>) -> Option<Option<Value>> {
    let given = [variable.value.is_some(), variable.secret.is_some(), variable.from.is_some()];
    if given.into_iter().map(usize::from).sum::<usize>() != 1 {
        say.push(not_one_value(variable));
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
    let name = &variable.name.value.0;
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

/// What is wrong with a variable that has no value, or several.
fn not_one_value(variable: &crate::spec::Variable) -> Diagnostic {
    let name = &variable.name.value.0;
    let said = [
        variable.value.as_ref().map(|v| v.span),
        variable.secret.as_ref().map(|s| s.span),
        variable.from.as_ref().map(|f| f.span),
    ];
    match said.into_iter().flatten().collect::<Vec<_>>()[..] {
        [first, second, ..] => Diagnostic::error(codes::CONFLICT, second, format!("`{name}` has two values"))
            .here("second value")
            .also(first, "first value")
            .help("keep one of a plain value, `secret=` and `from=`"),
        _ => Diagnostic::error(codes::MISSING, variable.name.span, format!("`{name}` has no value"))
            .here("expected a value, `secret=` or `from=`")
            .help(format!("for example `{name} \"value\"`, `{name} secret=\"{name}\"` or `{name} from=\"db.url\"`")),
    }
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
