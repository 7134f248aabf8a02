//! The one place where files are touched: every look and every change is a method of [`Files`], so that a test can
//! count them, make each one fail, or let the process end there.

use crate::emit::Mode;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

/// What is known of a path without following a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File {
        /// Whether it can be run. Systems without such a bit say yes to whatever is asked.
        executable: bool,
        /// Its length in bytes.
        length: u64,
    },
    /// A folder.
    Folder,
    /// A link, wherever it leads.
    Link,
    /// A socket, a device and the like.
    Other,
}

/// Looks at files and changes them. No method follows a link in the last part of its path.
pub trait Files {
    /// What stands at a path; `None` for nothing.
    fn look(&self, path: &Path) -> io::Result<Option<Kind>>;
    /// The first bytes of a file, as many as it had when somebody looked: nobody asks again where it ends.
    fn read(&self, path: &Path, length: u64) -> io::Result<Vec<u8>>;
    /// The names in a folder, sorted; those that are no text are left out.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Makes a file that is not there yet. With `safe`, its bytes outlive a power cut.
    fn create(&self, path: &Path, bytes: &[u8], mode: Mode, safe: bool) -> io::Result<()>;
    /// Makes one folder that is not there yet.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Gives a file a second name.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Moves a file, over another if one is there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder with nothing in it.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Opens a file, makes it where there is none, and locks it.
    fn lock(&self, path: &Path) -> io::Result<Locked>;
}

/// What came of a try to lock a file.
#[derive(Debug)]
pub enum Locked {
    /// It is locked as long as this is open.
    Mine(fs::File),
    /// Another process has it; which, as far as it has said so.
    Taken(String),
    /// It was removed in the meantime: the lock is one on nothing.
    Stale,
}

/// The files on disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn look(&self, path: &Path) -> io::Result<Option<Kind>> {
        let facts = match fs::symlink_metadata(path) {
            Err(problem) if matches!(problem.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            other => other?,
        };
        Ok(Some(match facts.file_type() {
            kind if kind.is_file() => Kind::File { executable: executable(&facts), length: facts.len() },
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_symlink() => Kind::Link,
            _ => Kind::Other,
        }))
    }

    fn read(&self, path: &Path, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        fs::File::open(path)?.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.extend(entry?.file_name().into_string());
        }
        names.sort();
        Ok(names)
    }

    fn create(&self, path: &Path, bytes: &[u8], mode: Mode, safe: bool) -> io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        if mode == Mode::Executable {
            make_executable(&file)?;
        }
        if safe { file.sync_all() } else { Ok(()) }
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn lock(&self, path: &Path) -> io::Result<Locked> {
        let mut file = fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.take(20).read_to_string(&mut holder);
                holder.retain(|c| c.is_ascii_digit());
                return Ok(Locked::Taken(holder));
            }
            // A file system that knows no locks still takes one writer at a time.
            Err(fs::TryLockError::Error(problem)) if problem.kind() == ErrorKind::Unsupported => {}
            Err(fs::TryLockError::Error(problem)) => return Err(problem),
        }
        if !same_file(&file, path)? {
            return Ok(Locked::Stale);
        }
        // Only for the words in which another process speaks of this one: not worth a failure.
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        Ok(Locked::Mine(file))
    }
}

/// Whether an open file is the one that stands at a path now.
#[cfg(unix)]
fn same_file(file: &fs::File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let own = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((own.dev(), own.ino()) == (there.dev(), there.ino())),
        Err(problem) if problem.kind() == ErrorKind::NotFound => Ok(false),
        Err(problem) => Err(problem),
    }
}

#[cfg(not(unix))]
fn same_file(_: &fs::File, path: &Path) -> io::Result<bool> {
    path.try_exists()
}

#[cfg(unix)]
fn executable(facts: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    facts.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn executable(_: &fs::Metadata) -> bool {
    true
}

/// Whoever may read the file may run it: what the user's umask has taken away stays away.
#[cfg(unix)]
fn make_executable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode();
    file.set_permissions(fs::Permissions::from_mode(mode | ((mode & 0o444) >> 2)))
}

#[cfg(not(unix))]
fn make_executable(_: &fs::File) -> io::Result<()> {
    Ok(())
}
