//! What a value means beyond its kind: what it names, and where the values that fit come from. A declaration says it
//! behind the type of a field, `arg name: S<Name> => declares Service`; the editor reads it.

use super::{Content, FieldSchema, Kind};

/// A kind of thing that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// `service`
    Service,
    /// `database` or `cache`
    Datastore,
    /// `environment`
    Environment,
    /// A node in `secrets`
    Secret,
    /// `workflow`
    Workflow,
    /// `stage`, within its workflow
    Stage,
    /// `job`, within its workflow
    Job,
    /// A language of the `toolchain`
    Tool,
    /// A variable of a process: no node declares it, all that bear the name share it
    Variable,
    /// A group of services
    Profile,
}

impl Thing {
    /// The thing in a word, for "there is no ...".
    pub fn word(self) -> &'static str {
        match self {
            Thing::Service => "service",
            Thing::Datastore => "database or cache",
            Thing::Environment => "environment",
            Thing::Secret => "secret",
            Thing::Workflow => "workflow",
            Thing::Stage => "stage",
            Thing::Job => "job",
            Thing::Tool => "language of the toolchain",
            Thing::Variable => "variable",
            Thing::Profile => "profile",
        }
    }

    /// The thing that a name of this kind is its own within.
    pub fn within(self) -> Option<Thing> {
        matches!(self, Thing::Stage | Thing::Job).then_some(Thing::Workflow)
    }
}

/// A list of values that the language itself does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The regions of the environment's platform.
    Regions,
    /// The sizes that the environment's platform has for a service or key-value store.
    ServicePlans,
    /// The sizes that the environment's platform has for a database.
    DatabasePlans,
    /// The versions that somebody mends, of the language or the engine that the node is about.
    Versions,
    /// Actions whose commit and inputs are known.
    Actions,
    /// The inputs of the action around.
    ActionInputs,
    /// Specs of the repository, seen from the folder of the file.
    Specs,
    /// Files of the repository.
    Files,
    /// Folders of the repository.
    Folders,
    /// Files and folders of the repository.
    Paths,
    /// What a platform may fail to express.
    Losses,
    /// Machines that jobs run on.
    Runners,
    /// Processors that images are built for.
    Architectures,
}

/// What a place does with the name that stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The thing stands here.
    Declares,
    /// It stands elsewhere.
    Refers,
    /// No node declares it: wherever the name stands the same is meant.
    Shares,
}

/// What a value means beyond its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing.
    Plain,
    /// A name, of one of these things.
    Names(Use, &'static [Thing]),
    /// One of a list.
    Lists(List),
    /// A text in which these placeholders are filled in.
    Fills(&'static [&'static str]),
}

impl FieldSchema {
    /// What the field's values mean; of `named` and `props` what their names mean.
    pub fn meaning(&self) -> Meaning {
        match (self.meaning, self.content) {
            (Meaning::Plain, Content::Leaf(kind)) => of_kind(kind),
            (meaning, _) => meaning,
        }
    }
}

/// Some kinds say it all.
fn of_kind(kind: Kind) -> Meaning {
    match kind {
        Kind::SecretName => Meaning::Names(Use::Refers, &[Thing::Secret]),
        Kind::Target => Meaning::Names(Use::Refers, &[Thing::Datastore, Thing::Service]),
        Kind::Path => Meaning::Lists(List::Paths),
        Kind::OrNull(inner) => of_kind(*inner),
        _ => Meaning::Plain,
    }
}

/// Reads the words behind the type of a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __meaning {
    () => { $crate::schema::Meaning::Plain };
    (declares $Thing:ident) => { $crate::__meaning!(@ Declares $Thing) };
    (refers $($Thing:ident)|+) => { $crate::__meaning!(@ Refers $($Thing)+) };
    (shares $Thing:ident) => { $crate::__meaning!(@ Shares $Thing) };
    (lists $List:ident) => { $crate::schema::Meaning::Lists($crate::schema::List::$List) };
    (fills $($name:ident)|+) => { $crate::schema::Meaning::Fills(&[$(stringify!($name)),+]) };
    (@ $Use:ident $($Thing:ident)+) => {
        $crate::schema::Meaning::Names($crate::schema::Use::$Use, &[$($crate::schema::Thing::$Thing),+])
    };
}
