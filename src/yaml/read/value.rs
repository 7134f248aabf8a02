//! What was read: the data alone, in slices of the text wherever it stands there as it is.

use std::borrow::Cow;

/// A value with everything in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string of any style.
    Text(Cow<'a, str>),
    /// A sequence.
    List(Vec<Value<'a>>),
    /// A mapping, in the order of writing; no key is there twice.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl Value<'_> {
    /// The value behind a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.fields().iter().find(|(own, _)| own == key).map(|(_, value)| value)
    }

    /// The keys and values of a mapping; none of anything else.
    pub fn fields(&self) -> &[(Cow<'_, str>, Self)] {
        match self {
            Self::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The items of a sequence; none of anything else.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is `true`.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }
}
