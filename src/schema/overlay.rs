//! Layers: how a later setting is laid over an earlier one, the same for every node.

use super::{Few, Leaf, Node};
use crate::source::S;
use std::borrow::Cow;

/// Lays `upper` over `self`. What `upper` leaves unsaid stays.
pub trait Overlay {
    /// A value replaces, a list that says anything replaces, nodes of the same key are merged.
    fn overlay(&mut self, upper: Self);
    /// About how many bytes a copy takes: asked before many copies are made.
    fn size(&self) -> usize;
}

/// What a value or node takes beside its text.
const BASE: usize = 64;

/// A text is held by the spec, by the plan and by the model of the platform, and printed.
fn written<T>(value: &S<T>) -> usize {
    BASE + 4 * (value.span.end - value.span.start) as usize
}

impl<L: Leaf> Overlay for S<L> {
    fn overlay(&mut self, upper: Self) {
        *self = upper;
    }
    fn size(&self) -> usize {
        written(self)
    }
}

impl<L: Leaf> Overlay for Option<S<L>> {
    fn overlay(&mut self, upper: Self) {
        if upper.is_some() {
            *self = upper;
        }
    }
    fn size(&self) -> usize {
        self.as_ref().map_or(0, written)
    }
}

impl<L: Leaf> Overlay for Vec<S<L>> {
    fn overlay(&mut self, upper: Self) {
        if !upper.is_empty() {
            *self = upper;
        }
    }
    fn size(&self) -> usize {
        self.iter().map(written).sum()
    }
}

impl<N: Node + Overlay> Overlay for Option<N> {
    fn overlay(&mut self, upper: Self) {
        match (self.as_mut(), upper) {
            (Some(lower), Some(upper)) => lower.overlay(upper),
            (None, Some(upper)) => *self = Some(upper),
            (_, None) => {}
        }
    }
    fn size(&self) -> usize {
        self.as_ref().map_or(0, Overlay::size)
    }
}

impl<N: Node + Overlay> Overlay for Vec<N> {
    fn overlay(&mut self, upper: Self) {
        if upper.is_empty() {
            return;
        }
        let mut places: Few<usize> = Few::with_room(self.len() + upper.len());
        let owned = |key: Cow<'_, str>| key.into_owned();
        for (at, key) in self.iter().enumerate().filter_map(|(at, own)| Some((at, own.key()?))) {
            if places.get(&key).is_none() {
                places.add(key.into_owned(), at);
            }
        }
        for node in upper {
            let key = node.key().map(owned);
            match key.as_ref().and_then(|key| places.get(key)) {
                Some(at) => self[*at].overlay(node),
                None => {
                    key.into_iter().for_each(|key| places.add(key, self.len()));
                    self.push(node);
                }
            }
        }
    }
    fn size(&self) -> usize {
        self.iter().map(Overlay::size).sum()
    }
}

/// A free tree is replaced whole: nobody but its platform knows what its parts mean.
impl Overlay for Vec<crate::schema::decode::RawNode> {
    fn overlay(&mut self, upper: Self) {
        if !upper.is_empty() {
            *self = upper;
        }
    }
    fn size(&self) -> usize {
        self.iter().map(crate::schema::decode::RawNode::size).sum()
    }
}

impl<K: Leaf, V: Leaf> Overlay for Vec<(S<K>, S<V>)> {
    fn overlay(&mut self, upper: Self) {
        if upper.is_empty() {
            return;
        }
        let mut places: Few<usize> = Few::with_room(self.len() + upper.len());
        for (at, (own, _)) in self.iter().enumerate() {
            let name = own.value.show();
            if places.get(&name).is_none() {
                places.add(name.into_owned(), at);
            }
        }
        for (key, value) in upper {
            let name = key.value.show();
            match places.get(&name) {
                Some(at) => self[*at].1 = value,
                None => {
                    places.add(name.into_owned(), self.len());
                    self.push((key, value));
                }
            }
        }
    }
    fn size(&self) -> usize {
        self.iter().map(|(key, value)| written(key) + written(value)).sum()
    }
}
