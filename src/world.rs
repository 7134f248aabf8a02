//! The world as the compiler sees it: files, by paths relative to the folder of the main spec. The real one lives in
//! `cli`; tests and the language server bring their own.

use std::collections::BTreeMap;

mod overlay;

pub use overlay::Overlay;

/// What can be known of the files around a spec. Paths use `/`, are relative and never hold `..`.
pub trait World {
    /// The bytes of a file.
    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble>;
    /// The names in a folder, sorted.
    fn list(&self, folder: &str) -> Result<Vec<String>, Trouble>;
    /// Whether there is a file or folder.
    fn exists(&self, path: &str) -> bool;
}

/// Why a file cannot be read, in a few words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble(pub String);

/// Files in memory. Until it is made strict, every path that a spec names is taken to exist.
#[derive(Debug, Clone, Default)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
    strict: bool,
}

impl MemoryWorld {
    /// Only the files that were added exist.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Adds or replaces a file.
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), bytes.into());
        self
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        self.files.get(path).cloned().ok_or_else(|| Trouble("there is no such file".into()))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Trouble> {
        let prefix = if folder.is_empty() || folder == "." { String::new() } else { format!("{folder}/") };
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|path| Some(path.strip_prefix(&prefix)?.split('/').next()?.to_owned()))
            .collect();
        names.dedup();
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        !self.strict || path == "." || self.files.keys().any(|own| own == path || own.starts_with(&folder))
    }
}
