//! The world as a commit has it.

use super::objects::{Object, Objects};
use crate::world::{Trouble, World};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// So many links in a row lead nowhere.
const MOST_LINKS: usize = 40;
/// A link's target is a path.
const LONGEST_LINK: usize = 4096;

/// The files of a commit below the folder of the spec. Trees are read when something in them is asked for; links are
/// followed within the folder, as on disk.
pub struct RevisionWorld<'a> {
    objects: &'a RefCell<Objects>,
    /// The tree of the spec's folder; `None` where the commit has no such folder.
    root: Option<String>,
    trees: RefCell<BTreeMap<String, Rc<Tree>>>,
}

/// The entries of a folder by name.
type Tree = BTreeMap<String, Entry>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    kind: Kind,
    id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    File { executable: bool },
    Link,
    Module,
}

/// A file as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it could be run.
    pub executable: bool,
}

fn trouble<T>(words: &str) -> Result<T, Trouble> {
    Err(Trouble(words.to_owned()))
}

const NO_FILE: &str = "there is no such file";

impl<'a> RevisionWorld<'a> {
    /// The files below `prefix` in the tree of a commit.
    pub(super) fn new(objects: &'a RefCell<Objects>, tree: &str, prefix: &str) -> Self {
        let mut own = Self { objects, root: Some(tree.to_owned()), trees: RefCell::default() };
        own.root = own.find(prefix).ok().filter(|entry| entry.kind == Kind::Folder).map(|entry| entry.id);
        own
    }

    /// Whether anything stands at a path.
    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_ok()
    }

    /// The file at a path, which is no link; `None` where there is none, or something else.
    pub fn file(&self, path: &str) -> Option<Blob> {
        let mut tree = self.root.clone()?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            let entry = self.tree(&tree).ok()?.get(part).filter(|entry| entry.kind == Kind::Folder)?.clone();
            tree = entry.id;
        }
        let entry = self.tree(&tree).ok()?.get(name)?.clone();
        let Kind::File { executable } = entry.kind else { return None };
        Some(Blob { bytes: self.bytes(&entry.id).ok()?, executable })
    }

    /// What stands at a path, links followed.
    fn find(&self, path: &str) -> Result<Entry, Trouble> {
        let Some(root) = &self.root else { return trouble(NO_FILE) };
        let folder = |id: &str| Entry { kind: Kind::Folder, id: id.to_owned() };
        let mut way = vec![folder(root)];
        let mut rest: Vec<String> = path.split('/').rev().map(str::to_owned).collect();
        let mut links = 0;
        while let Some(part) = rest.pop() {
            if part.is_empty() || part == "." {
                continue;
            }
            let here = way.last().filter(|entry| entry.kind == Kind::Folder);
            let Some(here) = here else { return trouble(NO_FILE) };
            if part == ".." {
                way.pop();
                if way.is_empty() {
                    return trouble("it leads out of the folder of deploy.kdl");
                }
                continue;
            }
            let Some(entry) = self.tree(&here.id)?.get(&part).cloned() else { return trouble(NO_FILE) };
            match entry.kind {
                Kind::Link => {
                    links += 1;
                    let target = self.bytes(&entry.id)?;
                    let target = String::from_utf8(target).ok().filter(|t| t.len() <= LONGEST_LINK);
                    let Some(target) = target.filter(|_| links <= MOST_LINKS) else { return trouble(NO_FILE) };
                    if target.starts_with('/') {
                        return trouble("it leads out of the folder of deploy.kdl");
                    }
                    rest.extend(target.split('/').rev().map(str::to_owned));
                }
                Kind::Module => return trouble("it is in a submodule"),
                Kind::Folder | Kind::File { .. } => way.push(entry),
            }
        }
        way.pop().ok_or_else(|| Trouble(NO_FILE.into()))
    }

    fn tree(&self, id: &str) -> Result<Rc<Tree>, Trouble> {
        if let Some(tree) = self.trees.borrow().get(id) {
            return Ok(tree.clone());
        }
        let tree = Rc::new(parse(&self.bytes(id)?, id.len() / 2));
        self.trees.borrow_mut().insert(id.to_owned(), tree.clone());
        Ok(tree)
    }

    fn bytes(&self, id: &str) -> Result<Vec<u8>, Trouble> {
        match self.objects.borrow_mut().get(id) {
            Ok(Object::Found { bytes, .. }) => Ok(bytes),
            Ok(Object::TooLarge) => trouble("it is larger than 16 MiB"),
            // What a tree names is there, unless it was left out when the repository was cloned.
            Ok(Object::Missing | Object::Ambiguous) => trouble(
                "this clone does not hold it (it is a partial one, or damaged): `git fetch --refetch --no-filter` gets \
                 everything",
            ),
            Err(problem) => trouble(&problem.to_string()),
        }
    }
}

impl World for RevisionWorld<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let entry = self.find(path)?;
        match entry.kind {
            Kind::File { .. } => self.bytes(&entry.id),
            _ => trouble("it is a folder"),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Trouble> {
        let entry = self.find(folder)?;
        match entry.kind {
            Kind::Folder => Ok(self.tree(&entry.id)?.keys().cloned().collect()),
            _ => trouble("it is no folder"),
        }
    }

    /// Every file that a spec names is taken to be there: one that a build makes is in no commit.
    fn exists(&self, _: &str) -> bool {
        true
    }
}

/// Reads a tree: for each entry its mode, its name and the bytes of its hash (gitformat-pack speaks of "tree objects";
/// the modes are those of git-fast-import, `filemodify`). What makes no sense ends it.
fn parse(mut bytes: &[u8], hash: usize) -> Tree {
    let mut tree = Tree::new();
    while let Some(end) = bytes.iter().position(|b| *b == 0) {
        let (head, rest) = bytes.split_at(end);
        let Some((id, next)) = rest[1..].split_at_checked(hash) else { break };
        bytes = next;
        let Ok(head) = std::str::from_utf8(head) else { continue };
        let Some((mode, name)) = head.split_once(' ') else { break };
        let kind = match mode {
            "40000" => Kind::Folder,
            "120000" => Kind::Link,
            "160000" => Kind::Module,
            mode => Kind::File { executable: mode.ends_with("755") },
        };
        let id = id.iter().map(|byte| format!("{byte:02x}")).collect();
        tree.insert(name.to_owned(), Entry { kind, id });
    }
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_that_is_cut_off_or_no_tree_gives_what_can_be_read() {
        let mut bytes = b"100755 run\0".to_vec();
        bytes.extend([0xab; 20]);
        bytes.extend(b"40000 sub\0");
        let whole = [bytes.clone(), vec![1; 20]].concat();
        let tree = parse(&whole, 20);
        assert_eq!(tree["run"], Entry { kind: Kind::File { executable: true }, id: "ab".repeat(20) });
        assert_eq!(tree["sub"].kind, Kind::Folder);
        assert_eq!(parse(&bytes, 20).len(), 1);
        assert!(parse(b"nonsense\0", 20).is_empty() && parse(b"", 20).is_empty() && parse(&[0; 100], 20).is_empty());
    }
}
