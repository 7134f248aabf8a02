//! What differs between two plans, as plain data. The renderers read this and nothing else.

use crate::diag::Code;
pub use crate::diag::changes::Weight as Level;
use crate::source::Span;
use std::collections::BTreeMap;

/// Everything that differs, in the order of reading: environments first, production before all, then workflows, the
/// project, and files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// The changes. Neighbours of the same scope and subject belong together: [`Diff::tree`] groups them.
    pub changes: Vec<Change>,
    /// The environments that do not change, in the order of reading.
    pub unchanged: Vec<String>,
    /// The environments that count as production, on either side.
    pub production: Vec<String>,
    /// The generated files that differ, by path.
    pub files: Vec<FileChange>,
    /// Whether the files of both sides could be compared: a side that does not compile has none.
    pub files_known: bool,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it holds.
    pub scope: Scope,
    /// The thing that it is a part of.
    pub subject: Subject,
    /// What sort of effect it has.
    pub kind: Kind,
    /// Where in the subject, in the words of the language: `["health", "interval"]`; empty for the subject itself.
    pub path: Vec<String>,
    /// What the manual says of the field, its first sentence; empty for what has no field.
    pub doc: String,
    /// What has happened to it.
    pub action: Action,
    /// What it was; none where it was not.
    pub before: Option<Value>,
    /// What it is; none where it is no more.
    pub after: Option<Value>,
    /// The generated files that it touches, by path.
    pub files: Vec<String>,
    /// Who asked for it.
    pub origin: Origin,
    /// What to worry about, the worst first; nothing where it is routine.
    pub risks: Vec<Risk>,
}

/// What something was or is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// In words, without any credential.
    pub text: String,
    /// Where it is written, in the sources of its own side; none where it follows from elsewhere.
    pub span: Option<Span>,
}

/// Where a change holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// In one environment.
    Environment(String),
    /// In one workflow.
    Workflow(String),
    /// Everywhere.
    Project,
    /// In a file, and nothing above says why.
    Files,
}

/// A thing that people have a name for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// Its name, after the change where there is one; empty where there is only one of it.
    pub name: String,
    /// Its name before, where that was another.
    pub was: Option<String>,
}

/// What sort of thing something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A place where services run.
    Environment,
    /// A process.
    Service,
    /// A database or cache.
    Datastore,
    /// A secret: that it is, and where it reaches.
    Secret,
    /// How a new version takes the old one's place.
    Rollout,
    /// What has to be so before something runs: an approval, an event, a stage that is waited for.
    Gate,
    /// When something runs by itself.
    Schedule,
    /// What tells whether something is well.
    Check,
    /// Steps on one machine of a pipeline.
    Job,
    /// What a job's token may do.
    Permission,
    /// What is run, and how it is built.
    Image,
    /// A workflow.
    Workflow,
    /// The project: what holds everywhere.
    Project,
    /// A generated file.
    Artifact,
}

/// What has happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It is another than before.
    Changed,
}

/// Who asked for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The spec.
    Spec,
    /// dbgen alone: it writes the same spec in another way than the version that wrote what is committed.
    Dbgen,
}

/// Why a change is more than routine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// How much it weighs.
    pub level: Level,
    /// The rule that says so.
    pub code: Code,
    /// What happens, in a sentence without a full stop.
    pub reason: String,
    /// Why it is accepted, where it is: it is shown all the same, and weighs nothing.
    pub accepted: Option<String>,
}

/// A generated file that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path, from the folder of the spec.
    pub path: String,
    /// What has happened to it.
    pub action: Action,
    /// Who asked for it.
    pub origin: Origin,
    /// Whether it has the same words in another order, and no change is behind that: it means the same.
    pub reordered: bool,
}

/// The changes of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch<'a> {
    /// Where they hold.
    pub scope: &'a Scope,
    /// What they are of.
    pub twigs: Vec<Twig<'a>>,
}

/// The changes of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twig<'a> {
    /// The subject.
    pub subject: &'a Subject,
    /// Its changes.
    pub changes: Vec<&'a Change>,
}

/// A change that is the same in several environments, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded<'a> {
    /// Where it holds, in the order of reading.
    pub scopes: Vec<&'a Scope>,
    /// One of them.
    pub change: &'a Change,
    /// All of them.
    pub changes: Vec<&'a Change>,
}

impl Diff {
    /// Whether nothing differs but the order of lines.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The worst of all changes; none where there are none.
    pub fn level(&self) -> Option<Level> {
        self.changes.iter().map(Change::level).max()
    }

    /// Accepts a risk in every change, as the spec's `allow` does; whether there was any.
    pub fn accept(&mut self, code: &str, reason: &str) -> bool {
        let risks = self.changes.iter_mut().flat_map(|change| &mut change.risks);
        let mut found = false;
        for risk in risks.filter(|risk| risk.code.0 == code) {
            risk.accepted.get_or_insert_with(|| reason.to_owned());
            found = true;
        }
        found
    }

    /// The changes by scope and subject.
    pub fn tree(&self) -> Vec<Branch<'_>> {
        let mut branches: Vec<Branch<'_>> = Vec::new();
        for change in &self.changes {
            if branches.last().is_none_or(|branch| *branch.scope != change.scope) {
                branches.push(Branch { scope: &change.scope, twigs: Vec::new() });
            }
            let Some(branch) = branches.last_mut() else { continue };
            match branch.twigs.last_mut() {
                Some(twig) if *twig.subject == change.subject => twig.changes.push(change),
                _ => branch.twigs.push(Twig { subject: &change.subject, changes: vec![change] }),
            }
        }
        branches
    }

    /// The changes, each said once for all environments in which it is the same and weighs the same.
    pub fn folded(&self) -> Vec<Folded<'_>> {
        let mut all: Vec<Folded<'_>> = Vec::new();
        // Where those of one field stand in `all`.
        let mut known: BTreeMap<(Kind, &str, &[String]), Vec<usize>> = BTreeMap::new();
        for change in &self.changes {
            let field = known.entry((change.subject.kind, &change.subject.name, &change.path)).or_default();
            let like = field.iter().copied().find(|at| all[*at].change.is_like(change));
            if like.is_none() {
                field.push(all.len());
            }
            match like.and_then(|at| all.get_mut(at)) {
                Some(folded) => {
                    folded.scopes.push(&change.scope);
                    folded.changes.push(change);
                }
                None => all.push(Folded { scopes: vec![&change.scope], change, changes: vec![change] }),
            }
        }
        all
    }
}

impl Change {
    /// How much it weighs: what is accepted weighs nothing.
    pub fn level(&self) -> Level {
        let counted = self.risks.iter().filter(|risk| risk.accepted.is_none());
        counted.map(|risk| risk.level).max().unwrap_or(Level::Routine)
    }

    /// The path as rules match it.
    pub fn at(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// The field in words: the path with spaces; empty for the subject itself.
    pub fn field(&self) -> String {
        self.path.join(" ")
    }

    /// Whether it is the same change in another environment.
    fn is_like(&self, other: &Change) -> bool {
        matches!((&self.scope, &other.scope), (Scope::Environment(_), Scope::Environment(_)))
            && (&self.subject, self.kind, &self.path, self.action, &self.before, &self.after, self.origin)
                == (&other.subject, other.kind, &other.path, other.action, &other.before, &other.after, other.origin)
            && self.risks == other.risks
    }
}

impl Kind {
    /// What people call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Environment => "environment",
            Kind::Service => "service",
            Kind::Datastore => "datastore",
            Kind::Secret => "secret",
            Kind::Rollout => "roll-out",
            Kind::Gate => "gate",
            Kind::Schedule => "schedule",
            Kind::Check => "check",
            Kind::Job => "job",
            Kind::Permission => "permission",
            Kind::Image => "image",
            Kind::Workflow => "workflow",
            Kind::Project => "project",
            Kind::Artifact => "artifact",
        }
    }
}
