//! Nodes and properties as they are written whole: once plain, once with tab stops.

use crate::ide::text::quote;
use crate::schema::{Content, FieldSchema, Kind, Meaning, NodeSchema, Role, Use};
use crate::source::FileId;
use crate::syntax::{self, Node, Value};

/// A text, plain and with tab stops in the syntax of the language server protocol's snippets.
#[derive(Debug, Clone, Default)]
pub struct Snippet {
    /// Without them: for a node its name alone.
    pub plain: String,
    /// With tab stops.
    pub stops: String,
    next: usize,
}

impl Snippet {
    fn new(plain: &str) -> Self {
        Self { plain: plain.to_owned(), stops: escape(plain), next: 0 }
    }

    fn push(&mut self, text: &str) {
        self.stops.push_str(&escape(text));
    }

    /// A place to fill in: with the choices that there are, with what the manual shows, or with an example of the kind.
    fn stop(&mut self, field: &FieldSchema, kind: Kind, shown: Option<&str>) {
        self.next += 1;
        let n = self.next;
        match plain(kind) {
            Kind::Choice(all) => {
                let names: Vec<String> = all.iter().map(|(name, _)| in_choice(name)).collect();
                self.stops += &format!("\"${{{n}|{}|}}\"", names.join(","));
            }
            Kind::Bool => self.stops += &format!("${{{n}|#true,#false|}}"),
            // What stands elsewhere has a name of its own, and a text is nobody's guess: nothing has to be deleted first.
            _ if elsewhere(field) || shown.is_none() && plain(kind) == Kind::Text => {
                self.stops += &format!("\"${{{n}}}\"");
            }
            _ => {
                let example = shown.unwrap_or(kind.example());
                self.stops += &match example.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                    Some(inner) => format!("\"${{{n}:{}}}\"", escape(inner)),
                    None => format!("${{{n}:{}}}", escape(example)),
                };
            }
        }
    }

    fn block(&mut self) {
        self.stops += " {\n    $0\n\\}";
    }
}

/// A node that holds values only.
pub fn value(field: &FieldSchema) -> Snippet {
    let mut out = Snippet::new(field.key);
    if let Content::Leaf(kind) = field.content {
        out.push(" ");
        out.stop(field, kind, None);
    }
    out
}

/// Whether a value names something that stands elsewhere.
fn elsewhere(field: &FieldSchema) -> bool {
    matches!(field.meaning(), Meaning::Names(Use::Refers, _))
}

/// A node with what it must have, and its braces where it is nothing without them. Where it must have nothing, and the
/// manual shows it with properties, with the first of these.
pub fn node(schema: &'static NodeSchema, field: &FieldSchema) -> Snippet {
    let mut out = Snippet::new(if field.role == Role::Any { schema.name } else { field.key });
    let key = schema.role(Role::Arg).next();
    let (args, props) = shown(schema);
    let prop = |key: &str| props.iter().find(|(own, _)| own == key).map(|(_, text)| text.as_str());
    let mut args = args.iter();
    for part in schema.fields {
        let Content::Leaf(kind) = part.content else { continue };
        match part.role {
            // The first value is what most are written for, even where it may be left away.
            Role::Arg if part.required || key.is_some_and(|key| std::ptr::eq(key, part) && !optional(schema)) => {
                out.push(" ");
                out.stop(part, kind, args.next().map(String::as_str));
            }
            Role::Prop if part.required => {
                out.push(&format!(" {}=", part.key));
                out.stop(part, kind, prop(part.key));
            }
            _ => {}
        }
    }
    let first = schema.role(Role::Prop).find(|part| out.next == 0 && prop(part.key).is_some());
    match (first, first.map(|part| part.content)) {
        (Some(part), Some(Content::Leaf(kind))) => {
            out.push(&format!(" {}=", part.key));
            out.stop(part, kind, prop(part.key));
        }
        _ if braces(schema) => out.block(),
        _ => {}
    }
    out
}

/// The values that the manual's example of a node has on its line, as they are written there: those by position, and those
/// with their keys.
fn shown(schema: &'static NodeSchema) -> (Vec<String>, Vec<(String, String)>) {
    let (mut args, mut props) = (Vec::new(), Vec::new());
    let Some(example) = schema.example() else { return (args, props) };
    let parsed = syntax::parse(FileId(0), &example);
    let node = parsed.document.nodes().next().filter(|node| node.name() == schema.name);
    for entry in node.iter().flat_map(|node| node.entries()) {
        let span = entry.value_span();
        let text = example.get(span.start as usize..span.end as usize).unwrap_or_default().to_owned();
        match entry.key() {
            Some((key, _)) => props.push((key.to_owned(), text)),
            None => args.push(text),
        }
    }
    (args, props)
}

/// Whether the manual's example does without a value.
fn optional(schema: &'static NodeSchema) -> bool {
    let Some(example) = schema.example() else { return true };
    let parsed = syntax::parse(FileId(0), &example);
    parsed.document.nodes().any(|node| node.name() == schema.name && !node.entries().any(|e| e.key().is_none()))
}

/// Whether the manual's example has braces.
fn braces(schema: &'static NodeSchema) -> bool {
    let Some(example) = schema.example() else { return false };
    let parsed = syntax::parse(FileId(0), &example);
    parsed.document.nodes().next().is_some_and(|node| node.name() == schema.name && node.has_block())
}

/// A property with its value.
pub fn property(field: &FieldSchema) -> Snippet {
    let mut out = Snippet::new(&format!("{}=", field.key));
    if let Content::Leaf(kind) = field.content {
        out.stop(field, kind, None);
    }
    out
}

/// The first node of the manual's example, every value of it a tab stop.
pub fn example(schema: &'static NodeSchema) -> Option<Snippet> {
    let example = schema.example()?;
    let parsed = syntax::parse(FileId(0), &example);
    let node = parsed.document.nodes().next().filter(|node| node.name() == schema.name)?;
    let mut values = Vec::new();
    collect(node, &mut values);
    let mut out = Snippet::default();
    let mut at = node.span().start as usize;
    for (start, end) in values {
        let value = example.get(start..end)?;
        out.stops += &escape(example.get(at..start)?);
        out.next += 1;
        let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        out.stops += &match inner {
            Some(inner) => format!("\"${{{}:{}}}\"", out.next, escape(inner)),
            None => format!("${{{}:{}}}", out.next, escape(value)),
        };
        at = end;
    }
    let end = node.span().end as usize;
    out.stops += &escape(example.get(at..end)?);
    out.plain = example.get(node.span().start as usize..end)?.to_owned();
    // One without anything to fill in is the plain node.
    (out.next > 0).then_some(out)
}

fn collect(node: Node<'_>, values: &mut Vec<(usize, usize)>) {
    let filled = node.entries().filter(|entry| !matches!(entry.value(), Value::Null | Value::Error));
    values.extend(filled.map(|e| (e.value_span().start as usize, e.value_span().end as usize)));
    node.children().for_each(|child| collect(child, values));
}

fn plain(kind: Kind) -> Kind {
    match kind {
        Kind::OrNull(inner) => *inner,
        kind => kind,
    }
}

/// Text in a snippet.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '$' | '}' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text of one choice.
fn in_choice(text: &str) -> String {
    let quoted = quote(text);
    let mut out = String::new();
    for c in quoted[1..quoted.len() - 1].chars() {
        if matches!(c, ',' | '|' | '\\' | '$' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
