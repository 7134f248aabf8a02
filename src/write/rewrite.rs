//! New texts for files that people own: only what was read, all staged before the first one changes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A text that takes the place of another one.
#[derive(Debug, Clone, Copy)]
pub struct Rewrite<'a> {
    /// The path from the root.
    pub path: &'a str,
    /// What was read there.
    pub old: &'a str,
    /// What shall stand there.
    pub new: &'a str,
}

/// Files that wait beside the places that they are to take; those that are left over are removed.
#[derive(Default)]
struct Staged(Vec<(PathBuf, PathBuf)>);

impl Drop for Staged {
    fn drop(&mut self) {
        for (beside, _) in &self.0 {
            let _ = fs::remove_file(beside);
        }
    }
}

/// Rewrites files below `root`. Each keeps its permissions; where a link leads to one, the link stays. Nothing
/// changes when a file is read-only, lies outside of the root, or has been edited since it was read.
pub fn rewrite(root: &Path, rewrites: &[Rewrite<'_>]) -> io::Result<()> {
    let mut staged = Staged::default();
    for rewrite in rewrites {
        stage(root, rewrite, &mut staged)
            .map_err(|problem| io::Error::other(format!("{} cannot be written: {problem}", rewrite.path)))?;
    }
    while let Some((beside, place)) = staged.0.first() {
        fs::rename(beside, place)?;
        staged.0.remove(0);
    }
    Ok(())
}

fn stage(root: &Path, rewrite: &Rewrite<'_>, staged: &mut Staged) -> io::Result<()> {
    let root = root.canonicalize()?;
    let place = root.join(rewrite.path).canonicalize()?;
    let (Some(folder), Some(name)) = (place.parent().filter(|folder| folder.starts_with(&root)), place.file_name())
    else {
        return Err(io::Error::other("it lies outside of the folder"));
    };
    let permissions = fs::metadata(&place)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    if fs::read(&place)? != rewrite.old.as_bytes() {
        return Err(io::Error::other("it has changed since it was read"));
    }
    let beside = folder.join(format!(".{}.dbgen-{}", name.to_string_lossy(), std::process::id()));
    // `create_new` follows no link that somebody may have put there.
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
    staged.0.push((beside, place));
    file.write_all(rewrite.new.as_bytes())?;
    file.set_permissions(permissions)
}
