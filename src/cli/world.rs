//! The real world: files below the folder of the spec.

use crate::world::{Trouble, World};
use std::io;
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
    /// The folder of the spec.
    pub root: PathBuf,
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
    /// The path on disk, where following links does not lead out of the folder of the spec.
    fn inside(&self, path: &str) -> io::Result<PathBuf> {
        let root = self.root.canonicalize()?;
        let full = root.join(path).canonicalize()?;
        if full.starts_with(&root) {
            return Ok(full);
        }
        Err(io::Error::other("it leads out of the folder of deploy.kdl"))
    }
}

impl World for DiskWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let full = self.inside(path).map_err(|e| trouble(&e))?;
        let facts = std::fs::metadata(&full).map_err(|e| trouble(&e))?;
        if facts.is_dir() {
            return Err(Trouble("it is a folder".into()));
        }
        if !facts.is_file() {
            return Err(Trouble("it is no regular file".into()));
        }
        if facts.len() > LARGEST {
            return Err(Trouble("it is larger than 16 MiB".into()));
        }
        std::fs::read(&full).map_err(|e| trouble(&e))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Trouble> {
        let full = self.inside(if folder.is_empty() { "." } else { folder }).map_err(|e| trouble(&e))?;
        let mut names = Vec::new();
        for entry in std::fs::read_dir(full).map_err(|e| trouble(&e))? {
            let entry = entry.map_err(|e| trouble(&e))?;
            names.extend(entry.file_name().into_string());
        }
        names.sort();
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        self.inside(path).is_ok()
    }
}
