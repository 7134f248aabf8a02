//! Reading a node by its schema: everything wrong is reported, nothing is reported twice.

use super::field::{LeafField, Node, NodeField, Union};
use super::{FieldSchema, Kind, Leaf, List, Meaning, NodeSchema, Role};
use crate::diag::{Change, Diagnostic, codes, did_you_mean};
use crate::source::{S, Span};
use crate::syntax::{self, Entry, Value};
use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::fmt;

mod decoder;
mod raw;
mod report;

pub use decoder::Decoder;
pub use raw::RawNode;
pub use report::quote;

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
        let (mut args, mut props) = (Vec::new(), Vec::new());
        for entry in node.entries() {
            match entry.key() {
                Some(_) => props.push((entry, false)),
                None => args.push(entry),
            }
        }
        Self {
            name: node.name(),
            name_span: node.name_span(),
            schema,
            decoder,
            args,
            next_arg: 0,
            props,
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
        self.decoder.say(diagnostic);
    }

    /// Reads one value; what is wrong with it is reported against what `what` names, which costs nothing before.
    fn leaf<L: Leaf>(&mut self, value: &Value, span: Span, what: fmt::Arguments<'_>) -> Option<S<L>> {
        if matches!(value, Value::Error) {
            self.broken = true;
            return None;
        }
        match L::read(value) {
            Ok(leaf) => Some(S::new(leaf, span)),
            Err(wrong) => {
                self.broken = true;
                self.say(report::wrong_value(wrong, span, &what.to_string(), L::KIND));
                None
            }
        }
    }

    /// The finished field, or the report that it is missing.
    fn gather<F: LeafField>(
        &mut self,
        values: Vec<S<F::Leaf>>,
        wrong: bool,
        missing: impl FnOnce() -> (String, String),
    ) -> Option<F> {
        let absent = values.is_empty();
        let field = F::gather(values);
        if field.is_none() {
            self.broken = true;
            if absent && !wrong {
                let (what, example) = missing();
                self.missing(what, F::KIND.describe(), &example);
            }
        }
        field
    }

    fn missing(&mut self, what: String, expected: String, example: &str) {
        let key = example.split(['=', ' ']).next().unwrap_or_default();
        // What is misspelt is there: its own report says so.
        let props = self.props.iter().filter(|(_, used)| !used).filter_map(|(entry, _)| Some(entry.key()?.0));
        let nodes = self.children.iter().filter(|(_, used)| !used).map(|(node, _)| node.name());
        if key != self.name && props.chain(nodes).any(|name| did_you_mean(name, [key]).is_some()) {
            return;
        }
        let message = format!("`{}` needs {what}", self.name);
        let place = self.name_span;
        let report = Diagnostic::error(codes::MISSING, place, message)
            .here(format!("expected {expected}"))
            .help(format!("for example `{}`", report::line_of_manual(self.schema, key).as_deref().unwrap_or(example)));
        let property = self.schema.role(Role::Prop).any(|field| field.key == key) && example.contains('=');
        // Some text is not what anybody wants there.
        self.say(match property && !example.ends_with(Kind::Text.example()) {
            true => report.mend(format!("add `{example}`"), false, vec![Change::AddEntry(place, example.to_owned())]),
            false => report,
        });
    }

    /// The node's own name as a value.
    pub fn named<F: LeafField>(&mut self) -> Option<F> {
        let value = Value::String(self.name.to_owned());
        let read = self.leaf::<F::Leaf>(&value, self.name_span, format_args!("this name"));
        F::gather(read.into_iter().collect())
    }

    /// The next argument, or all that are left where the field takes many.
    pub fn arg<F: LeafField>(&mut self, name: &str) -> Option<F> {
        let (node, mut values, mut wrong) = (self.name, Vec::new(), false);
        while self.next_arg < self.args.len() && (F::MANY || values.is_empty() && !wrong) {
            let entry = self.args[self.next_arg];
            self.next_arg += 1;
            match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), format_args!("`{node}`")) {
                Some(value) => values.push(value),
                None => wrong = true,
            }
        }
        self.gather(values, wrong, || (report::article(name), format!("{node} {}", report::example(F::KIND))))
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
                self.say(report::twice(key_span, first, &format!("the property `{key}`")));
                continue;
            }
            first = Some(key_span);
            match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), format_args!("`{key}`")) {
                Some(value) => values.push(value),
                None => wrong = true,
            }
        }
        self.gather(values, wrong, || (format!("the property `{key}=`"), format!("{key}={}", report::example(F::KIND))))
    }

    /// Every property that no field has claimed, with names that the writer chooses.
    pub fn props<K: Leaf, V: Leaf>(&mut self) -> Option<Vec<(S<K>, S<V>)>> {
        let mut read: Vec<(S<K>, S<V>)> = Vec::new();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for index in 0..self.props.len() {
            let (entry, used) = self.props[index];
            let Some((name, key_span)) = entry.key().filter(|_| !used) else { continue };
            self.props[index].1 = true;
            let key = self.leaf::<K>(&Value::String(name.to_owned()), key_span, format_args!("this name"));
            let value = self.leaf::<V>(entry.value(), entry.value_span(), format_args!("`{name}`"));
            if let (Some(key), Some(value)) = (key, value) {
                match seen.entry(key.value.show()) {
                    btree_map::Entry::Occupied(first) => {
                        self.say(report::twice(key_span, *first.get(), &format!("`{name}`")));
                    }
                    btree_map::Entry::Vacant(free) => _ = free.insert(key_span),
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
                self.say(report::twice(node.name_span(), nodes[0].name_span(), &format!("`{key}`")));
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
                            .here("one too many")
                            .help("take it away"),
                    ),
                    None => match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), format_args!("`{key}`")) {
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
        self.gather(values, wrong, || (format!("a node `{key}`"), format!("{key} {}", report::example(F::KIND))))
    }

    /// Child nodes of one schema.
    pub fn child<F: NodeField>(&mut self, key: &'static str) -> Option<F> {
        let nodes = self.take(key);
        let written = nodes.len();
        let mut read = Vec::with_capacity(if F::MANY { written } else { written.min(1) });
        read.extend(nodes.iter().enumerate().filter_map(|(index, node)| {
            if index > 0 && !F::MANY {
                self.say(report::twice(node.name_span(), nodes[0].name_span(), &format!("`{key}`")));
                return None;
            }
            self.decode::<F::Node>(*node)
        }));
        self.same_key(&read);
        let field = F::gather(read);
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
        let mut read = Vec::with_capacity(nodes.len());
        read.extend(nodes.into_iter().filter_map(|node| self.decode::<F::Node>(node)));
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
                    RawNode::read(*node, 0, self.decoder)
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
        if nodes.len() < 2 {
            return;
        }
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        // Paths of specs are seen from the file that names them: the same words in another file are another path.
        let path = |field: &FieldSchema| matches!(field.meaning(), Meaning::Lists(List::Specs));
        let own = N::schema().role(Role::Arg).next().is_some_and(path);
        for node in nodes {
            let Some(key) = node.key() else { continue };
            let key = if own { format!("{}/{key}", node.place().file.0) } else { key };
            match seen.get(&key) {
                Some(first) => {
                    let what = format!("{} `{}`", N::schema().name, node.key().unwrap_or(key));
                    self.say(report::twice(node.place(), *first, what.trim_start()));
                }
                None => {
                    seen.insert(key, node.place());
                }
            }
        }
    }

    /// Reports what no field has claimed.
    pub fn finish(mut self) {
        if self.broken {
            let entries = self.args.iter().chain(self.props.iter().map(|(entry, _)| entry));
            let head = entries.fold(self.name_span, |head, entry| head.to(entry.span()));
            self.decoder.broken.push(head);
        }
        for entry in self.args.split_off(self.next_arg.min(self.args.len())) {
            let takes = match self.schema.role(Role::Arg).count() {
                0 => "no value".to_owned(),
                1 => "one value".to_owned(),
                n => format!("{n} values"),
            };
            self.say(
                Diagnostic::error(codes::UNEXPECTED_ARGUMENT, entry.span(), format!("`{}` takes {takes}", self.name))
                    .here("one too many")
                    .help(report::surplus(self.schema)),
            );
        }
        if self.props.iter().all(|(_, used)| *used) && self.children.iter().all(|(_, used)| *used) {
            return;
        }
        let once = |key: &str| self.schema.fields.iter().any(|field| field.key == key && !field.many);
        let props = self.props.iter().filter(|(_, used)| *used).filter_map(|(entry, _)| Some(entry.key()?.0));
        let nodes = self.children.iter().filter(|(_, used)| *used).map(|(node, _)| node.name());
        // What is there already and may not be there twice was not meant.
        let taken: BTreeSet<&str> = props.chain(nodes).filter(|key| once(key)).collect();
        for (entry, used) in std::mem::take(&mut self.props) {
            if let (Some((name, span)), false) = (entry.key(), used || self.decoder.is_full()) {
                let diagnostic = report::unknown_property(self.name, self.schema, name, span, &taken);
                self.say(diagnostic);
            }
        }
        for (node, used) in std::mem::take(&mut self.children) {
            if !used {
                if !self.decoder.is_full() {
                    let diagnostic = report::unknown_node(self.name, self.schema, node, &taken);
                    self.say(diagnostic);
                }
                self.decoder.poison(node);
            }
        }
    }
}
