//! The names of one node: few, nearly always, and faster looked through than looked up.

use crate::hash::HashMap;
use std::borrow::Cow;

/// One bit for a name, seldom that of another one of the same node: tells without a search that most are not there.
#[inline]
pub fn mark(name: &str) -> u64 {
    let first = name.as_bytes().first().map_or(0, |byte| usize::from(*byte));
    1 << ((7 * name.len() + first) % 64)
}

/// So many names are looked through.
const FEW: usize = 24;

/// What belongs to each of a few names, or of many.
#[derive(Debug)]
pub struct Few<'a, T> {
    /// The [`mark`]s of all names.
    marks: u64,
    all: Vec<(Cow<'a, str>, T)>,
    /// Where each name stands, once there are more than [`FEW`].
    places: HashMap<Cow<'a, str>, usize>,
}

impl<'a, T> Few<'a, T> {
    /// None, with room for so many.
    pub fn with_room(count: usize) -> Self {
        Self { marks: 0, all: Vec::with_capacity(count), places: HashMap::default() }
    }

    /// What belongs to a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        match self.places.is_empty() {
            true if self.marks & mark(name) == 0 => None,
            true => self.all.iter().find(|(own, _)| own == name).map(|(_, of)| of),
            false => self.places.get(name).map(|at| &self.all[*at].1),
        }
    }

    /// Adds a name that is not there yet.
    pub fn add(&mut self, name: impl Into<Cow<'a, str>>, of: T) {
        let name = name.into();
        self.marks |= mark(&name);
        match self.all.len() {
            ..FEW => {}
            FEW => self.places = self.all.iter().map(|(own, _)| own.clone()).chain([name.clone()]).zip(0..).collect(),
            many => _ = self.places.insert(name.clone(), many),
        }
        self.all.push((name, of));
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn few_and_many_names_are_found() {
        let mut few = Few::with_room(0);
        for number in 0..100 {
            let name = number.to_string();
            assert_eq!(few.get(&name), None);
            few.add(name, number);
            for known in 0..100 {
                assert_eq!(few.get(&known.to_string()), Some(&known).filter(|known| **known <= number));
            }
        }
    }
}
