//! Layers: how a later setting is laid over an earlier one, the same for every node.

use super::{Leaf, Node};
use crate::source::S;

/// Lays `upper` over `self`. What `upper` leaves unsaid stays.
pub trait Overlay {
    /// A value replaces, a list that says anything replaces, nodes of the same key are merged.
    fn overlay(&mut self, upper: Self);
}

impl<L: Leaf> Overlay for S<L> {
    fn overlay(&mut self, upper: Self) {
        *self = upper;
    }
}

impl<L: Leaf> Overlay for Option<S<L>> {
    fn overlay(&mut self, upper: Self) {
        if upper.is_some() {
            *self = upper;
        }
    }
}

impl<L: Leaf> Overlay for Vec<S<L>> {
    fn overlay(&mut self, upper: Self) {
        if !upper.is_empty() {
            *self = upper;
        }
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
}

impl<N: Node + Overlay> Overlay for Vec<N> {
    fn overlay(&mut self, upper: Self) {
        for node in upper {
            let key = node.key();
            match self.iter_mut().find(|own| key.is_some() && own.key() == key) {
                Some(own) => own.overlay(node),
                None => self.push(node),
            }
        }
    }
}

/// A free tree is replaced whole: nobody but its platform knows what its parts mean.
impl Overlay for Vec<crate::schema::decode::RawNode> {
    fn overlay(&mut self, upper: Self) {
        if !upper.is_empty() {
            *self = upper;
        }
    }
}

impl<K: Leaf, V: Leaf> Overlay for Vec<(S<K>, S<V>)> {
    fn overlay(&mut self, upper: Self) {
        for (key, value) in upper {
            match self.iter_mut().find(|(own, _)| own.value.show() == key.value.show()) {
                Some(own) => own.1 = value,
                None => self.push((key, value)),
            }
        }
    }
}
