//! What is said about nodes, properties and values that do not belong where they stand.

use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::schema::{Content, Kind, NodeSchema, Role, Wrong};
use crate::source::Span;
use crate::syntax;
use std::collections::BTreeSet;

/// A value that is not of its kind, or not a good one.
pub fn wrong_value(wrong: Wrong, span: Span, what: &str, kind: Kind) -> Diagnostic {
    let expected = wrong.expected.clone().unwrap_or_else(|| kind.describe());
    let mut diagnostic =
        Diagnostic::error(wrong.code, span, wrong.message(what, &expected)).here(format!("expected {expected}"));
    if let Some(better) = wrong.suggestion {
        diagnostic =
            diagnostic.help(format!("did you mean `{better}`?")).fix(format!("write {better}"), quote(&better), false);
    } else if let Some(help) = wrong.help {
        diagnostic = diagnostic.help(help);
    }
    for offer in wrong.offers {
        diagnostic = diagnostic.fix(format!("write {offer}"), quote(&offer), false);
    }
    if let Some(exact) = wrong.exact {
        diagnostic = diagnostic.fix(format!("write {exact}"), exact, true);
    }
    diagnostic
}

/// A property that the node does not have.
pub fn unknown_property(node: &str, schema: &NodeSchema, name: &str, span: Span, taken: &BTreeSet<&str>) -> Diagnostic {
    let known: Vec<&str> = schema.role(Role::Prop).map(|f| f.key).collect();
    let diagnostic = Diagnostic::error(codes::UNKNOWN_PROPERTY, span, format!("`{node}` has no property `{name}`"));
    if let Some(child) = schema.child_names().iter().find(|c| **c == name) {
        return diagnostic.help(format!("`{child}` is a node of its own: write it inside the braces of `{node}`"));
    }
    unknown(diagnostic, name, &known, taken, "properties")
}

/// A node that has no place here.
pub fn unknown_node(node: &str, schema: &NodeSchema, child: syntax::Node<'_>, taken: &BTreeSet<&str>) -> Diagnostic {
    let name = child.name();
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_NODE, child.name_span(), format!("`{node}` has no node `{name}`"));
    if schema.role(Role::Prop).any(|f| f.key == name) {
        return diagnostic.help(format!("`{name}` is a property: write `{name}=` behind `{node}`, outside its braces"));
    }
    // Written one level too high: `public #true` beside `port`, whose property it is.
    let below = schema.role(Role::Child).find(|f| match f.content {
        Content::Node(inner) => inner().role(Role::Prop).any(|own| own.key == name),
        _ => false,
    });
    if let Some(owner) = below {
        return diagnostic.help(format!("`{name}` is a property of `{0}`: write `{0} ... {name}=`", owner.key));
    }
    let known = schema.child_names();
    // Written where its own parent should stand: a `run` without a job around it.
    let inside = known.iter().filter(|own| schema.child(own).is_some_and(|inner| inner.child_names().contains(&name)));
    match inside.copied().collect::<Vec<_>>()[..] {
        [owner] => diagnostic.help(format!("`{name}` belongs into a node `{owner}`: write it inside its braces")),
        _ => unknown(diagnostic, name, &known, taken, "nodes"),
    }
}

/// What to do with a value too many.
pub fn surplus(schema: &NodeSchema) -> String {
    let known = |role: Role, sign: &str| -> String {
        let names: Vec<String> = schema.role(role).map(|field| format!("`{}{sign}`", field.key)).collect();
        names.join(", ")
    };
    match (known(Role::Prop, "="), known(Role::Value, "")) {
        (props, values) if props.is_empty() && values.is_empty() => "take it away".to_owned(),
        (props, values) if props.is_empty() => {
            format!("take it away, or write it in the braces, behind what it belongs to: {values}")
        }
        (props, _) => format!("take it away, or name the property that it belongs to: {props}"),
    }
}

/// The line of a node's example in the manual that has a part of it.
pub fn line_of_manual(schema: &NodeSchema, part: &str) -> Option<String> {
    let example = schema.example()?;
    let mut words = example.lines().map(|line| (line, line.split([' ', '=']).filter(|word| !word.is_empty())));
    let (line, _) = words.find(|(_, words)| words.clone().any(|word| word == part))?;
    Some(line.trim().trim_end_matches(['{', ' ']).to_owned())
}

/// A value of a kind, as it is written in a spec.
pub fn example(kind: Kind) -> String {
    match kind {
        Kind::Choice(_) => quote(kind.example()),
        kind => kind.example().to_owned(),
    }
}

/// The allowed names, the nearest one first, on a report of an unknown one.
fn unknown(diagnostic: Diagnostic, name: &str, known: &[&str], taken: &BTreeSet<&str>, what: &str) -> Diagnostic {
    match did_you_mean(name, known.iter().copied().filter(|known| !taken.contains(known))) {
        Some(better) => diagnostic.help(format!("did you mean `{better}`?")).fix(
            format!("write {better}"),
            better.to_owned(),
            false,
        ),
        None if known.is_empty() => diagnostic.help(format!("there are no {what} here")),
        None => diagnostic.help(format!("{what} here: {}", known.join(", "))),
    }
}

/// The report of something that may be there once.
pub fn twice(again: Span, first: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE, again, format!("{what} is there twice"))
        .here("again here")
        .also(first, "first here")
        .help("keep one of them")
}

/// A name with its article.
pub fn article(name: &str) -> String {
    let name = name.replace('_', " ");
    match name.as_bytes().first() {
        Some(b'a' | b'e' | b'i' | b'o' | b'u') => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// A value as KDL text.
pub fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
