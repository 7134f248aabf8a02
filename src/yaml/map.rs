//! The ordered mapping and its builders.

use super::{Trivia, Yaml};
use crate::hash::HashMap;
use std::borrow::Cow;
use std::cell::OnceCell;

/// A mapping with string keys, in the order in which they were first set.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Map {
    entries: Vec<Entry>,
    index: Index,
}

/// A mapping of so many keys is searched by an index. Most have five.
const MANY: usize = 24;

/// The places of the keys, once there are [`MANY`] and one is looked for: what is only filled and printed needs none.
#[derive(Clone, Debug, Default)]
#[allow(clippy::box_collection, reason = "most maps have none, and a pointer keeps them small")]
struct Index(OnceCell<Box<HashMap<Cow<'static, str>, usize>>>);

impl PartialEq for Index {
    /// It says nothing that the entries do not say.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// One key of a [`Map`] with its value and what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key. Most are words of a platform, and stand in the program.
    pub key: Cow<'static, str>,
    /// The value.
    pub value: Yaml,
    /// Comments and the empty line before.
    pub trivia: Trivia,
    /// See [`Map::plain`].
    pub plain: bool,
}

impl Map {
    /// An empty mapping.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty mapping with room for so many keys.
    pub fn with_room(keys: usize) -> Self {
        Self { entries: Vec::with_capacity(keys), index: Index::default() }
    }

    /// Sets `key`: at the end if it is new, else in its place, comments kept.
    pub fn set(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Yaml>) -> &mut Self {
        let (key, value) = (key.into(), value.into());
        match self.entry_mut(&key) {
            Some(entry) => entry.value = value,
            None => self.push(Entry { key, value, trivia: Trivia::default(), plain: false }),
        }
        self
    }

    /// [`Map::set`] for building in one expression.
    #[must_use]
    pub fn with(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Yaml>) -> Self {
        self.set(key, value);
        self
    }

    /// Sets `key` if there is a value.
    pub fn opt(&mut self, key: impl Into<Cow<'static, str>>, value: Option<impl Into<Yaml>>) -> &mut Self {
        if let Some(value) = value {
            self.set(key, value);
        }
        self
    }

    /// [`Map::opt`] for building in one expression.
    #[must_use]
    pub fn with_opt(mut self, key: impl Into<Cow<'static, str>>, value: Option<impl Into<Yaml>>) -> Self {
        self.opt(key, value);
        self
    }

    /// Sets `key` unless the value is null, `[]` or `{}`: most optional parts of a platform's file.
    pub fn filled(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Yaml>) -> &mut Self {
        let value = value.into();
        if !value.is_empty() {
            self.set(key, value);
        }
        self
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value of `key`, which is looked for at the place `at` before anywhere else: maps that were made alike are
    /// compared without a search.
    pub fn get_near(&self, at: usize, key: &str) -> Option<&Yaml> {
        match self.entries.get(at).filter(|entry| entry.key == key) {
            Some(entry) => Some(&entry.value),
            None => self.get(key),
        }
    }

    /// The value of `key`, for changes.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Yaml> {
        self.entry_mut(key).map(|entry| &mut entry.value)
    }

    /// The entry of `key`, comments included.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.place(key).map(|at| &self.entries[at])
    }

    /// The entry of `key`, comments included, for changes.
    pub fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.place(key).map(|at| &mut self.entries[at])
    }

    /// Takes `key` out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Yaml> {
        let taken = self.entries.remove(self.place(key)?).value;
        self.index = Index::default();
        Some(taken)
    }

    /// Whether `key` is set.
    pub fn contains(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Whether no key is set.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many keys are set.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Yaml)> {
        self.entries.iter().map(|entry| (entry.key.as_ref(), &entry.value))
    }

    /// The entries in order, comments included.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Comment lines above `key`. Like all that follow, it does nothing while `key` is not set: set it first.
    pub fn comment(&mut self, key: &str, text: impl Into<String>) -> &mut Self {
        self.adjust(key, |entry| entry.trivia.set_above(text))
    }

    /// A comment at the end of `key`'s line, as in `uses: x@sha  # v1.2.3`.
    pub fn eol(&mut self, key: &str, text: impl Into<String>) -> &mut Self {
        self.adjust(key, |entry| entry.trivia.set_eol(text))
    }

    /// An empty line above `key`, unless it is the first.
    pub fn blank_before(&mut self, key: &str) -> &mut Self {
        self.adjust(key, |entry| entry.trivia.blank = true)
    }

    /// Leaves the key bare although a YAML 1.1 reader takes it for a boolean.
    ///
    /// Made for the `on` of a GitHub workflow: GitHub reads YAML 1.2, where it is a string, and everybody writes it
    /// bare. Only the words of which that is true (`y n yes no on off`) heed it; yamllint's `truthy` rule wants
    /// `check-keys: false` then.
    pub fn plain(&mut self, key: &str) -> &mut Self {
        self.adjust(key, |entry| entry.plain = true)
    }

    /// [`Map::comment`] for building in one expression.
    #[must_use]
    pub fn with_comment(mut self, key: &str, text: impl Into<String>) -> Self {
        self.comment(key, text);
        self
    }

    /// [`Map::eol`] for building in one expression.
    #[must_use]
    pub fn with_eol(mut self, key: &str, text: impl Into<String>) -> Self {
        self.eol(key, text);
        self
    }

    /// [`Map::blank_before`] for building in one expression.
    #[must_use]
    pub fn with_blank_before(mut self, key: &str) -> Self {
        self.blank_before(key);
        self
    }

    /// [`Map::plain`] for building in one expression.
    #[must_use]
    pub fn with_plain(mut self, key: &str) -> Self {
        self.plain(key);
        self
    }

    /// [`Map::set`] of a key that is known to be new: nothing is searched.
    pub fn append(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Yaml>) {
        let (key, value) = (key.into(), value.into());
        debug_assert!(!self.contains(&key), "{key} is there twice");
        self.push(Entry { key, value, trivia: Trivia::default(), plain: false });
    }

    /// Keeps the entries that `keep` says yes to, and may change.
    pub fn retain_mut(&mut self, keep: impl FnMut(&mut Entry) -> bool) {
        self.entries.retain_mut(keep);
        self.index = Index::default();
    }

    /// The comments and empty lines, for changes.
    pub fn trivia_mut(&mut self) -> impl Iterator<Item = &mut Trivia> {
        self.entries.iter_mut().map(|entry| &mut entry.trivia)
    }

    /// The values, for changes.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Yaml> {
        self.entries.iter_mut().map(|entry| &mut entry.value)
    }

    /// Adds an entry whose key is known to be new.
    #[inline]
    pub(super) fn push(&mut self, entry: Entry) {
        // Most maps have no index: what keeps one stays out of the way.
        if self.index.0.get().is_some() {
            self.note(&entry);
        }
        self.entries.push(entry);
    }

    /// Notes the place of an entry that comes next.
    #[inline(never)]
    fn note(&mut self, entry: &Entry) {
        if let Some(index) = self.index.0.get_mut() {
            index.insert(entry.key.clone(), self.entries.len());
        }
    }

    fn place(&self, key: &str) -> Option<usize> {
        if self.entries.len() < MANY {
            return self.entries.iter().position(|entry| entry.key == key);
        }
        let places = || self.entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at));
        self.index.0.get_or_init(|| Box::new(places().collect())).get(key).copied()
    }

    fn adjust(&mut self, key: &str, change: impl FnOnce(&mut Entry)) -> &mut Self {
        self.entry_mut(key).map(change);
        self
    }
}

impl<K: Into<Cow<'static, str>>, V: Into<Yaml>> Extend<(K, V)> for Map {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        let pairs = pairs.into_iter();
        self.entries.reserve(pairs.size_hint().0);
        for (key, value) in pairs {
            self.set(key, value);
        }
    }
}

impl<K: Into<Cow<'static, str>>, V: Into<Yaml>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::new();
        map.extend(pairs);
        map
    }
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
