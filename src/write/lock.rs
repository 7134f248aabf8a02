//! One writer at a time. The lock is the system's own on an open file, so it goes with the process, however that ends.

use super::files::{Files, Kind, Locked};
use super::stage::STAGE;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

/// The file in the stage that is locked; it holds the number of the process.
pub const LOCK: &str = "lock";

const ATTEMPTS: usize = 60;
const PAUSE: Duration = Duration::from_millis(50);

/// The right to write; given back when it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock in the folder `stage`, which is made where it is missing, and waits a little for another holder.
    pub fn take(stage: &Path, files: &dyn Files) -> io::Result<Self> {
        let path = stage.join(LOCK);
        let mut holder = String::new();
        for _ in 0..ATTEMPTS {
            match files.look(stage)? {
                Some(Kind::Folder) => {}
                Some(_) => return Err(in_the_way("no folder")),
                None => match files.make_folder(stage) {
                    Err(problem) if problem.kind() != ErrorKind::AlreadyExists => {
                        return Err(io::Error::new(
                            problem.kind(),
                            format!("nothing was written: the folder {STAGE} cannot be made: {problem}"),
                        ));
                    }
                    _ => {}
                },
            }
            if !matches!(files.look(&path)?, None | Some(Kind::File { .. })) {
                return Err(in_the_way("not as dbgen makes it: its `lock` is no file"));
            }
            match files.lock(&path) {
                Ok(Locked::Mine(file)) => return Ok(Self { _file: file }),
                Ok(Locked::Taken(by)) => {
                    holder = by;
                    std::thread::sleep(PAUSE);
                }
                // Its last holder has just cleaned up.
                Ok(Locked::Stale) => {}
                Err(problem) if problem.kind() == ErrorKind::NotFound => {}
                Err(problem) => {
                    let why = format!("nothing was written: {STAGE}/{LOCK} cannot be locked: {problem}");
                    return Err(io::Error::new(problem.kind(), why));
                }
            }
        }
        let holder = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
        Err(io::Error::new(
            ErrorKind::ResourceBusy,
            format!("nothing was written: another dbgen{holder} is writing here; run this again when it is done"),
        ))
    }
}

/// The error for a stage that dbgen has not made.
pub fn in_the_way(what: &str) -> io::Error {
    io::Error::other(format!("nothing was written: `{STAGE}` is {what}; dbgen needs the name: move it away"))
}
