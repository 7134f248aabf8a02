//! Values by name.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Values in the order of their names, each of which is there once. A list: a service has a dozen variables, and a tree
/// of them would cost more to make and to drop than all that is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K, V> Sorted<K, V> {
    /// Whether nothing is there.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names with their values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    fn place<Q: Ord + ?Sized>(&self, name: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(own, _)| own.borrow().cmp(name))
    }

    /// The value of a name.
    pub fn get<Q: Ord + ?Sized>(&self, name: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(name).ok().map(|at| &self.0[at].1)
    }

    /// Takes a name out, with its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, name: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        self.place(name).ok().map(|at| self.0.remove(at))
    }
}

impl<K: Ord, V> Sorted<K, V> {
    /// Sets the value of a name.
    pub fn insert(&mut self, name: K, value: V) {
        match self.place(&name) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (name, value)),
        }
    }
}

impl<K: Ord, V> Extend<(K, V)> for Sorted<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, values: I) {
        values.into_iter().for_each(|(name, value)| self.insert(name, value));
    }
}

impl<K: Ord, V> From<Vec<(K, V)>> for Sorted<K, V> {
    /// Of a name that is there twice, the last one counts.
    fn from(mut values: Vec<(K, V)>) -> Self {
        values.sort_by(|(a, _), (b, _)| a.cmp(b));
        values.dedup_by(|later, earlier| {
            let again = later.0 == earlier.0;
            if again {
                std::mem::swap(later, earlier);
            }
            again
        });
        Self(values)
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Sorted<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(values: I) -> Self {
        values.into_iter().collect::<Vec<_>>().into()
    }
}

impl<K, V> IntoIterator for Sorted<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Sorted<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Sorted<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(|values| Self(values.into_iter().collect()))
    }
}

/// To a reader it is a map like any other.
impl<K: JsonSchema, V: JsonSchema> JsonSchema for Sorted<K, V> {
    fn inline_schema() -> bool {
        BTreeMap::<K, V>::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        BTreeMap::<K, V>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        BTreeMap::<K, V>::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<K, V>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_last_of_a_name_counts(pairs in prop::collection::vec(("[a-e]", any::<u8>()), 0..20)) {
            let (own, tree): (Sorted<_, _>, BTreeMap<_, _>) = (pairs.clone().into(), pairs.into_iter().collect());
            prop_assert!(own.iter().eq(tree.iter()));
        }

        #[test]
        fn it_is_a_map(steps in prop::collection::vec(("[a-e]", any::<Option<u8>>()), 0..20)) {
            let (mut own, mut tree) = (Sorted::default(), BTreeMap::new());
            for (name, value) in steps {
                prop_assert_eq!(own.get(name.as_str()), tree.get(name.as_str()));
                match value {
                    Some(value) => {
                        own.insert(name.clone(), value);
                        tree.insert(name, value);
                    }
                    None => prop_assert_eq!(own.remove(name.as_str()), tree.remove_entry(name.as_str())),
                }
                prop_assert!(own.iter().eq(tree.iter()));
            }
            let text = serde_json::to_string(&own).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&tree).unwrap());
            prop_assert_eq!(serde_json::from_str::<Sorted<String, u8>>(&text).unwrap(), own);
        }
    }
}
