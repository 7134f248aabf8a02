//! All files or none: a write fails, or its process ends, at every single touch of a file, and the tree is the old one
//! or the new one after the next run.
#![allow(clippy::unwrap_used)]

mod write_support;

use dbgen::emit::Artifact;
use dbgen::write::files::Files;
use dbgen::write::{Order, STAGE, Tree, Wishes};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::{fs, ops::Range};
use write_support::faulty::{Fault, Faulty};
use write_support::{artifact, folder, script, snapshot};

type Snapshot = BTreeMap<String, String>;

/// A tree with files that stay, change, lose their bit, go (with their folders), and some that are nobody's.
fn old() -> Vec<Artifact> {
    vec![
        artifact("ci/same.yml", "same\n"),
        artifact("ci/changed.yml", "the old text\n"),
        artifact("gone/with/its/folder", "old\n"),
        artifact("top", "old and on top\n"),
        script("run.sh", "#!/bin/sh\n"),
    ]
}

fn new() -> Vec<Artifact> {
    vec![
        artifact("ci/same.yml", "same\n"),
        artifact("ci/changed.yml", "the new text\n"),
        artifact("made/with/a/folder", "new\n"),
        artifact("made/next to it", "new, too\n"),
        artifact("top", "new and on top\n"),
        script("run.sh", "#!/bin/sh\n"),
        script("ci/new.sh", "#!/bin/sh\ntrue\n"),
    ]
}

const NOBODYS: &[(&str, &str)] = &[("ci/hand-written.yml", "mine\n"), ("made-by-hand", "mine, too\n")];

fn write(root: &Path, files: &dyn Files, artifacts: &[Artifact]) -> io::Result<()> {
    let tree = Tree::new(root, files);
    tree.recover()?;
    let order = Order { artifacts, target: None, spec: &[], wishes: &Wishes::default() };
    tree.write(order).map(|work| assert_eq!(work.refused().count(), 0))
}

/// A fresh tree in the old state.
fn ground() -> (tempfile::TempDir, Snapshot) {
    let ground = folder();
    for (path, text) in NOBODYS {
        fs::create_dir_all(ground.path().join(path).parent().unwrap()).unwrap();
        fs::write(ground.path().join(path), text).unwrap();
    }
    write(ground.path(), &Faulty::sound(), &old()).unwrap();
    // A file that is whole, and has lost its bit, is one of the kinds of change.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(ground.path().join("run.sh"), fs::Permissions::from_mode(0o644)).unwrap();
    }
    let before = snapshot(ground.path());
    (ground, before)
}

fn after() -> Snapshot {
    let (ground, _) = ground();
    write(ground.path(), &Faulty::sound(), &new()).unwrap();
    snapshot(ground.path())
}

/// The number of touches of a write without a fault.
fn touches() -> Range<usize> {
    let (ground, _) = ground();
    let files = Faulty::sound();
    write(ground.path(), &files, &new()).unwrap();
    let count = files.touches();
    assert!(count > 60, "a write of several files touches them more often than {count} times");
    0..count
}

/// Every file, without what dbgen keeps for the next run.
fn seen(root: &Path) -> Snapshot {
    snapshot(root).into_iter().filter(|(path, _)| !path.starts_with(STAGE)).collect()
}

fn name(tree: &Snapshot, old: &Snapshot, new: &Snapshot) -> &'static str {
    match tree {
        tree if tree == old => "old",
        tree if tree == new => "new",
        _ => panic!("a mixed tree:\n{tree:#?}\nneither the old one:\n{old:#?}\nnor the new one:\n{new:#?}"),
    }
}

/// Folders with nothing in them are not seen in a snapshot.
fn no_new_folder(tree: &str, root: &Path) {
    assert!(tree == "new" || !root.join("made").exists(), "a folder of the new tree is left in the old one");
}

#[test]
fn an_error_at_any_touch_leaves_the_old_tree_or_the_new_one() {
    let new_tree = after();
    let mut outcomes = BTreeMap::<(bool, &str), usize>::new();
    for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
        for at in touches() {
            let (ground, old_tree) = ground();
            let files = Faulty::new(at, Fault::Error(kind));
            let result = write(ground.path(), &files, &new());
            // At once, without the help of another run.
            let tree = name(&seen(ground.path()), &old_tree, &new_tree);
            no_new_folder(tree, ground.path());
            if let Err(problem) = &result {
                let words = problem.to_string();
                assert!(tree == "old" || words.starts_with("every file is written"), "{at}: {words}");
            } else {
                assert_eq!(tree, "new", "{at}: a write that says it is done is done");
            }
            *outcomes.entry((result.is_ok(), tree)).or_default() += 1;
            write(ground.path(), &Faulty::sound(), &new()).unwrap();
            assert_eq!(snapshot(ground.path()), new_tree, "{at}: and the next run does it");
        }
    }
    assert!(outcomes[&(false, "old")] > 50, "{outcomes:?}");
}

#[test]
fn a_tree_that_becomes_read_only_at_any_touch_loses_nothing() {
    let new_tree = after();
    let mut stuck = 0;
    for at in touches() {
        let (ground, old_tree) = ground();
        let files = Faulty::new(at, Fault::Errors(ErrorKind::ReadOnlyFilesystem));
        let result = write(ground.path(), &files, &new());
        stuck += usize::from(result.is_err_and(|problem| problem.to_string().contains("Nothing is lost")));
        Tree::new(ground.path(), &Faulty::sound()).recover().unwrap();
        name(&snapshot(ground.path()), &old_tree, &new_tree);
    }
    assert!(stuck > 10, "half-way, the files cannot be put back, and the error says where they are");
}

#[test]
fn killed_at_any_touch_a_write_is_finished_or_taken_back_by_the_next_run() {
    let new_tree = after();
    let mut outcomes = BTreeMap::<&str, usize>::new();
    for fault in [Fault::KilledBefore, Fault::KilledWithin] {
        for at in touches() {
            let (ground, old_tree) = ground();
            let files = Faulty::new(at, fault);
            let _ = write(ground.path(), &files, &new());
            assert!(files.struck());
            Tree::new(ground.path(), &Faulty::sound()).recover().unwrap();
            let tree = name(&snapshot(ground.path()), &old_tree, &new_tree);
            no_new_folder(tree, ground.path());
            *outcomes.entry(tree).or_default() += 1;
            write(ground.path(), &Faulty::sound(), &new()).unwrap();
            assert_eq!(snapshot(ground.path()), new_tree, "{fault:?} {at}");
        }
    }
    assert!(outcomes["old"] > 20 && outcomes["new"] > 20, "{outcomes:?}");
}

#[test]
fn killed_and_killed_again_at_any_touch_of_the_recovery() {
    let new_tree = after();
    let mut runs = 0;
    // Every fifth touch of the write, every touch of the recovery from it.
    for at in touches().step_by(5) {
        for second in 0.. {
            let (ground, old_tree) = ground();
            let _ = write(ground.path(), &Faulty::new(at, Fault::KilledWithin), &new());
            let files = Faulty::new(second, Fault::KilledBefore);
            let _ = Tree::new(ground.path(), &files).recover();
            Tree::new(ground.path(), &Faulty::sound()).recover().unwrap();
            name(&snapshot(ground.path()), &old_tree, &new_tree);
            runs += 1;
            if !files.struck() {
                break;
            }
        }
    }
    assert!(runs > 200, "{runs}");
}

#[test]
fn killed_while_a_failed_write_is_taken_back() {
    let new_tree = after();
    for at in touches().step_by(3) {
        for later in (at + 1..).step_by(2) {
            let (ground, old_tree) = ground();
            let files = Faulty::new(at, Fault::Error(ErrorKind::PermissionDenied)).and_killed_before(later);
            let _ = write(ground.path(), &files, &new());
            Tree::new(ground.path(), &Faulty::sound()).recover().unwrap();
            name(&snapshot(ground.path()), &old_tree, &new_tree);
            if files.touches() < later {
                break;
            }
        }
    }
}

#[test]
fn the_same_holds_where_files_have_one_name_only() {
    let new_tree = after();
    for fault in [Fault::KilledBefore, Fault::Error(ErrorKind::PermissionDenied)] {
        for at in touches() {
            let (ground, old_tree) = ground();
            let _ = write(ground.path(), &Faulty::new(at, fault).without_links(), &new());
            Tree::new(ground.path(), &Faulty::sound()).recover().unwrap();
            name(&snapshot(ground.path()), &old_tree, &new_tree);
        }
    }
}

#[test]
fn an_edit_between_the_kill_and_the_next_run_is_kept() {
    for path in ["ci/changed.yml", "made/with/a/folder", "gone/with/its/folder", "top"] {
        for at in touches() {
            let (ground, _) = ground();
            let _ = write(ground.path(), &Faulty::new(at, Fault::KilledBefore), &new());
            let full = ground.path().join(path);
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            // As many editors do it: in place, so that a second name of the file sees it, too.
            fs::write(&full, "an edit\n").unwrap();
            Tree::new(ground.path(), &Faulty::sound()).recover().unwrap();
            assert_eq!(fs::read_to_string(&full).unwrap(), "an edit\n", "{path} at {at}");
            assert!(!ground.path().join(STAGE).exists());
        }
    }
}

/// Ends a write at its last moves, so that a journal with everything it names is there.
fn cut_off() -> (tempfile::TempDir, Snapshot) {
    for at in touches() {
        let (ground, before) = ground();
        let _ = write(ground.path(), &Faulty::new(at, Fault::KilledBefore), &new());
        if ground.path().join(STAGE).join("old-0").exists() {
            return (ground, before);
        }
    }
    panic!("no touch leaves a journal");
}

#[test]
fn a_staged_text_that_is_damaged_is_never_put_in_place() {
    let (ground, before) = cut_off();
    let staged = ground.path().join(STAGE).join("new-1");
    fs::write(staged, "half").unwrap();
    Tree::new(ground.path(), &Faulty::sound()).recover().unwrap();
    assert_eq!(snapshot(ground.path()), before);
}

#[test]
fn a_journal_that_is_damaged_stops_the_build_and_nothing_is_removed() {
    let (ground, _) = cut_off();
    fs::write(ground.path().join(STAGE).join("journal"), "dbgen journal 1\n").unwrap();
    let before = snapshot(ground.path());
    let problem = write(ground.path(), &Faulty::sound(), &new()).unwrap_err().to_string();
    assert!(problem.contains(".dbgen-stage/journal is damaged"), "{problem}");
    assert_eq!(snapshot(ground.path()), before);
}

#[cfg(unix)]
#[test]
fn a_folder_that_has_become_a_link_is_not_written_through_by_a_recovery() {
    let outside = folder();
    for at in touches() {
        let (ground, _) = ground();
        let _ = write(ground.path(), &Faulty::new(at, Fault::KilledBefore), &new());
        let made = ground.path().join("made");
        let _ = fs::remove_dir_all(&made);
        std::os::unix::fs::symlink(outside.path(), &made).unwrap();
        let _ = Tree::new(ground.path(), &Faulty::sound()).recover();
        assert!(snapshot(outside.path()).is_empty(), "{at}");
    }
}
