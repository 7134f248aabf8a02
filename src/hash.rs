//! Maps and sets that are looked into for every service and every line: with a hash made for short names, where the
//! standard library's takes as long as all else that is done with one. It is seeded anew in each process, so that nobody
//! can write names that collide. What is written never depends on the order in them.

use foldhash::fast::RandomState;

/// A map by such hashes.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
/// A set of such hashes.
pub type HashSet<K> = std::collections::HashSet<K, RandomState>;
