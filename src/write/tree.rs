//! The one place where files are touched.

use super::below;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What stands at a path.
pub enum Found {
    /// Nothing.
    Nothing,
    /// A file with a text.
    Text(String),
    /// Something that dbgen will not touch; why.
    Other(String),
}

/// Files larger than anything dbgen writes are somebody else's.
const LARGEST: u64 = 64 << 20;

/// Looks at a path below `root` without following a link.
pub fn read(root: &Path, path: &str) -> io::Result<Found> {
    let Some(full) = below(root, path) else { return Ok(Found::Other("it leads out of the folder".into())) };
    if let Some(why) = detour(root, path)? {
        return Ok(Found::Other(why));
    }
    let facts = match fs::symlink_metadata(&full) {
        Err(problem) if matches!(problem.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Found::Nothing);
        }
        other => other?,
    };
    if facts.is_symlink() {
        return Ok(Found::Other("it is a link".into()));
    }
    if !facts.is_file() {
        return Ok(Found::Other("it is no regular file".into()));
    }
    if facts.len() > LARGEST {
        return Ok(Found::Other("it is larger than any generated file".into()));
    }
    match String::from_utf8(fs::read(&full)?) {
        Ok(text) => Ok(Found::Text(text)),
        Err(_) => Ok(Found::Other("it is no text".into())),
    }
}

/// Why a folder on the way to `path` must not be written through: it is a link, or no folder.
fn detour(root: &Path, path: &str) -> io::Result<Option<String>> {
    let mut at = root.to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    for part in &parts[..parts.len() - 1] {
        at.push(part);
        match fs::symlink_metadata(&at) {
            Ok(facts) if facts.is_symlink() => return Ok(Some(format!("the folder `{part}` on its way is a link"))),
            Ok(facts) if !facts.is_dir() => return Ok(Some(format!("`{part}` on its way is no folder"))),
            Ok(_) => {}
            Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(None),
            Err(problem) => return Err(problem),
        }
    }
    Ok(None)
}

/// Removes a file, and the folders that it leaves empty.
pub fn remove(root: &Path, path: &str) -> io::Result<()> {
    let Some(full) = below(root, path) else { return Ok(()) };
    fs::remove_file(&full)?;
    let mut folder = full.parent();
    while let Some(at) = folder.filter(|at| *at != root && at.starts_with(root)) {
        if fs::remove_dir(at).is_err() {
            break;
        }
        folder = at.parent();
    }
    Ok(())
}

/// Texts that are on disk under another name, ready to take their places. What is not published is removed.
#[derive(Default)]
pub struct Staged {
    files: Vec<(PathBuf, PathBuf)>,
}

impl Staged {
    /// Writes `text` beside the place of `path`.
    pub fn stage(&mut self, root: &Path, path: &str, text: &str, executable: bool) -> io::Result<()> {
        let full = below(root, path).ok_or_else(|| io::Error::other(format!("{path} leads out of the folder")))?;
        if let Some(why) = detour(root, path)? {
            return Err(io::Error::other(format!("{path} cannot be written: {why}")));
        }
        let folder = full.parent().unwrap_or(root);
        fs::create_dir_all(folder)?;
        let name = full.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let prefix = format!(".{name}.dbgen-");
        leftovers(folder, &prefix)?;
        let beside = folder.join(format!("{prefix}{}", std::process::id()));
        // `create_new` follows no link that somebody may have put there.
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        self.files.push((beside.clone(), full.clone()));
        file.write_all(text.as_bytes())?;
        set_mode(&file, executable)?;
        Ok(())
    }

    /// Moves every text to its place.
    pub fn publish(mut self) -> io::Result<()> {
        let files = std::mem::take(&mut self.files);
        let mut moved = 0;
        for (beside, full) in &files {
            if let Err(problem) = fs::rename(beside, full) {
                self.files = files[moved..].to_vec();
                return Err(problem);
            }
            moved += 1;
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (beside, _) in &self.files {
            let _ = fs::remove_file(beside);
        }
    }
}

/// Removes what a build that was killed has left beside its file.
fn leftovers(folder: &Path, prefix: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(prefix)).unwrap_or("");
        if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn set_mode(file: &fs::File, executable: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if executable {
        file.set_permissions(fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn set_mode(_: &fs::File, _: bool) -> io::Result<()> {
    Ok(())
}
