//! What must never be lost of dbgen's speed, whatever the machine: a build of nothing touches nothing, and ten times
//! the services take ten times the time, not a hundred.
#![allow(clippy::unwrap_used)]

#[path = "../benches/bench/monorepo.rs"]
#[allow(dead_code)]
mod monorepo;

use dbgen::compile::compile;
use dbgen::emit::Mode;
use dbgen::world::MemoryWorld;
use dbgen::write::files::{Disk, Files, Kind, Locked};
use dbgen::write::{Order, Tree, Wishes};
use std::io;
use std::path::Path;

/// The disk for those who only look.
struct ReadOnly;

impl Files for ReadOnly {
    fn look(&self, path: &Path) -> io::Result<Option<Kind>> {
        Disk.look(path)
    }
    fn read(&self, path: &Path, length: u64) -> io::Result<Vec<u8>> {
        Disk.read(path, length)
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        Disk.names(folder)
    }
    fn create(&self, path: &Path, _: &[u8], _: Mode, _: bool) -> io::Result<()> {
        panic!("{} is created", path.display());
    }
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        panic!("{} is made", path.display());
    }
    fn link(&self, _: &Path, to: &Path) -> io::Result<()> {
        panic!("{} is linked", to.display());
    }
    fn rename(&self, from: &Path, _: &Path) -> io::Result<()> {
        panic!("{} is moved", from.display());
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        panic!("{} is removed", path.display());
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        panic!("{} is removed", path.display());
    }
    fn lock(&self, path: &Path) -> io::Result<Locked> {
        panic!("{} is locked", path.display());
    }
}

/// The files that dbgen has to make of a repository of so many services.
fn world(services: usize) -> MemoryWorld {
    let files = monorepo::files(services).into_iter();
    files.fold(MemoryWorld::default().strict(), |world, (path, text)| world.with(&path, text))
}

#[test]
fn a_build_of_nothing_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let made = compile(&world(10), "deploy.kdl");
    assert!(!made.failed(), "{:#?}", made.diagnostics);
    let (wishes, spec) = (Wishes::default(), Vec::new());
    let order = Order { artifacts: &made.artifacts, target: None, spec: &spec, wishes: &wishes };
    assert!(!Tree::new(folder.path(), &Disk).write(order).unwrap().is_nothing());
    let again = Tree::new(folder.path(), &ReadOnly);
    again.recover().unwrap();
    assert!(again.write(order).unwrap().is_nothing());
}

/// The processor time of this thread alone: what runs beside it does not count. Only Linux counts it.
#[cfg(target_os = "linux")]
fn thread_time() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_THREAD).unwrap();
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    seconds(usage.user_time()) + seconds(usage.system_time())
}

#[test]
#[cfg(target_os = "linux")]
fn ten_times_the_services_take_ten_times_as_long() {
    let (few, many) = (world(40), world(400));
    let time = |world: &MemoryWorld| {
        let before = thread_time();
        assert!(!compile(world, "deploy.kdl").failed());
        thread_time() - before
    };
    // The best of several: whatever disturbs a run makes it longer. One that is well is seen at once.
    let (mut short, mut long, mut factor) = (f64::MAX, f64::MAX, f64::MAX);
    for _ in 0..8 {
        (short, long) = (short.min(time(&few)), long.min(time(&many)));
        factor = long / short;
        if factor < 13.0 {
            return;
        }
    }
    panic!("ten times the services take {factor:.1} times as long: {short:.3} s and {long:.3} s");
}
