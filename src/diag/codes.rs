//! The names of the problems. A code is declared once, with its page.
//!
//! `NAME = "slug";` is something that nothing can be made of: always an error. `NAME = "slug" => Level;` is a rule: what
//! it finds could be built, is unwise all the same, and weighs what the spec says by `allow`, `warn` or `deny`, or else
//! the level that stands here.

use super::Level;
use std::fmt;

/// A problem's name: a kebab-case slug, shown in brackets and searched for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Code {
    /// The level of a rule where the spec sets no other; `None` for what is no rule.
    pub fn rule(self) -> Option<Level> {
        RULES.iter().find(|(code, _)| *code == self).map(|(_, level)| *level)
    }

    /// What a finding of it weighs where the spec says nothing.
    pub fn level(self) -> Level {
        self.rule().unwrap_or(Level::Error)
    }
}

/// A spec of `tests/diagnostics`, which holds that the bad one fires its code and the good one nothing.
macro_rules! fixture {
    ($slug:literal, $name:literal) => {
        include_str!(concat!("../../tests/diagnostics/", $slug, "/", $name, ".kdl"))
    };
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $slug:literal $(=> $level:ident)?;)*) => {
        $($(#[doc = $doc])+ pub const $name: Code = Code($slug);)*
        /// Every code with its page, in the order of declaration.
        pub const ALL: &[(Code, &str)] = &[$(($name, concat!($($doc, "\n"),+))),*];
        /// Every rule with its level, in the order of declaration.
        pub const RULES: &[(Code, Level)] = &[$($(($name, Level::$level),)?)*];
        /// For every code, in the same order, a spec that it is said of and one that is right: its fixtures.
        pub(super) const EXAMPLES: &[(&str, &str)] = &[$((fixture!($slug, "bad"), fixture!($slug, "good"))),*];
    };
}

codes! {
    /// The text is not KDL 2.0.
    SYNTAX = "syntax";
    /// A file is not UTF-8, or cannot be read, or the spec is larger than any that people write: more than 16 MiB or
    /// 500,000 nodes and values in all its files, more than 500 environments, or so many services in so many of them that
    /// their settings come to more than 256 MiB.
    UNREADABLE_FILE = "unreadable-file";
    /// `include` names no file, leaves the repository, or includes itself.
    BAD_INCLUDE = "bad-include";
    /// A node that the language does not have at this place.
    UNKNOWN_NODE = "unknown-node";
    /// A property that this node does not have.
    UNKNOWN_PROPERTY = "unknown-property";
    /// An argument more than this node takes.
    UNEXPECTED_ARGUMENT = "unexpected-argument";
    /// A value of the wrong kind, or outside the allowed set.
    WRONG_VALUE = "wrong-value";
    /// An argument, property or child node that must be there.
    MISSING = "missing";
    /// The same property, node or name twice.
    DUPLICATE = "duplicate";
    /// A name that refers to nothing.
    UNKNOWN_REFERENCE = "unknown-reference";
    /// Things that wait for, or copy, each other in a circle.
    CYCLE = "cycle";
    /// A secret with a value. Secrets have names only.
    SECRET_VALUE = "secret-value";
    /// Something that looks like a credential: by the form of a known service's keys, as a private key, as a password in
    /// an address, or because it is as random as keys are. A spec is kept in a repository, where everybody who can read
    /// it, now or later, has the value: take it out, replace it at its service, declare a name in `secrets` and refer to
    /// that. dbgen shows no part of it. If it is none, say so: `allow "credential" reason="..."`.
    CREDENTIAL = "credential" => Error;
    /// Two ways of saying a thing at once, of which one must go.
    CONFLICT = "conflict";
    /// A placeholder that dbgen does not know, or in a place where none is filled in.
    BAD_PLACEHOLDER = "bad-placeholder";
    /// The platform of this environment has no way to say this.
    NOT_EXPRESSIBLE = "not-expressible";
    /// A waiver that waives nothing: an `accept-loss` for what is not lost, or an `allow` or `warn` for what is not found
    /// in its node. What it was written for has been mended, or it stands in the wrong place.
    UNUSED_WAIVER = "unused-waiver";
    /// A file or directory that the spec names does not exist.
    NO_SUCH_FILE = "no-such-file" => Error;
    /// A command whose failure is thrown away, so that its job cannot fail.
    HIDDEN_FAILURE = "hidden-failure" => Error;
    /// A pause where a question with a deadline belongs.
    SLEEP_AS_CHECK = "sleep-as-check" => Error;
    /// A deploy behind an approval that does not wait for the environments without one.
    DEPLOY_ORDER = "deploy-order" => Error;
    /// An environment that no workflow deploys to: nothing would read its files.
    NEVER_DEPLOYED = "never-deployed" => Error;
    /// A roll-out that watches nothing, or whose conditions can never hold.
    BLIND_ROLLOUT = "blind-rollout" => Error;
    /// Two things want the same port of one machine.
    PORT_CLASH = "port-clash";
    /// A service is to be asked inside its container, but nothing is known there that could ask.
    NO_HEALTH_TOOL = "no-health-tool";
    /// A service waits for one that does not start with it.
    INACTIVE_DEPENDENCY = "inactive-dependency";
    /// A canary or blue-green roll-out with a migration that is not declared to suit the old version, too.
    INCOMPATIBLE_MIGRATION = "incompatible-migration" => Error;
    /// A command that holds an expression of GitHub: whatever its value is would run as a command. Values reach a command
    /// through its environment.
    EXPRESSION_IN_RUN = "expression-in-run";
    /// An expression of GitHub that cannot be read.
    BAD_EXPRESSION = "bad-expression";
    /// An action that dbgen does not know and that names no commit.
    UNKNOWN_ACTION = "unknown-action";
    /// An action whose commit or version is missing or not whole: other code could come under the same name.
    UNPINNED_ACTION = "unpinned-action";
    /// An input that the action does not have at its pinned commit.
    UNKNOWN_ACTION_INPUT = "unknown-action-input";
    /// An input that a coming version of the action will not have.
    DEPRECATED_INPUT = "deprecated-input" => Warning;
    /// A container that is named by a tag alone, which can come to mean another image.
    UNPINNED = "unpinned-image" => Warning;
    /// A generated file that its platform would refuse: a fault of dbgen, or of a `raw` block.
    INVALID_OUTPUT = "invalid-output";
}
