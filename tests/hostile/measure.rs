//! What a whole process costs.

use super::folder::Folder;
use nix::sys::resource::{UsageWho, getrusage};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a run may cost, and how large its input is.
pub struct Limits {
    pub binary: PathBuf,
    /// By how much large inputs are smaller than they could be.
    pub scale: usize,
    pub seconds: f64,
    pub memory: usize,
}

/// What a run has cost.
pub struct Cost {
    pub seconds: f64,
    /// The most that any run so far has held: the system keeps no other number.
    pub memory: usize,
    /// Nothing where a signal ended it.
    pub exit: Option<i32>,
    /// How many bytes it has printed.
    pub shown: u64,
}

impl Limits {
    pub fn of_this_build() -> Self {
        match std::env::var_os("DBGEN_BINARY") {
            Some(binary) => {
                let binary = std::fs::canonicalize(&binary).unwrap_or_else(|error| panic!("{binary:?}: {error}"));
                Self { binary, scale: 1, seconds: 1.0, memory: 200 << 20 }
            }
            None => {
                let binary = PathBuf::from(env!("CARGO_BIN_EXE_dbgen"));
                Self { binary, scale: 16, seconds: 10.0, memory: 200 << 20 }
            }
        }
    }

    pub fn run(&self, command: &mut Command, folder: &Folder) -> Cost {
        let before = seconds(UsageWho::RUSAGE_CHILDREN);
        let out = folder.output();
        command.env("NO_COLOR", "1").env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out);
        let status = command.status().unwrap();
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
        Cost {
            seconds: seconds(UsageWho::RUSAGE_CHILDREN) - before,
            memory: kibibytes(usage.max_rss()),
            exit: status.code(),
            shown: folder.shown(),
        }
    }
}

/// The most that this process has held.
pub fn own_memory() -> usize {
    kibibytes(getrusage(UsageWho::RUSAGE_SELF).unwrap().max_rss())
}

/// Linux counts KiB, macOS bytes (getrusage(2) of each).
fn kibibytes(max_rss: i64) -> usize {
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    usize::try_from(max_rss).unwrap() * unit
}

fn seconds(who: UsageWho) -> f64 {
    let usage = getrusage(who).unwrap();
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    seconds(usage.user_time()) + seconds(usage.system_time())
}
