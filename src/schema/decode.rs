//! Reading a node by its schema: everything wrong is reported, nothing is reported twice.

use super::field::{LeafField, Node, NodeField, Union};
use super::{Leaf, NodeSchema, Role};
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::source::{S, Span};
use crate::syntax::{self, Entry, Value};
use std::collections::BTreeMap;

/// What decoding has to say, and which names it could not read.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What is wrong, in the order of reading.
    pub diagnostics: Vec<Diagnostic>,
    /// Names of nodes that were dropped, so that a reference to one of them is not a second error.
    pub poisoned: Vec<String>,
}

/// A node of a free tree, handed on as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct RawNode {
    /// The name and where it stands.
    pub name: S<String>,
    /// The values after it.
    pub args: Vec<S<Value>>,
    /// Its properties.
    pub props: Vec<(S<String>, S<Value>)>,
    /// Its children; `None` where no block was written.
    pub children: Option<Vec<RawNode>>,
}

/// Deeper raw trees are refused by the parser; this bounds the recursion below on its own account.
const RAW_DEPTH: usize = 64;

impl RawNode {
    fn read(node: syntax::Node<'_>, depth: usize) -> Self {
        let (mut args, mut props) = (Vec::new(), Vec::new());
        for entry in node.entries() {
            let value = S::new(entry.value().clone(), entry.value_span());
            match entry.key() {
                Some((key, span)) => props.push((S::new(key.to_owned(), span), value)),
                None => args.push(value),
            }
        }
        let children = (node.has_block() && depth < RAW_DEPTH)
            .then(|| node.children().map(|child| Self::read(child, depth + 1)).collect());
        Self { name: S::new(node.name().to_owned(), node.name_span()), args, props, children }
    }
}

/// Reads one node, field by field.
pub struct Reader<'a, 'd> {
    name: &'a str,
    name_span: Span,
    schema: &'static NodeSchema,
    decoder: &'d mut Decoder,
    args: Vec<Entry<'a>>,
    next_arg: usize,
    props: Vec<(Entry<'a>, bool)>,
    children: Vec<(syntax::Node<'a>, bool)>,
    broken: bool,
}

impl<'a, 'd> Reader<'a, 'd> {
    /// Starts to read `node` as `schema` says.
    pub fn new(node: syntax::Node<'a>, schema: &'static NodeSchema, decoder: &'d mut Decoder) -> Self {
        let (props, args): (Vec<_>, Vec<_>) = node.entries().partition(|e| e.key().is_some());
        Self {
            name: node.name(),
            name_span: node.name_span(),
            schema,
            decoder,
            args,
            next_arg: 0,
            props: props.into_iter().map(|e| (e, false)).collect(),
            children: node.children().map(|c| (c, false)).collect(),
            broken: false,
        }
    }

    /// Starts to read the top level of a spec: the nodes of all its files, as if they stood in one.
    pub fn root(
        nodes: impl Iterator<Item = syntax::Node<'a>>,
        start: Span,
        schema: &'static NodeSchema,
        decoder: &'d mut Decoder,
    ) -> Self {
        let children = nodes.map(|c| (c, false)).collect();
        let (args, props) = (Vec::new(), Vec::new());
        Self { name: schema.name, name_span: start, schema, decoder, args, next_arg: 0, props, children, broken: false }
    }

    fn say(&mut self, diagnostic: Diagnostic) {
        self.decoder.diagnostics.push(diagnostic);
    }

    /// Reads one value; what is wrong with it is reported against what `what` names.
    fn leaf<L: Leaf>(&mut self, value: &Value, span: Span, what: &str) -> Option<S<L>> {
        if matches!(value, Value::Error) {
            self.broken = true;
            return None;
        }
        match L::read(value) {
            Ok(leaf) => Some(S::new(leaf, span)),
            Err(wrong) => {
                self.broken = true;
                let expected = wrong.expected.clone().unwrap_or_else(|| L::KIND.describe());
                let mut diagnostic = Diagnostic::error(wrong.code, span, wrong.message(what, &expected))
                    .here(format!("expected {expected}"));
                if let Some(better) = wrong.suggestion {
                    diagnostic = diagnostic.help(format!("did you mean `{better}`?")).fix(
                        format!("write {better}"),
                        quote(&better),
                        false,
                    );
                } else if let Some(help) = wrong.help {
                    diagnostic = diagnostic.help(help);
                }
                self.say(diagnostic);
                None
            }
        }
    }

    /// The finished field, or the report that it is missing.
    fn gather<F: LeafField>(
        &mut self,
        values: Vec<S<F::Leaf>>,
        wrong: bool,
        missing: impl FnOnce() -> String,
    ) -> Option<F> {
        let absent = values.is_empty();
        let field = F::gather(values);
        if field.is_none() {
            self.broken = true;
            if absent && !wrong {
                self.missing(missing(), F::KIND.describe(), F::KIND.example());
            }
        }
        field
    }

    fn missing(&mut self, what: String, expected: String, example: &str) {
        let message = format!("`{}` needs {what}", self.name);
        let place = self.name_span;
        self.say(
            Diagnostic::error(codes::MISSING, place, message)
                .here(format!("expected {expected}"))
                .help(format!("for example `{example}`")),
        );
    }

    /// The node's own name as a value.
    pub fn named<F: LeafField>(&mut self) -> Option<F> {
        let value = Value::String(self.name.to_owned());
        let read = self.leaf::<F::Leaf>(&value, self.name_span, "this name");
        F::gather(read.into_iter().collect())
    }

    /// The next argument, or all that are left where the field takes many.
    pub fn arg<F: LeafField>(&mut self, name: &str) -> Option<F> {
        let mut values = Vec::new();
        let mut wrong = false;
        let what = format!("`{}`", self.name);
        while self.next_arg < self.args.len() && (F::MANY || values.is_empty() && !wrong) {
            let entry = self.args[self.next_arg];
            self.next_arg += 1;
            match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), &what) {
                Some(value) => values.push(value),
                None => wrong = true,
            }
        }
        let node = self.name;
        self.gather(values, wrong, || format!("{}: write `{node} {}`", article(name), F::KIND.example()))
    }

    /// The property `key`.
    pub fn prop<F: LeafField>(&mut self, key: &'static str) -> Option<F> {
        let mut values: Vec<S<F::Leaf>> = Vec::new();
        let mut first: Option<Span> = None;
        let mut wrong = false;
        for index in 0..self.props.len() {
            let (entry, _) = self.props[index];
            let Some((name, key_span)) = entry.key() else { continue };
            if name != key {
                continue;
            }
            self.props[index].1 = true;
            if let Some(first) = first {
                self.say(twice(key_span, first, &format!("the property `{key}`")));
                continue;
            }
            first = Some(key_span);
            match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), &format!("`{key}`")) {
                Some(value) => values.push(value),
                None => wrong = true,
            }
        }
        self.gather(values, wrong, || format!("the property `{key}=`"))
    }

    /// Every property that no field has claimed, with names that the writer chooses.
    pub fn props<K: Leaf, V: Leaf>(&mut self) -> Option<Vec<(S<K>, S<V>)>> {
        let mut read: Vec<(S<K>, S<V>)> = Vec::new();
        for index in 0..self.props.len() {
            let (entry, used) = self.props[index];
            let Some((name, key_span)) = entry.key().filter(|_| !used) else { continue };
            self.props[index].1 = true;
            let key = self.leaf::<K>(&Value::String(name.to_owned()), key_span, "this name");
            let value = self.leaf::<V>(entry.value(), entry.value_span(), &format!("`{name}`"));
            if let (Some(key), Some(value)) = (key, value) {
                if let Some((first, _)) = read.iter().find(|(own, _)| own.value.show() == key.value.show()) {
                    let first = first.span;
                    self.say(twice(key_span, first, &format!("`{name}`")));
                }
                read.push((key, value));
            }
        }
        Some(read)
    }

    fn take(&mut self, key: &str) -> Vec<syntax::Node<'a>> {
        self.children
            .iter_mut()
            .filter(|(c, _)| c.name() == key)
            .map(|(c, used)| {
                *used = true;
                *c
            })
            .collect()
    }

    /// A child node that holds values only.
    pub fn value<F: LeafField>(&mut self, key: &'static str) -> Option<F> {
        let nodes = self.take(key);
        let mut values = Vec::new();
        let mut wrong = false;
        for (index, node) in nodes.iter().enumerate() {
            if index > 0 && !F::MANY {
                self.say(twice(node.name_span(), nodes[0].name_span(), &format!("`{key}`")));
                continue;
            }
            let before = values.len();
            for entry in node.entries() {
                match entry.key() {
                    Some((name, span)) => self.say(
                        Diagnostic::error(codes::UNKNOWN_PROPERTY, span, format!("`{key}` has no property `{name}`"))
                            .here(format!("`{key}` takes {} only", F::KIND.describe())),
                    ),
                    None if values.len() > before && !F::MANY => self.say(
                        Diagnostic::error(codes::UNEXPECTED_ARGUMENT, entry.span(), format!("`{key}` takes one value"))
                            .here("one too many"),
                    ),
                    None => match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), &format!("`{key}`")) {
                        Some(value) => values.push(value),
                        None => wrong = true,
                    },
                }
            }
            if let Some(child) = node.children().next() {
                self.say(
                    Diagnostic::error(codes::UNKNOWN_NODE, child.name_span(), format!("`{key}` has no child nodes"))
                        .help(format!("for example `{key} {}`", F::KIND.example())),
                );
            } else if values.len() == before && !wrong && node.entries().next().is_none() {
                wrong = true;
                let (kind, example) = (F::KIND.describe(), F::KIND.example());
                self.broken = true;
                self.say(
                    Diagnostic::error(codes::MISSING, node.name_span(), format!("`{key}` needs a value"))
                        .here(format!("expected {kind}"))
                        .help(format!("for example `{key} {example}`")),
                );
            }
        }
        self.gather(values, wrong, || format!("a node `{key}`"))
    }

    /// Child nodes of one schema.
    pub fn child<F: NodeField>(&mut self, key: &'static str) -> Option<F> {
        let nodes = self.take(key);
        let written = nodes.len();
        let nodes: Vec<_> = nodes
            .iter()
            .enumerate()
            .filter_map(|(index, node)| {
                if index > 0 && !F::MANY {
                    self.say(twice(node.name_span(), nodes[0].name_span(), &format!("`{key}`")));
                    return None;
                }
                self.decode::<F::Node>(*node)
            })
            .collect();
        self.same_key(&nodes);
        let field = F::gather(nodes);
        if field.is_none() {
            self.broken = true;
            if written == 0 {
                self.missing(format!("a node `{key}`"), format!("`{key}`"), key);
            }
        }
        field
    }

    /// Child nodes whose names the writer chooses: all that no field has claimed.
    pub fn rest<F: NodeField>(&mut self) -> Option<F> {
        let nodes: Vec<_> = self
            .children
            .iter_mut()
            .filter(|(_, used)| !*used)
            .map(|(c, used)| {
                *used = true;
                *c
            })
            .collect();
        let read: Vec<_> = nodes.into_iter().filter_map(|node| self.decode::<F::Node>(node)).collect();
        self.same_key(&read);
        F::gather(read)
    }

    /// Child nodes of several schemas, in the order of writing.
    pub fn any<U: Union>(&mut self) -> Option<Vec<U>> {
        let mut read = Vec::new();
        for index in 0..self.children.len() {
            let (node, used) = self.children[index];
            if used {
                continue;
            }
            if let Some(member) = U::decode(node, self.decoder) {
                self.children[index].1 = true;
                read.extend(member);
            }
        }
        Some(read)
    }

    /// All children as they stand.
    pub fn tree(&mut self) -> Option<Vec<RawNode>> {
        Some(
            self.children
                .iter_mut()
                .map(|(node, used)| {
                    *used = true;
                    RawNode::read(*node, 0)
                })
                .collect(),
        )
    }

    fn decode<N: Node>(&mut self, node: syntax::Node<'a>) -> Option<N> {
        let read = N::decode(node, self.decoder);
        if read.is_none() {
            self.decoder.poison(node);
        }
        read
    }

    /// Nodes of one name are told apart by their key; two of the same key would hide each other.
    fn same_key<N: Node>(&mut self, nodes: &[N]) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for node in nodes {
            let Some(key) = node.key() else { continue };
            match seen.get(&key) {
                Some(first) => self.say(twice(node.place(), *first, &format!("`{key}`"))),
                None => {
                    seen.insert(key, node.place());
                }
            }
        }
    }

    /// Reports what no field has claimed.
    pub fn finish(mut self) {
        for entry in self.args.split_off(self.next_arg.min(self.args.len())) {
            let takes = match self.schema.role(Role::Arg).count() {
                0 => "no value".to_owned(),
                1 => "one value".to_owned(),
                n => format!("{n} values"),
            };
            self.say(
                Diagnostic::error(codes::UNEXPECTED_ARGUMENT, entry.span(), format!("`{}` takes {takes}", self.name))
                    .here("not expected here"),
            );
        }
        for (entry, used) in std::mem::take(&mut self.props) {
            if let (Some((name, span)), false) = (entry.key(), used) {
                let diagnostic = self.unknown_property(name, span);
                self.say(diagnostic);
            }
        }
        for (node, used) in std::mem::take(&mut self.children) {
            if !used {
                let diagnostic = self.unknown_node(node);
                self.say(diagnostic);
                self.decoder.poison(node);
            }
        }
    }

    fn unknown_property(&self, name: &str, span: Span) -> Diagnostic {
        let node = self.name;
        let known: Vec<&str> = self.schema.role(Role::Prop).map(|f| f.key).collect();
        let diagnostic = Diagnostic::error(codes::UNKNOWN_PROPERTY, span, format!("`{node}` has no property `{name}`"));
        if let Some(child) = self.schema.child_names().iter().find(|c| **c == name) {
            return diagnostic.help(format!("`{child}` is a node of its own: write it inside the braces of `{node}`"));
        }
        unknown(diagnostic, name, &known, "properties")
    }

    fn unknown_node(&self, child: syntax::Node<'_>) -> Diagnostic {
        let (node, name) = (self.name, child.name());
        let known = self.schema.child_names();
        let diagnostic =
            Diagnostic::error(codes::UNKNOWN_NODE, child.name_span(), format!("`{node}` has no node `{name}`"));
        if self.schema.role(Role::Prop).any(|f| f.key == name) {
            return diagnostic
                .help(format!("`{name}` is a property: write `{name}=` behind `{node}`, outside its braces"));
        }
        unknown(diagnostic, name, &known, "nodes")
    }
}

impl Decoder {
    /// Remembers the names of a node that was dropped.
    pub fn poison(&mut self, node: syntax::Node<'_>) {
        self.poisoned.push(node.name().to_owned());
        if let Some(Value::String(name)) = node.entries().find(|e| e.key().is_none()).map(|e| e.value()) {
            self.poisoned.push(name.clone());
        }
    }
}

/// The allowed names, the nearest one first, on a report of an unknown one.
pub fn unknown(diagnostic: Diagnostic, name: &str, known: &[&str], what: &str) -> Diagnostic {
    match did_you_mean(name, known.iter().copied()) {
        Some(better) => diagnostic.help(format!("did you mean `{better}`?")).fix(
            format!("write {better}"),
            better.to_owned(),
            false,
        ),
        None if known.is_empty() => diagnostic.help(format!("there are no {what} here")),
        None => diagnostic.help(format!("{what} here: {}", known.join(", "))),
    }
}

fn twice(again: Span, first: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE, again, format!("{what} is there twice"))
        .here("again here")
        .also(first, "first here")
}

fn article(name: &str) -> String {
    let name = name.replace('_', " ");
    match name.as_bytes().first() {
        Some(b'a' | b'e' | b'i' | b'o' | b'u') => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// A value as KDL text.
fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
