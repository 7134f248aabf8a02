//! Fixes: what would mend a problem, as edits of the text. Passes say it by nodes and entries, or not at all where it
//! follows from the problem and the place alone.

use crate::diag::{Change, Code, Diagnostic, Edit, Fix, Mend, REASON, codes};
use crate::emit;
use crate::schema::kinds::{Leaf, SecretName};
use crate::schema::{Node as _, NodeSchema, Role, decode};
use crate::source::{Sources, Span};
use crate::spec::Spec;
use crate::syntax::{Document, Entry, Node, Value};

mod edit;

use edit::Text;

/// So many problems are given fixes: nobody reads on, and each asks the tree.
const MOST_MENDED: usize = 300;

/// Gives every problem its fixes.
pub fn mend(diagnostics: &mut [Diagnostic], documents: &[Document], sources: &Sources) {
    let text = Text { documents, sources };
    for diagnostic in diagnostics.iter_mut().take(MOST_MENDED) {
        let mut mends = std::mem::take(&mut diagnostic.mends);
        mends.extend(follows(diagnostic, &text));
        let fixes = mends.into_iter().filter_map(|Mend { title, safe, changes }| {
            let edits: Option<Vec<Edit>> = changes.iter().map(|change| text.edit(change)).collect();
            Some(Fix { title, safe, edits: edits? })
        });
        for fix in fixes.filter(|fix| !fix.edits.is_empty() && edit::apart(&fix.edits)) {
            if !diagnostic.fixes.contains(&fix) {
                diagnostic.fixes.push(fix);
            }
        }
    }
    diagnostics.iter_mut().skip(MOST_MENDED).for_each(|diagnostic| diagnostic.mends.clear());
}

/// What would mend a problem of this code at this place.
fn follows(diagnostic: &Diagnostic, text: &Text<'_>) -> Vec<Mend> {
    let span = diagnostic.span();
    let one = |title: &str, safe: bool, change: Change| vec![Mend { title: title.into(), safe, changes: vec![change] }];
    match diagnostic.code {
        // It waives nothing: nothing changes when it goes.
        codes::UNUSED_WAIVER => one("take the waiver away", true, Change::DropNode(span)),
        codes::UNEXPECTED_ARGUMENT => one("take it away", false, Change::DropEntry(span)),
        codes::SECRET_VALUE => one("take the value away", false, Change::DropEntry(span)),
        codes::UNKNOWN_PROPERTY | codes::UNKNOWN_NODE => misplaced(span, text).into_iter().collect(),
        codes::DUPLICATE => duplicate(diagnostic, text).into_iter().collect(),
        codes::CREDENTIAL | codes::PLAIN_SECRET => {
            secret(span, text).into_iter().chain(waiver(diagnostic.code, span, text)).collect()
        }
        codes::MUTABLE_TAG => pin(span, text).into_iter().chain(waiver(diagnostic.code, span, text)).collect(),
        // Nobody wants a reason for having none.
        codes::NO_REASON => Vec::new(),
        code if code.rule().is_some() => waiver(code, span, text).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What is said again, word for word, can go; of two different ones somebody has to choose.
fn duplicate(diagnostic: &Diagnostic, text: &Text<'_>) -> Option<Mend> {
    let (again, first) = (diagnostic.span(), diagnostic.labels.get(1)?.span);
    let mend = |title: &str, safe, change| Some(Mend { title: title.into(), safe, changes: vec![change] });
    let entry = |span: Span| text.entry(span).filter(|entry| entry.key().is_some_and(|(_, key)| key == span));
    if let (Some(own), Some(other)) = (entry(again), entry(first)) {
        let same = own.value() == other.value();
        return mend("keep the first one", same, Change::DropEntry(own.span()));
    }
    let node = |span: Span| {
        text.node(span)
            .filter(|node| node.name_span() == span || node.entries().next().is_some_and(|entry| entry.span() == span))
    };
    let (own, other) = (node(again)?, node(first)?);
    let same = own.name() == other.name() && text.of(own.span()) == text.of(other.span());
    (own.name() == other.name()).then_some(())?;
    mend("keep the first one", same, Change::DropNode(own.name_span()))
}

/// A node that was written as a property, or a property as a node, where only one of both is there: it says the same in
/// its right place.
fn misplaced(span: Span, text: &Text<'_>) -> Option<Mend> {
    let path = text.path(span);
    let inner = path.last()?;
    let schema = |path: &[Node<'_>]| path.iter().try_fold(Spec::schema(), |schema, node| schema.child(node.name()));
    let mend = |title: String, changes| Some(Mend { title, safe: true, changes });
    if let Some(entry) = text.entry(span).filter(|entry| entry.key().is_some_and(|(_, key)| key == span)) {
        let (key, _) = entry.key()?;
        let own = schema(&path)?;
        let value = own.role(Role::Value).any(|field| field.key == key);
        let takes = value || own.child(key).is_some_and(|child| child.name == key && child.role(Role::Arg).count() > 0);
        if !takes || inner.children().any(|child| child.name() == key) {
            return None;
        }
        let child = format!("{key} {}", text.of(entry.value_span()));
        let changes = vec![Change::DropEntry(entry.span()), Change::AddChild(inner.name_span(), child)];
        return mend(format!("write `{key}` in the braces"), changes);
    }
    let outer = &path[..path.len() - 1];
    let (own, parent) = (schema(outer)?, outer.last()?);
    let mut values = inner.entries();
    let value = values.next().filter(|value| value.key().is_none())?;
    if values.next().is_some() || inner.has_block() {
        return None;
    }
    let key = inner.name();
    let has = |schema: &NodeSchema| schema.role(Role::Prop).any(|field| field.key == key);
    let owner = match has(own) {
        true => *parent,
        false => {
            let mut owners = parent.children().filter(|child| own.child(child.name()).is_some_and(has));
            owners.next().filter(|_| owners.next().is_none())?
        }
    };
    if owner.entries().any(|entry| entry.key().is_some_and(|(own, _)| own == key)) {
        return None;
    }
    let entry = format!("{key}={}", text.of(value.span()));
    let changes = vec![Change::DropNode(inner.name_span()), Change::AddEntry(owner.name_span(), entry)];
    mend(format!("write `{key}=` behind `{}`", owner.name()), changes)
}

/// The image with the digest that is known of its tag.
fn pin(span: Span, text: &Text<'_>) -> Option<Mend> {
    let entry = text.entry(span)?;
    let Value::String(image) = entry.value() else { return None };
    let pinned = emit::github::pinned(image)?;
    let title = format!("pin it: {}", pinned.split('@').next().unwrap_or_default());
    Some(Mend { title, safe: false, changes: vec![Change::Replace(entry.value_span(), decode::quote(&pinned))] })
}

/// A variable with a credential takes it from a secret of its own name. The text is lost, which is what it must be; so
/// it is not done unasked.
fn secret(span: Span, text: &Text<'_>) -> Option<Mend> {
    let path = text.path(span);
    let node = path.last()?;
    let entry = text.entry(span).or_else(|| node.entries().next().filter(|entry| entry.key().is_none()))?;
    let variable = |name: &str| SecretName::read(Value::String(&name.to_ascii_uppercase().replace('-', "_"))).ok();
    let (key, change) = match entry.key() {
        Some((key, _)) if node.name() == "env" => {
            let secret = variable(key)?.0;
            let child = format!("{key} secret={}", decode::quote(&secret));
            (secret, vec![Change::DropEntry(entry.span()), Change::AddChild(node.name_span(), child)])
        }
        None if path.len() > 1 && path[path.len() - 2].name() == "env" && node.entries().count() == 1 => {
            let secret = variable(node.name())?.0;
            let entries = format!("secret={}", decode::quote(&secret));
            (secret, vec![Change::Replace(entry.span(), entries)])
        }
        _ => return None,
    };
    let declared = text.secrets().any(|secret| secret == key);
    let declare = (!declared).then(|| Change::DeclareSecret(key.clone()));
    let title = format!("name the secret `{key}` instead");
    Some(Mend { title, safe: false, changes: change.into_iter().chain(declare).collect() })
}

/// `allow` in the innermost node that can hold one.
fn waiver(code: Code, span: Span, text: &Text<'_>) -> Option<Mend> {
    let mut schema = Spec::schema();
    let mut holder = None;
    for node in text.path(span) {
        let Some(inner) = schema.child(node.name()) else { break };
        schema = inner;
        if schema.child("allow").is_some_and(|own| own.name == "allow") {
            holder = Some(node);
        }
    }
    let holder = holder.or_else(|| text.top().find(|node| node.name() == "project"))?;
    let quoted = decode::quote(code.0);
    let sets = |node: Node<'_>| {
        let first = node.entries().find(|entry| entry.key().is_none());
        ["allow", "warn", "deny"].contains(&node.name())
            && first.is_some_and(|entry: Entry<'_>| entry.value() == Value::String(code.0))
    };
    if holder.children().any(sets) {
        return None;
    }
    let child = format!("allow {quoted} reason={}", decode::quote(REASON));
    let title = format!("allow `{code}` in `{}`, with a reason", holder.name());
    Some(Mend { title, safe: false, changes: vec![Change::AddChild(holder.name_span(), child)] })
}
