//! The manual, in Markdown: one section a node, with what it is, an example, and tables of what may be written.

use super::{Entry, entries, nodes, title_of};
use crate::schema::kinds::Part;
use crate::schema::{Content, FieldSchema, Kind, Leaf, NodeSchema, Role};
use std::fmt::Write;

const INTRODUCTION: &str = "\
# The language of deploy.kdl

Generated from the declarations in `src/spec` by `dbgen schema --format markdown`; edit those.

A spec is [KDL 2.0](https://kdl.dev): a node is a name, then values and `key=value` properties on the same line, then
other nodes in braces. Texts stand in quotes where they hold more than letters, digits and hyphens; `#true`, `#false`
and `#null` have a sign before them; `//` starts a comment; `;` or the end of the line ends a node.

";

/// The manual of the language that starts at `root`.
pub fn markdown(root: &'static NodeSchema) -> String {
    let all = entries(root);
    let mut out = String::from(INTRODUCTION);
    let mut order = Vec::new();
    contents(&all, 0, 0, &mut order, &mut out);
    out.push_str("- [Kinds of values](#kinds-of-values)\n");
    let mut kinds: Vec<Kind> = Vec::new();
    for index in order {
        section(&all[index], &all, &mut kinds, &mut out);
    }
    values(&kinds, &mut out);
    out
}

/// The nodes as a tree, each at the first place where it may stand.
fn contents(all: &[Entry], index: usize, depth: usize, shown: &mut Vec<usize>, out: &mut String) {
    shown.push(index);
    line(out, format!("{}- {}", "  ".repeat(depth), link(&all[index].title)));
    for (child, entry) in all.iter().enumerate() {
        if entry.parents.first() == Some(&index) && !shown.contains(&child) {
            contents(all, child, depth + 1, shown, out);
        }
    }
}

fn section(entry: &Entry, all: &[Entry], kinds: &mut Vec<Kind>, out: &mut String) {
    let node = entry.node;
    line(out, format!("\n## `{}`\n\n{}", entry.title, node.text()));
    let places: Vec<String> = entry.parents.iter().map(|parent| link(&all[*parent].title)).collect();
    if !places.is_empty() {
        line(out, format!("\nStands in {}.", places.join(", ")));
    }
    if let Some(example) = node.example() {
        line(out, format!("\n```kdl\n{example}\n```"));
    }
    let outside = |field: &&FieldSchema| matches!(field.role, Role::Named | Role::Arg | Role::Prop | Role::Props);
    table("On its line", node.fields.iter().filter(outside), all, kinds, out);
    table("In its braces", node.fields.iter().filter(|field| !outside(field)), all, kinds, out);
    for field in node.fields {
        if let Content::Leaf(kind) = field.content
            && let Kind::Choice(choices) = plain(kind)
        {
            line(out, format!("\n`{}` is one of:\n", field.key.replace('_', "-")));
            choices.iter().for_each(|(name, doc)| line(out, format!("- `\"{name}\"`: {}", flat(doc))));
        }
    }
}

fn table<'a>(
    title: &str,
    fields: impl Iterator<Item = &'a FieldSchema>,
    all: &[Entry],
    kinds: &mut Vec<Kind>,
    out: &mut String,
) {
    let mut rows = String::new();
    for field in fields {
        if field.role == Role::Any {
            for member in nodes(field) {
                let written = link(title_of(member, all));
                let text = flat(&member.text());
                let first = text.split_once(". ").map_or(text.as_str(), |(first, _)| first);
                line(&mut rows, format!("| {written} | {}. | any number, in order |", first.trim_end_matches('.')));
            }
            continue;
        }
        let value = takes(field, kinds);
        let often = match (field.required, field.many) {
            (true, _) => "required",
            (false, true) => "any number",
            (false, false) if value.is_empty() => "at most one",
            (false, false) => "",
        };
        let takes: Vec<&str> = [value.as_str(), often].into_iter().filter(|part| !part.is_empty()).collect();
        line(&mut rows, format!("| {} | {} | {} |", written(field, all), flat(&field.text()), takes.join("; ")));
    }
    if !rows.is_empty() {
        line(out, format!("\n| {title} | what it is | takes |\n| --- | --- | --- |\n{}", rows.trim_end()));
    }
}

/// How a field is written, in short.
fn written(field: &FieldSchema, all: &[Entry]) -> String {
    let key = field.key.replace('_', "-");
    match field.role {
        Role::Named => "*its name*".to_owned(),
        Role::Arg if field.many => format!("*{key}* ..."),
        Role::Arg => format!("*{key}*"),
        Role::Prop => format!("`{key}=`"),
        Role::Props => "`NAME=`".to_owned(),
        Role::Value => format!("`{key}`"),
        Role::Child => nodes(field).first().map_or(key, |node| link(title_of(node, all))),
        Role::Rest => match nodes(field).first() {
            Some(node) => format!("[*a name of your own*](#{})", anchor(title_of(node, all))),
            None => "*a name of your own*".to_owned(),
        },
        Role::Any | Role::Tree => "*anything*".to_owned(),
    }
}

fn takes(field: &FieldSchema, kinds: &mut Vec<Kind>) -> String {
    let Content::Leaf(kind) = field.content else { return String::new() };
    if let Kind::OrNull(inner) = kind {
        return format!("{}, or `#null`", value(*inner, kinds));
    }
    value(kind, kinds)
}

/// A kind in one word, which leads to its line in the table at the end.
fn value(kind: Kind, kinds: &mut Vec<Kind>) -> String {
    match kind {
        Kind::Choice(_) => "one of those below".to_owned(),
        Kind::Nothing | Kind::Bool | Kind::Integer(..) | Kind::Port => flat(&kind.describe()),
        kind => {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            format!("[{}](#kinds-of-values)", name(kind))
        }
    }
}

fn plain(kind: Kind) -> Kind {
    if let Kind::OrNull(inner) = kind { *inner } else { kind }
}

/// The name of a kind: that of its declaration, in words.
fn name(kind: Kind) -> String {
    let mut words = String::new();
    for c in format!("{kind:?}").chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    let words = words.replace("glob", "pattern").replace("scalar", "value").replace("semver", "version");
    words.replace("url", "URL").replace("cpu", "CPU").replace("target", "reference")
}

fn values(kinds: &[Kind], out: &mut String) {
    out.push_str("\n## Kinds of values\n\n| kind | what it is | for example |\n| --- | --- | --- |\n");
    let mut rows: Vec<_> = kinds
        .iter()
        .map(|kind| format!("| {} | {}{} | `{}` |", name(*kind), flat(&kind.describe()), more(*kind), kind.example()))
        .collect();
    rows.sort_by_key(|row: &String| row.to_lowercase());
    rows.iter().for_each(|row| line(out, row.clone()));
}

/// What a reader of the manual wants to know beyond what an error says of a kind.
fn more(kind: Kind) -> String {
    let words = match kind {
        Kind::Duration => ": whole numbers with `d`, `h`, `m`, `s` or `ms`, the largest first: `\"1h30m\"`",
        Kind::Size => ": a whole number with `Ki`, `Mi`, `Gi` or `Ti`",
        Kind::Cpu => ": processors, or thousandths of one with `m`: `\"1.5\"`, `\"250m\"`",
        Kind::Rule => ", as [diagnostics](diagnostics.md) lists them: one with a level",
        Kind::Waivable => {
            ", as [diagnostics](diagnostics.md) lists those with a level, and [changes](changes.md) the others"
        }
        Kind::Target => {
            let Kind::Choice(parts) = Part::KIND else { return String::new() };
            let parts: Vec<_> = parts.iter().map(|(name, doc)| format!("`{name}` ({})", lower(&flat(doc)))).collect();
            return format!(": {}", parts.join(", "));
        }
        _ => "",
    };
    words.to_owned()
}

fn lower(sentence: &str) -> String {
    let mut chars = sentence.trim_end_matches('.').chars();
    chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect()
}

fn link(title: &str) -> String {
    format!("[`{title}`](#{})", anchor(title))
}

/// The anchor that GitHub gives a heading.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).collect::<String>().replace(' ', "-")
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn line(out: &mut String, text: impl AsRef<str>) {
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{}", text.as_ref());
}
