//! Texts that are not saved, over the files of a world: what is open in an editor, what a fix would write.

use super::{Trouble, World};
use std::collections::BTreeMap;

/// A world in which open files are as the editor shows them, saved or not.
pub struct Overlay<'a> {
    world: &'a dyn World,
    open: &'a BTreeMap<String, String>,
}

impl<'a> Overlay<'a> {
    /// `open` holds texts by their paths, relative to the folder of the main spec.
    pub fn new(world: &'a dyn World, open: &'a BTreeMap<String, String>) -> Self {
        Self { world, open }
    }
}

impl World for Overlay<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        match self.open.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.world.read(path),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Trouble> {
        let prefix = if folder.is_empty() || folder == "." { String::new() } else { format!("{folder}/") };
        let unsaved = self.open.keys().filter_map(|path| path.strip_prefix(&prefix)?.split('/').next());
        let unsaved: Vec<String> = unsaved.map(str::to_owned).collect();
        let mut names = match self.world.list(folder) {
            Ok(names) => names,
            Err(trouble) if unsaved.is_empty() => return Err(trouble),
            Err(_) => Vec::new(),
        };
        names.extend(unsaved);
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.open.keys().any(|own| own == path || own.starts_with(&folder)) || self.world.exists(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    #[test]
    fn what_is_open_wins_and_what_is_unsaved_is_there() {
        let disk = MemoryWorld::default().with("deploy.kdl", "old").with("a/x.kdl", "").strict();
        let open = BTreeMap::from([("deploy.kdl".into(), "new".into()), ("a/y.kdl".into(), String::new())]);
        let world = Overlay::new(&disk, &open);
        assert_eq!(world.read("deploy.kdl"), Ok(b"new".to_vec()));
        assert_eq!(world.list("a"), Ok(vec!["x.kdl".to_owned(), "y.kdl".to_owned()]));
        assert!(world.exists("a/y.kdl") && world.exists("a/x.kdl") && world.exists("a") && !world.exists("b"));
    }
}
