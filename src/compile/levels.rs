//! Levels: what the spec says that findings weigh, by `allow`, `warn` and `deny`.
//!
//! They are read off the tree, not off what was decoded: a node in which something else is wrong keeps its waivers.

use super::reasons;
use crate::diag::report::Waived;
use crate::diag::{Change, Code, Diagnostic, Level, codes};
use crate::schema::kinds::{Leaf, Reason, RuleName};
use crate::schema::{Node as _, NodeSchema, Union as _};
use crate::source::Span;
use crate::spec::{Allow, Deny, LevelNode, Spec, Warn};
use crate::syntax::{Document, Node, Value};
use std::collections::BTreeMap;

/// Every level that a spec sets.
#[derive(Debug, Default)]
pub struct Levels {
    settings: BTreeMap<Code, Vec<Setting>>,
}

#[derive(Debug)]
struct Setting {
    /// `None` for `allow`.
    level: Option<Level>,
    reason: Option<String>,
    /// The rule's name, as written.
    span: Span,
    /// The node that sets the level.
    node: Span,
    /// The nodes that it holds in; none where it holds everywhere.
    places: Vec<Span>,
    /// How far inside the node stands: of two settings for one finding, the inner one holds.
    depth: u32,
    /// Whether it has changed the level of anything.
    used: bool,
}

impl Setting {
    fn holds_for(&self, finding: &Diagnostic) -> bool {
        let inside = |span: &Span| self.places.iter().any(|place| place.contains(*span));
        self.depth == EVERYWHERE || inside(&finding.span()) || finding.about.iter().any(inside)
    }
}

/// The depth of `project`, which is no node around anything and holds for everything.
const EVERYWHERE: u32 = 0;
/// The depth of the other nodes of the top level.
const TOP: u32 = 2;

impl Levels {
    /// The levels that the documents set, and what is wrong with them. What is no rule or has no reason where it must
    /// have one was reported by the decoder.
    pub fn of(documents: &[Document]) -> (Self, Vec<Diagnostic>) {
        let mut walk = Walk::default();
        // Most files set none.
        let words: Vec<_> = LevelNode::members().iter().map(|node| node.name).chain([reasons::PROPERTY]).collect();
        let mut telling = documents.iter().filter(|document| document.mentions(&words)).peekable();
        if telling.peek().is_some() {
            for node in telling.flat_map(Document::nodes) {
                walk.node(node, Spec::schema(), TOP);
            }
            walk.overrides(documents);
        }
        (walk.levels, walk.said)
    }

    /// Gives every finding its level, and takes back those that are allowed.
    pub fn apply(&mut self, findings: &mut Vec<Diagnostic>, waived: &mut Vec<Waived>) {
        if self.settings.is_empty() {
            return;
        }
        findings.retain_mut(|finding| {
            let Some(level) = finding.code.rule() else { return true };
            let Some(settings) = self.settings.get_mut(&finding.code) else { return true };
            let mut holding: Vec<&mut Setting> = settings.iter_mut().filter(|s| s.holds_for(finding)).collect();
            holding.sort_by_key(|setting| setting.depth);
            let Some(setting) = holding.pop() else { return true };
            let without = holding.last().map_or(Some(level), |outer| outer.level);
            setting.used |= setting.level != without;
            match setting.level {
                Some(level) => finding.level = level,
                None => waived.push(Waived {
                    finding: finding.clone(),
                    reason: setting.reason.clone().unwrap_or_default(),
                    place: setting.span,
                }),
            }
            setting.level.is_some()
        });
    }

    /// The waivers that have changed nothing, of the rules that have said all that they have to say. A level above the
    /// rule's own is no waiver: it may wait for what is not there yet.
    pub fn unused(&self, told: impl Fn(Code) -> bool) -> impl Iterator<Item = Diagnostic> {
        let of_told = self.settings.iter().filter(move |(code, _)| told(**code));
        of_told.flat_map(|(code, settings)| {
            let strongest = settings.iter().map(|s| s.level).chain([code.rule()]).max().flatten();
            settings.iter().filter(move |s| !s.used && s.level < strongest).map(move |setting| {
                let message = match setting.depth {
                    EVERYWHERE => format!("nothing in the spec has `{code}`"),
                    _ => format!("nothing here has `{code}`"),
                };
                Diagnostic::error(codes::UNUSED_WAIVER, setting.span, message)
                    .here("waives nothing")
                    .help("take the line away; if something else should be waived, move it to the node that has it")
                    .mend("take it away", true, vec![Change::DropNode(setting.node)])
            })
        })
    }
}

#[derive(Default)]
struct Walk {
    levels: Levels,
    said: Vec<Diagnostic>,
    /// The settings in nodes of the top level, by the node's kind and name.
    named: BTreeMap<(String, String), Vec<(Code, usize)>>,
}

impl Walk {
    /// Collects what is set in `node`, whose parent has the schema `parent`. Nodes nest as deep as the language does.
    fn node(&mut self, node: Node<'_>, parent: &'static NodeSchema, depth: u32) {
        let Some(schema) = parent.child(node.name()) else { return };
        let mut here: BTreeMap<Code, Span> = BTreeMap::new();
        for child in node.children() {
            self.said.extend(reasons::open(child, schema));
            match level(child, schema) {
                Some(level) => self.setting(child, level, node, depth, &mut here),
                None => self.node(child, schema, depth + 2),
            }
        }
    }

    fn setting(
        &mut self,
        node: Node<'_>,
        level: Option<Level>,
        parent: Node<'_>,
        depth: u32,
        here: &mut BTreeMap<Code, Span>,
    ) {
        let Some(rule) = node.entries().find(|entry| entry.key().is_none()) else { return };
        let Ok(RuleName(code)) = RuleName::read(rule.value()) else { return };
        let span = rule.value_span();
        if let Some(first) = here.insert(code, span) {
            let message = format!("`{code}` has two levels in one node");
            let report = Diagnostic::error(codes::DUPLICATE, span, message).here("again here");
            self.said.push(report.also(first, "first here").help("keep one of them"));
            return;
        }
        let reason = reasons::entry(node);
        if reason.is_none() && level == Some(Level::Warning) && code.level() == Level::Error {
            let message = format!("`{code}` is an error, and nothing says why it is none here");
            let report = Diagnostic::error(codes::MISSING, node.name_span(), message).here("expected `reason=`");
            self.said.push(report.help(format!("for example `warn \"{code}\" reason=\"...\"`")));
        }
        let reason = reason.and_then(|entry| Reason::read(entry.value()).ok()).map(|Reason(text)| text);
        // What holds for an environment wins over what holds for a service everywhere, as its settings do.
        let (depth, places) = match (parent.name(), depth) {
            ("project", TOP) => (EVERYWHERE, Vec::new()),
            ("environment", TOP) => (TOP + 1, vec![parent.span()]),
            _ => (depth, vec![parent.span()]),
        };
        let settings = self.levels.settings.entry(code).or_default();
        settings.push(Setting { level, reason, span, node: node.span(), places, depth, used: false });
        if depth == TOP
            && let Some(key) = key(parent)
        {
            self.named.entry(key).or_default().push((code, settings.len() - 1));
        }
    }

    /// What an environment says of a thing belongs to the thing: its settings hold there, too.
    fn overrides(&mut self, documents: &[Document]) {
        let environments = documents.iter().flat_map(Document::nodes).filter(|node| node.name() == "environment");
        for node in environments.flat_map(Node::children) {
            for (code, index) in key(node).and_then(|key| self.named.get(&key)).into_iter().flatten() {
                let setting = self.levels.settings.get_mut(code).and_then(|settings| settings.get_mut(*index));
                setting.into_iter().for_each(|setting| setting.places.push(node.span()));
            }
        }
    }
}

/// The level that a child of a node with `schema` sets; a variable may be called `allow`, too, and sets none.
fn level(child: Node<'_>, schema: &'static NodeSchema) -> Option<Option<Level>> {
    let nodes = [(Allow::schema(), None), (Warn::schema(), Some(Level::Warning)), (Deny::schema(), Some(Level::Error))];
    let (own, level) = nodes.into_iter().find(|(own, _)| own.name == child.name())?;
    schema.child(own.name).is_some_and(|found| std::ptr::eq(found, own)).then_some(level)
}

/// The kind and the name of a node.
fn key(node: Node<'_>) -> Option<(String, String)> {
    match node.entries().find(|entry| entry.key().is_none())?.value() {
        Value::String(name) => Some((node.name().to_owned(), name.to_owned())),
        _ => None,
    }
}
