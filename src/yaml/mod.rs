//! YAML as data: a document tree and the one printer that writes it.
//!
//! Everything that dbgen emits as YAML passes through here, so one place decides what a reader sees: a tree of
//! [`Yaml`] values, with the comments and empty lines that a person would have put there, goes in; text comes out that
//! every YAML 1.1 and 1.2 reader takes for the same value. Strings that any of them would take for something else
//! (`no`, `12:30`, `1_000`, `0o7`) are quoted.
//!
//! ```
//! use dbgen::yaml::{Document, Map, map};
//!
//! let step = Map::new().with("uses", "actions/checkout@0123abc").with_eol("uses", "v6.0.0");
//! let job = map! { "runs-on" => "ubuntu-24.04", "steps" => vec![step] };
//! let text = Document::new(map! { "jobs" => map! { "test" => job } }).header("Generated.").print();
//! assert_eq!(text, "\
//! ## Generated.
//! ---
//! jobs:
//!   test:
//!     runs-on: ubuntu-24.04
//!     steps:
//!       - uses: actions/checkout@0123abc  # v6.0.0
//! ");
//! ```

mod block;
mod convert;
mod document;
mod item;
mod map;
mod print;
mod read;
mod scalar;
mod serialize;
mod tree;

pub use convert::{Unrepresentable, merge, to_value};
pub use document::{Document, print_all};
pub use item::Item;
pub use map::{Entry, Map};
pub use read::{Items, Scratch, Tree, Unread, Value, What, read, read_into};
pub use serialize::{Unserializable, to_yaml};
pub use tree::{Trivia, Yaml};

/// A [`Map`] in one expression: `map! { "name" => "ci", "jobs" => jobs }`. Values are anything that is `Into<Yaml>`.
#[doc(hidden)]
#[macro_export]
macro_rules! __yaml_map {
    () => { $crate::yaml::Map::new() };
    ($($key:expr => $value:expr),+ $(,)?) => {
        $crate::yaml::Map::with_room([$(stringify!($key)),+].len())$(.with($key, $value))+
    };
}
#[doc(inline)]
pub use crate::__yaml_map as map;
