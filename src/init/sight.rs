//! What can be seen of a repository: the paths that were found, and the texts behind them.

use crate::world::World;

/// The largest file that is looked into. What people write by hand is far smaller.
const LARGEST: usize = 1 << 20;

/// A repository as far as it was walked.
pub struct Sight<'a> {
    world: &'a dyn World,
    /// Every file, sorted: paths from the root, with `/`.
    files: &'a [String],
}

impl<'a> Sight<'a> {
    /// The files of `world` that were found on a walk.
    pub fn new(world: &'a dyn World, files: &'a [String]) -> Self {
        Self { world, files }
    }

    /// All of them.
    pub fn files(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.files.iter().map(String::as_str)
    }

    /// Whether there is this file.
    pub fn has(&self, path: &str) -> bool {
        self.files.binary_search_by(|own| own.as_str().cmp(path)).is_ok()
    }

    /// Whether there is this folder, with a file somewhere in it.
    pub fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        path == "." || self.files.iter().any(|own| own.starts_with(&prefix))
    }

    /// Whether there is a file or folder.
    pub fn exists(&self, path: &str) -> bool {
        self.has(path) || self.has_folder(path)
    }

    /// The text of a file; `None` where it is none, or too large to be meant for people.
    pub fn read(&self, path: &str) -> Option<String> {
        let bytes = self.world.read(path).ok().filter(|bytes| bytes.len() <= LARGEST)?;
        String::from_utf8(bytes).ok()
    }

    /// The text of a file that the walk found.
    pub fn text(&self, path: &str) -> Option<String> {
        self.has(path).then(|| self.read(path)).flatten()
    }
}

/// The folder of a path; `.` for the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(folder, _)| folder)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `path`, read from `folder`, from the root; `None` where it leads out of the repository.
pub fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~']) || path.contains(['\\', ':']) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_never_leave_the_root() {
        assert_eq!(join("infra", "../api/./Dockerfile").as_deref(), Some("api/Dockerfile"));
        assert_eq!(join(".", ".").as_deref(), Some("."));
        for bad in ["../x", "a/../../x", "/etc/passwd", "~/x", "C:\\x"] {
            assert_eq!(join(".", bad), None, "{bad}");
        }
    }
}
