//! One item of a sequence.

use super::{Trivia, Yaml};

/// A value in a sequence, and what stands around it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Item {
    /// The value.
    pub value: Yaml,
    /// Comments and the empty line before.
    pub trivia: Trivia,
}

impl Item {
    /// An item without comments.
    pub fn new(value: impl Into<Yaml>) -> Self {
        Self { value: value.into(), trivia: Trivia::default() }
    }

    /// Comment lines above the item.
    #[must_use]
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.trivia.set_above(text);
        self
    }

    /// A comment at the end of the line; above the item when that is a mapping or a sequence.
    #[must_use]
    pub fn eol(mut self, text: impl Into<String>) -> Self {
        self.trivia.set_eol(text);
        self
    }

    /// An empty line before the item.
    #[must_use]
    pub fn blank_before(mut self) -> Self {
        self.trivia.blank = true;
        self
    }
}

impl<T: Into<Yaml>> From<T> for Item {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
