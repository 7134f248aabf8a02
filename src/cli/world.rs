//! The real world: files below the folder of the spec.

use crate::hash::{HashMap, HashSet};
use crate::world::{Trouble, World};
use std::cell::{OnceCell, RefCell};
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The folder that a spec describes, and the name of the spec in it.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder; artifacts are written below it.
    pub root: PathBuf,
    /// The name of the main file in it.
    pub spec: String,
}

impl Place {
    /// What a path argument means: a folder with a `deploy.kdl`, or a spec itself.
    pub fn find(path: &Path) -> Self {
        if path.is_dir() {
            return Self { root: path.to_owned(), spec: "deploy.kdl".into() };
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        let root = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { root: root.to_owned(), spec: name.unwrap_or_else(|| "deploy.kdl".into()) }
    }

    /// The folder of the spec from the root of its repository, with a `/` at its end; empty for the root itself, and
    /// where there is no repository. Annotations of GitHub's are placed by such paths, wherever dbgen was started.
    pub fn folder(&self) -> String {
        let Ok(root) = self.root.canonicalize() else { return String::new() };
        let repository = root.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned);
        // A container step may see the files without their `.git`.
        let workspace = || PathBuf::from(std::env::var_os("GITHUB_WORKSPACE")?).canonicalize().ok();
        let Some(base) = repository.or_else(workspace) else { return String::new() };
        let Ok(inside) = root.strip_prefix(&base) else { return String::new() };
        inside.components().map(|part| part.as_os_str().to_string_lossy() + "/").collect()
    }

    /// What stands before the paths of its files where people read them.
    pub fn before(&self) -> String {
        let shown = self.shown();
        shown.strip_suffix(&self.spec).unwrap_or_default().to_owned()
    }

    /// The spec as people name it: without a `./` that nobody has written.
    pub fn shown(&self) -> String {
        match self.root.as_os_str() == "." {
            true => self.spec.clone(),
            false => self.root.join(&self.spec).display().to_string(),
        }
    }
}

/// Files on disk.
pub struct DiskWorld {
    root: PathBuf,
    /// The root without links, once it was asked for.
    real: OnceCell<PathBuf>,
    /// The folders below it that are real ones.
    folders: RefCell<HashSet<String>>,
    /// The files that were seen in listings of folders below it.
    listed: RefCell<HashMap<String, Identity>>,
}

/// What tells a file from every other one of the machine, whatever its path.
type Identity = (u64, u64);

#[cfg(unix)]
mod identity {
    use std::fs::{DirEntry, Metadata};
    use std::os::unix::fs::{DirEntryExt as _, MetadataExt as _};

    /// That of a file in a folder; the listing knows it without a look at the file.
    pub fn listed(entry: &DirEntry, folder: &Metadata) -> Option<super::Identity> {
        entry.file_type().is_ok_and(|kind| kind.is_file()).then(|| (folder.dev(), entry.ino()))
    }

    /// That of what was opened.
    pub fn opened(facts: &Metadata) -> Option<super::Identity> {
        Some((facts.dev(), facts.ino()))
    }
}

#[cfg(not(unix))]
mod identity {
    use std::fs::{DirEntry, Metadata};

    pub fn listed(_: &DirEntry, _: &Metadata) -> Option<super::Identity> {
        None
    }

    pub fn opened(_: &Metadata) -> Option<super::Identity> {
        None
    }
}

/// A spec is text that people write; anything larger is refused before it is read.
const LARGEST: u64 = 16 << 20;

fn trouble(problem: &io::Error) -> Trouble {
    Trouble(match problem.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "it may not be read".into(),
        _ => problem.to_string(),
    })
}

impl DiskWorld {
    /// The files below `root`.
    pub fn new(root: PathBuf) -> Self {
        Self { root, real: OnceCell::new(), folders: RefCell::default(), listed: RefCell::default() }
    }

    /// A file that a listing has shown, opened at once: that it is the very same file says more than its path could.
    fn open_listed(&self, path: &str) -> Option<(fs::File, Metadata)> {
        let identity = *self.listed.borrow().get(path)?;
        let file = fs::File::open(self.real.get()?.join(path)).ok()?;
        let facts = file.metadata().ok()?;
        // Numbers are used again: what has that of a file that is gone may be a folder.
        (facts.is_file() && identity::opened(&facts) == Some(identity)).then_some((file, facts))
    }

    /// A file, by a path that does not lead out of the folder of the spec.
    fn open(&self, path: &str) -> Result<(fs::File, Metadata), Trouble> {
        if let Some(found) = self.open_listed(path) {
            return Ok(found);
        }
        let (full, facts) = self.inside(path).map_err(|e| trouble(&e))?;
        if facts.is_dir() {
            return Err(Trouble("it is a folder".into()));
        }
        if !facts.is_file() {
            return Err(Trouble("it is no regular file".into()));
        }
        Ok((fs::File::open(&full).map_err(|e| trouble(&e))?, facts))
    }

    /// The path on disk and what stands there, where following links does not lead out of the folder of the spec.
    fn inside(&self, path: &str) -> io::Result<(PathBuf, Metadata)> {
        let root = match self.real.get() {
            Some(root) => root,
            None => {
                let real = self.root.canonicalize()?;
                self.real.get_or_init(|| real)
            }
        };
        if let Some(found) = self.without_links(root, path)? {
            return Ok(found);
        }
        let full = root.join(path).canonicalize()?;
        match full.starts_with(root) {
            true => fs::metadata(&full).map(|facts| (full, facts)),
            false => Err(io::Error::other("it leads out of the folder of deploy.kdl")),
        }
    }

    /// What stands at a path below `root` that goes down through folders alone; `None` where it does not, or goes up.
    /// Most do, and each folder is looked at once.
    fn without_links(&self, root: &Path, path: &str) -> io::Result<Option<(PathBuf, Metadata)>> {
        let odd = |part: &str| matches!(part, "" | "." | "..") || part.contains(['\\', ':']);
        if path.split('/').any(odd) {
            return Ok(None);
        }
        if let Some((folder, _)) = path.rsplit_once('/')
            && !self.folders.borrow().contains(folder)
        {
            let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
            for folder in ends.map(|end| &folder[..end]) {
                if self.folders.borrow().contains(folder) {
                    continue;
                }
                if !fs::symlink_metadata(root.join(folder))?.is_dir() {
                    return Ok(None);
                }
                self.folders.borrow_mut().insert(folder.to_owned());
            }
        }
        let full = root.join(path);
        let facts = fs::symlink_metadata(&full)?;
        Ok((!facts.is_symlink()).then_some((full, facts)))
    }
}

impl World for DiskWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let (mut file, facts) = self.open(path)?;
        if facts.len() > LARGEST {
            return Err(Trouble("it is larger than 16 MiB".into()));
        }
        // Room for one byte more than there is: one read shows that this was all.
        let size = facts.len() as usize;
        let mut bytes = vec![0; size + 1];
        let read = file.read(&mut bytes).ok();
        bytes.truncate(read.unwrap_or(0));
        if read != Some(size) {
            // It may have grown since it was looked at, or comes in pieces; what is wrong shows again.
            let most = LARGEST + 1 - bytes.len() as u64;
            file.take(most).read_to_end(&mut bytes).map_err(|e| trouble(&e))?;
        }
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Trouble> {
        let (full, facts) = self.inside(if folder.is_empty() { "." } else { folder }).map_err(|e| trouble(&e))?;
        let (mut names, mut listed) = (Vec::new(), self.listed.borrow_mut());
        for entry in fs::read_dir(full).map_err(|e| trouble(&e))? {
            let entry = entry.map_err(|e| trouble(&e))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = if folder.is_empty() { name.clone() } else { [folder, "/", &name].concat() };
            // Something else may stand there since: to open a pipe would be to wait for who writes into it.
            match identity::listed(&entry, &facts) {
                Some(identity) => listed.insert(path, identity),
                None => listed.remove(&path),
            };
            names.push(name);
        }
        names.sort();
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        self.inside(path).is_ok()
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_are_followed_within_the_folder_and_not_out_of_it() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("tree");
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/file"), "inside").unwrap();
        fs::write(place.path().join("secret"), "outside").unwrap();
        symlink("a", root.join("within")).unwrap();
        symlink("b/file", root.join("a/short")).unwrap();
        symlink("../secret", root.join("leak")).unwrap();
        symlink("..", root.join("up")).unwrap();
        symlink("../tree/a", root.join("around")).unwrap();
        symlink("nothing", root.join("dangling")).unwrap();
        symlink(&root, place.path().join("linked-tree")).unwrap();
        for root in [root.clone(), place.path().join("linked-tree")] {
            let world = DiskWorld::new(root);
            for _ in 0..2 {
                for good in ["a/b/file", "./a//b/./file", "within/b/file", "a/short", "within/short", "around/b/file"] {
                    assert_eq!(world.read(good).as_deref(), Ok("inside".as_bytes()), "{good}");
                    assert!(world.exists(good));
                }
                assert_eq!(world.list("within/b"), Ok(vec!["file".to_owned()]));
                assert_eq!(world.list(""), world.list("."));
                let out = Trouble("it leads out of the folder of deploy.kdl".into());
                for bad in ["leak", "up/secret", "../secret", "a/../../secret", "/etc/passwd", "up"] {
                    assert_eq!(world.read(bad), Err(out.clone()), "{bad}");
                    assert!(!world.exists(bad));
                }
                for nothing in ["nothing", "a/nothing", "nothing/file", "dangling", "within/nothing"] {
                    assert_eq!(world.read(nothing), Err(Trouble("there is no such file".into())), "{nothing}");
                }
                assert!(world.read("a/b/file/x").is_err() && !world.exists("a/b/file/x"));
                assert_eq!(world.read("a"), Err(Trouble("it is a folder".into())));
            }
        }
    }

    #[test]
    fn a_listed_file_that_was_replaced_is_looked_at_again() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("tree");
        fs::create_dir_all(root.join("a")).unwrap();
        fs::write(root.join("a/file"), "first").unwrap();
        fs::write(root.join("a/other"), "longer than the first").unwrap();
        fs::write(place.path().join("secret"), "outside").unwrap();
        let world = DiskWorld::new(root.clone());
        assert_eq!(world.read("a/file").as_deref(), Ok("first".as_bytes()));
        assert_eq!(world.list("a").unwrap(), ["file", "other"]);
        assert_eq!(world.read("a/file").as_deref(), Ok("first".as_bytes()));
        fs::write(root.join("a/file"), "second").unwrap();
        assert_eq!(world.read("a/file").as_deref(), Ok("second".as_bytes()));
        fs::rename(root.join("a/other"), root.join("a/file")).unwrap();
        assert_eq!(world.read("a/file").as_deref(), Ok("longer than the first".as_bytes()));
        fs::remove_file(root.join("a/file")).unwrap();
        symlink("../../secret", root.join("a/file")).unwrap();
        assert_eq!(world.read("a/file"), Err(Trouble("it leads out of the folder of deploy.kdl".into())));
        fs::remove_file(root.join("a/file")).unwrap();
        fs::create_dir(root.join("a/file")).unwrap();
        assert_eq!(world.read("a/file"), Err(Trouble("it is a folder".into())));
    }
}
