//! Reading a node by its schema: everything wrong is reported, nothing is reported twice.

use super::few::Few;
use super::field::{Gathered, LeafField, Node, NodeField, Union};
use super::{Kind, Leaf, NodeSchema, Role};
use crate::diag::{Change, Diagnostic, codes, did_you_mean};
use crate::source::{S, Span};
use crate::syntax::{self, Entries, Entry, Value};
use std::collections::BTreeSet;
use std::fmt;

mod decoder;
mod raw;
mod report;
mod start;

pub use decoder::Decoder;
pub use raw::RawNode;
pub use report::quote;

/// An argument, a property or a child node, and whether a field has claimed it.
struct Written<'a, T> {
    /// The key or name; empty for arguments.
    name: &'a str,
    what: T,
    used: bool,
}

/// Reads one node, field by field.
pub struct Reader<'a, 'd> {
    name: &'a str,
    name_span: Span,
    schema: &'static NodeSchema,
    decoder: &'d mut Decoder,
    /// The node itself, but for the top level; what stands behind the last argument that was read.
    node: Option<syntax::Node<'a>>,
    next: Option<Entries<'a>>,
    props: Vec<Written<'a, Entry<'a>>>,
    children: Vec<Written<'a, syntax::Node<'a>>>,
    /// How many properties and children no field has claimed.
    free: (usize, usize),
    /// The marks of the names of properties and children: most fields are not written, and need no search.
    marks: (u64, u64),
    broken: bool,
}

impl<'a, 'd> Reader<'a, 'd> {
    fn next_arg(&mut self) -> Option<Entry<'a>> {
        self.next.as_mut()?.find(|entry| entry.is_argument())
    }

    /// The property at `index` for the field of a key, where it is its own.
    fn claim_prop(&mut self, index: usize, key: &str) -> Option<Entry<'a>> {
        let prop = self.props.get_mut(index).filter(|prop| !prop.used && prop.name == key)?;
        prop.used = true;
        self.free.0 -= 1;
        Some(prop.what)
    }

    /// The child at `index` for the field of a key; the next one for a field that takes them all.
    fn claim(&mut self, index: usize, key: Option<&str>) -> Option<syntax::Node<'a>> {
        let child =
            self.children.get_mut(index).filter(|child| !child.used && key.is_none_or(|key| child.name == key))?;
        child.used = true;
        self.free.1 -= 1;
        Some(child.what)
    }

    fn say(&mut self, diagnostic: Diagnostic) {
        self.decoder.say(diagnostic);
    }

    /// Reads one value; what is wrong with it is reported against what `what` names, which costs nothing before.
    fn leaf<L: Leaf>(&mut self, value: Value<&str>, span: Span, what: fmt::Arguments<'_>) -> Option<S<L>> {
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
        values: F::Read,
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
        let props = self.props.iter().filter(|prop| !prop.used).map(|prop| prop.name);
        let nodes = self.children.iter().filter(|child| !child.used).map(|child| child.name);
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
        let mut read = F::Read::default();
        let value = self.leaf::<F::Leaf>(Value::String(self.name), self.name_span, format_args!("this name"));
        value.into_iter().for_each(|value| read.add(value));
        F::gather(read)
    }

    /// The next argument, or all that are left where the field takes many.
    pub fn arg<F: LeafField>(&mut self, name: &str) -> Option<F> {
        let (node, mut values, mut wrong) = (self.name, F::Read::default(), false);
        while (F::MANY || values.is_empty() && !wrong)
            && let Some(entry) = self.next_arg()
        {
            match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), format_args!("`{node}`")) {
                Some(value) => values.add(value),
                None => wrong = true,
            }
        }
        self.gather(values, wrong, || (report::article(name), format!("{node} {}", report::example(F::KIND))))
    }

    /// The property `key`. Most fields are not written: their readers ask for that, and go no further.
    #[inline]
    pub fn prop<F: LeafField>(&mut self, key: &'static str) -> Option<F> {
        let absent = !F::REQUIRED && !self.may_have_prop(key);
        if absent { F::gather(F::Read::default()) } else { self.written_prop(key) }
    }

    #[inline(never)]
    fn written_prop<F: LeafField>(&mut self, key: &'static str) -> Option<F> {
        let (mut values, mut first, mut wrong) = (F::Read::default(), None, false);
        for index in 0..self.props.len() {
            let Some(entry) = self.claim_prop(index, key) else { continue };
            let key_span = entry.key().map_or(entry.span(), |(_, span)| span);
            if let Some(first) = first {
                self.say(report::twice(key_span, first, &format!("the property `{key}`")));
                continue;
            }
            first = Some(key_span);
            match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), format_args!("`{key}`")) {
                Some(value) => values.add(value),
                None => wrong = true,
            }
        }
        self.gather(values, wrong, || (format!("the property `{key}=`"), format!("{key}={}", report::example(F::KIND))))
    }

    /// Every property that no field has claimed, with names that the writer chooses.
    pub fn props<K: Leaf, V: Leaf>(&mut self) -> Option<Vec<(S<K>, S<V>)>> {
        let mut read: Vec<(S<K>, S<V>)> = Vec::with_capacity(self.free.0);
        let mut seen: Few<Span> = Few::with_room(self.free.0);
        for index in 0..self.props.len() {
            let name = self.props[index].name;
            let Some((entry, (_, key_span))) = self.claim_prop(index, name).and_then(|own| Some((own, own.key()?)))
            else {
                continue;
            };
            let key = self.leaf::<K>(Value::String(name), key_span, format_args!("this name"));
            let value = self.leaf::<V>(entry.value(), entry.value_span(), format_args!("`{name}`"));
            if let (Some(key), Some(value)) = (key, value) {
                let own = key.value.show();
                match seen.get(&own) {
                    Some(first) => self.say(report::twice(key_span, *first, &format!("`{name}`"))),
                    None => seen.add(own.into_owned(), key_span),
                }
                read.push((key, value));
            }
        }
        Some(read)
    }

    /// A child node that holds values only.
    #[inline]
    pub fn value<F: LeafField>(&mut self, key: &'static str) -> Option<F> {
        let absent = !F::REQUIRED && !self.may_have_child(Some(key));
        if absent { F::gather(F::Read::default()) } else { self.written_value(key) }
    }

    #[inline(never)]
    fn written_value<F: LeafField>(&mut self, key: &'static str) -> Option<F> {
        let (mut values, mut first, mut wrong) = (F::Read::default(), None, false);
        for index in 0..self.children.len() {
            let Some(node) = self.claim(index, Some(key)) else { continue };
            if let Some(first) = first.filter(|_| !F::MANY) {
                self.say(report::twice(node.name_span(), first, &format!("`{key}`")));
                continue;
            }
            first.get_or_insert(node.name_span());
            let mut own = 0;
            for entry in node.entries() {
                match entry.key() {
                    Some((name, span)) => self.say(
                        Diagnostic::error(codes::UNKNOWN_PROPERTY, span, format!("`{key}` has no property `{name}`"))
                            .here(format!("`{key}` takes {} only", F::KIND.describe())),
                    ),
                    None if own > 0 && !F::MANY => self.say(
                        Diagnostic::error(codes::UNEXPECTED_ARGUMENT, entry.span(), format!("`{key}` takes one value"))
                            .here("one too many")
                            .help("take it away"),
                    ),
                    None => match self.leaf::<F::Leaf>(entry.value(), entry.value_span(), format_args!("`{key}`")) {
                        Some(value) => {
                            own += 1;
                            values.add(value);
                        }
                        None => wrong = true,
                    },
                }
            }
            if let Some(child) = node.children().next() {
                self.say(
                    Diagnostic::error(codes::UNKNOWN_NODE, child.name_span(), format!("`{key}` has no child nodes"))
                        .help(format!("for example `{key} {}`", F::KIND.example())),
                );
            } else if own == 0 && !wrong && node.entries().next().is_none() {
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
        self.nodes::<F>(Some(key))
    }

    /// Child nodes whose names the writer chooses: all that no field has claimed.
    pub fn rest<F: NodeField>(&mut self) -> Option<F> {
        self.nodes::<F>(None)
    }

    #[inline]
    fn nodes<F: NodeField>(&mut self, key: Option<&'static str>) -> Option<F> {
        let absent = !F::REQUIRED && !self.may_have_child(key);
        if absent { F::gather(F::Read::default()) } else { self.written_nodes(key) }
    }

    #[inline(never)]
    fn written_nodes<F: NodeField>(&mut self, key: Option<&'static str>) -> Option<F> {
        let own = |child: &&Written<'_, _>| !child.used && key.is_none_or(|key| child.name == key);
        let room = if F::MANY { self.children.iter().filter(own).count() } else { 0 };
        let (mut read, mut first) = (F::Read::with_room(room), None);
        for index in 0..self.children.len() {
            let Some(node) = self.claim(index, key) else { continue };
            match (first.filter(|_| !F::MANY), key) {
                (Some(first), Some(key)) => {
                    self.say(report::twice(node.name_span(), first, &format!("`{key}`")));
                    continue;
                }
                _ => _ = first.get_or_insert(node.name_span()),
            }
            match F::Node::decode(node, self.decoder) {
                Some(own) => read.add(own),
                None => self.decoder.poison(node),
            }
        }
        let field = F::gather(read);
        match (&field, key) {
            (Some(field), _) => self.decoder.same_key(field.nodes()),
            (None, Some(key)) => {
                self.broken = true;
                if first.is_none() {
                    self.missing(format!("a node `{key}`"), format!("`{key}`"), key);
                }
            }
            (None, None) => {}
        }
        field
    }

    /// Child nodes of several schemas, in the order of writing.
    pub fn any<U: Union>(&mut self) -> Option<Vec<U>> {
        let mut read = Vec::new();
        if !self.may_have_child(None) {
            return Some(read);
        }
        for index in 0..self.children.len() {
            let Written { what, used, .. } = self.children[index];
            if !used && let Some(member) = U::decode(what, self.decoder) {
                self.claim(index, None);
                read.extend(member);
            }
        }
        Some(read)
    }

    /// All children as they stand.
    pub fn tree(&mut self) -> Option<Vec<RawNode>> {
        self.free.1 = 0;
        let all = self.children.iter_mut().map(|child| {
            child.used = true;
            RawNode::read(child.what, 0, self.decoder)
        });
        Some(all.collect())
    }

    /// Reports what no field has claimed.
    pub fn finish(mut self) {
        if self.broken {
            let head = self
                .node
                .into_iter()
                .flat_map(|node| node.entries())
                .fold(self.name_span, |head, entry| head.to(entry.span()));
            self.decoder.broken.push(head);
        }
        while let Some(entry) = self.next_arg() {
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
        if self.free == (0, 0) {
            return;
        }
        let once = |key: &str| self.schema.fields.iter().any(|field| field.key == key && !field.many);
        let props = self.props.iter().filter(|prop| prop.used).map(|prop| prop.name);
        let nodes = self.children.iter().filter(|child| child.used).map(|child| child.name);
        // What is there already and may not be there twice was not meant.
        let taken: BTreeSet<&str> = props.chain(nodes).filter(|key| once(key)).collect();
        for prop in std::mem::take(&mut self.props) {
            if let (Some((name, span)), false) = (prop.what.key(), prop.used || self.decoder.is_full()) {
                let diagnostic = report::unknown_property(self.name, self.schema, name, span, &taken);
                self.say(diagnostic);
            }
        }
        for child in std::mem::take(&mut self.children) {
            if !child.used {
                if !self.decoder.is_full() {
                    let diagnostic = report::unknown_node(self.name, self.schema, child.what, &taken);
                    self.say(diagnostic);
                }
                self.decoder.poison(child.what);
            }
        }
    }
}
