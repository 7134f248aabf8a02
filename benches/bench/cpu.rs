//! How much processor time a whole process takes: what it does itself and what the kernel does for it.

use nix::sys::resource::{UsageWho, getrusage};
use std::process::{Command, Stdio};

/// Processor time in milliseconds, user and system.
fn used(who: UsageWho) -> f64 {
    let usage = getrusage(who).expect("every Unix counts the time of a process");
    let milliseconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 * 1e3 + time.tv_usec() as f64 / 1e3;
    milliseconds(usage.user_time()) + milliseconds(usage.system_time())
}

/// Runs a command, waits for it and gives the milliseconds that it took. One that fails ends the benchmark: a time of
/// something that did not work is no time.
pub fn process(command: &mut Command) -> f64 {
    ends(command, 0)
}

/// The same of a command that ends with this code where it has worked.
pub fn ends(command: &mut Command, code: i32) -> f64 {
    let before = used(UsageWho::RUSAGE_CHILDREN);
    let out = command.stdin(Stdio::null()).stdout(Stdio::null()).output().expect("the program can be started");
    let after = used(UsageWho::RUSAGE_CHILDREN);
    assert_eq!(out.status.code(), Some(code), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
    after - before
}

/// The most memory that any command so far has held at once, in megabytes.
pub fn memory() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("every Unix counts the memory of a process");
    // Linux counts in KiB, macOS in bytes.
    usage.max_rss() as f64 / if cfg!(target_os = "macos") { 1e6 } else { 1e6 / 1024.0 }
}

/// The milliseconds that `work` takes within this process.
pub fn here<T>(work: impl FnOnce() -> T) -> f64 {
    let before = used(UsageWho::RUSAGE_SELF);
    std::hint::black_box(work());
    used(UsageWho::RUSAGE_SELF) - before
}

/// The middle of `count` measurements: an interruption lengthens some of them, and never the middle one.
pub fn median(count: usize, mut measure: impl FnMut() -> f64) -> f64 {
    middle((0..count).map(|_| measure()).collect())
}

/// The middle of measurements.
pub fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
