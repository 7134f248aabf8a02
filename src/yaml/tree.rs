//! The tree: what a document can hold, and how Rust values become it.

use super::{Item, Map};

/// One YAML value, with as much style as the printer cannot decide by itself.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Yaml {
    /// No value. Printed as nothing after a key (`workflow_dispatch:`), as `null` elsewhere.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction, an infinity or `.nan`.
    Float(f64),
    /// A string: plain where every reader agrees that it is one, a block scalar when it has several lines, else quoted.
    Str(String),
    /// A string that is quoted even where it need not be, as in `version: "3.12"`.
    Quoted(String),
    /// A string in a `|` block, also with a single line; quoted where a block cannot hold it.
    Block(String),
    /// A sequence, one item a line.
    Seq(Vec<Item>),
    /// A mapping, one key a line.
    Map(Map),
    /// A sequence on one line, `[a, b]`, when it is short and holds nothing but scalars; else like [`Yaml::Seq`].
    Flow(Vec<Yaml>),
}

/// What stands around a value for the human reader and never changes it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Trivia {
    /// Most values have none: a tree is small without the room for them.
    comments: Option<Box<Comments>>,
    /// An empty line before, and before the comment above. Not printed before the first child of a node.
    pub blank: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Comments {
    above: String,
    eol: String,
}

impl Trivia {
    /// Comment lines above, without their `#`; empty for none.
    #[inline]
    pub fn above(&self) -> &str {
        self.comments.as_deref().map_or("", |comments| &comments.above)
    }

    /// A comment at the end of the line; empty for none.
    #[inline]
    pub fn eol(&self) -> &str {
        self.comments.as_deref().map_or("", |comments| &comments.eol)
    }

    /// Replaces the comment lines above.
    pub fn set_above(&mut self, text: impl Into<String>) {
        self.change(text.into(), |comments| &mut comments.above);
    }

    /// Replaces the comment at the end of the line.
    pub fn set_eol(&mut self, text: impl Into<String>) {
        self.change(text.into(), |comments| &mut comments.eol);
    }

    fn change(&mut self, text: String, which: impl FnOnce(&mut Comments) -> &mut String) {
        if self.comments.is_some() || !text.is_empty() {
            *which(self.comments.get_or_insert_default()) = text;
        }
        self.comments.take_if(|comments| comments.above.is_empty() && comments.eol.is_empty());
    }

    /// Whether nothing stands around the value.
    #[inline]
    pub(super) fn is_bare(&self) -> bool {
        self.comments.is_none() && !self.blank
    }

    /// How long it is without what stands before each line.
    #[inline]
    pub(super) fn length(&self) -> usize {
        usize::from(self.blank) + self.comments.as_ref().map_or(0, |comments| comments.above.len() + comments.eol.len())
    }

    /// Takes over what `patch` has.
    pub(super) fn over(&mut self, patch: &Trivia) {
        if !patch.above().is_empty() {
            self.set_above(patch.above());
        }
        if !patch.eol().is_empty() {
            self.set_eol(patch.eol());
        }
        self.blank |= patch.blank;
    }
}

impl Yaml {
    /// A quoted string.
    pub fn quoted(text: impl Into<String>) -> Self {
        Self::Quoted(text.into())
    }

    /// A string in a `|` block.
    pub fn block(text: impl Into<String>) -> Self {
        Self::Block(text.into())
    }

    /// A sequence on one line.
    pub fn flow<T: Into<Yaml>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Flow(items.into_iter().map(Into::into).collect())
    }

    /// A sequence, one item a line.
    pub fn seq<T: Into<Item>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Seq(items.into_iter().map(Into::into).collect())
    }

    /// The text, if this is a string of any style.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) | Self::Quoted(text) | Self::Block(text) => Some(text),
            _ => None,
        }
    }

    /// The mapping, if this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The mapping for changes, if this is one.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Whether this holds nothing: null, or a sequence or mapping without children.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Seq(items) => items.is_empty(),
            Self::Flow(items) => items.is_empty(),
            Self::Map(map) => map.is_empty(),
            _ => false,
        }
    }
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Self {
        Self::Str(text)
    }
}

impl From<&String> for Yaml {
    fn from(text: &String) -> Self {
        Self::Str(text.clone())
    }
}

impl From<bool> for Yaml {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Yaml {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

macro_rules! from_small_int {
    ($($int:ty),+) => {$(
        impl From<$int> for Yaml {
            fn from(value: $int) -> Self {
                Self::Int(value.into())
            }
        }
    )+};
}
from_small_int!(i64, i32, u32, u16, u8);

impl From<u64> for Yaml {
    /// Numbers above `i64::MAX`, which many readers cannot hold as whole numbers, become the nearest float.
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Float(value as f64), Self::Int)
    }
}

impl From<usize> for Yaml {
    fn from(value: usize) -> Self {
        (value as u64).into()
    }
}

impl From<Map> for Yaml {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl From<&Map> for Yaml {
    fn from(map: &Map) -> Self {
        Self::Map(map.clone())
    }
}

impl From<&Yaml> for Yaml {
    fn from(value: &Yaml) -> Self {
        value.clone()
    }
}

impl<T: Into<Item>> From<Vec<T>> for Yaml {
    fn from(items: Vec<T>) -> Self {
        Self::seq(items)
    }
}

impl<T: Into<Item> + Clone> From<&[T]> for Yaml {
    fn from(items: &[T]) -> Self {
        Self::seq(items.iter().cloned())
    }
}

impl<T: Into<Item>, const N: usize> From<[T; N]> for Yaml {
    fn from(items: [T; N]) -> Self {
        Self::seq(items)
    }
}

impl<T: Into<Item>> FromIterator<T> for Yaml {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::seq(items)
    }
}
