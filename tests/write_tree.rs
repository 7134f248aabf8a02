//! What is written, what is left alone, and what is refused: the rules of the ledger, on real files.
#![allow(clippy::unwrap_used)]

mod write_support;

use dbgen::write::{Fate, LEDGER, Ledger, Order, STAGE, Tree, Wishes, Work, files::Disk};
use std::fs;
use std::path::Path;
use write_support::{artifact, folder, script, snapshot};

struct Ground {
    folder: tempfile::TempDir,
    spec: Vec<String>,
}

impl Ground {
    fn new() -> Self {
        Self { folder: folder(), spec: vec!["deploy.kdl".into()] }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn put(&self, path: &str, text: &str) {
        let full = self.root().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn build(&self, files: &[(&str, &str)]) -> Work {
        self.build_with(files, &Wishes::default())
    }

    fn build_with(&self, files: &[(&str, &str)], wishes: &Wishes) -> Work {
        let artifacts: Vec<_> = files.iter().map(|(path, text)| artifact(path, text)).collect();
        let order = Order { artifacts: &artifacts, target: None, spec: &self.spec, wishes };
        let work = Tree::new(self.root(), &Disk).write(order).unwrap();
        assert!(!self.root().join(STAGE).exists(), "the stage is gone when nobody writes");
        work
    }
}

fn fates(work: &Work) -> Vec<(&str, &Fate)> {
    work.steps.iter().map(|s| (s.path.as_str(), &s.fate)).collect()
}

fn adopt(path: &str) -> Wishes {
    Wishes { adopt: [path.to_owned()].into(), ..Wishes::default() }
}

fn eject(path: &str) -> Wishes {
    Wishes { eject: [path.to_owned()].into(), ..Wishes::default() }
}

fn force(path: &str) -> Wishes {
    Wishes { force: [path.to_owned()].into(), ..Wishes::default() }
}

#[test]
fn writes_changes_and_prunes_its_own() {
    let ground = Ground::new();
    ground.put("ci/hand-written.yml", "mine\n");
    ground.build(&[("ci/a.yml", "a\n"), ("ci/b.yml", "b\n"), ("deep/er/c", "c\n")]);
    let work = ground.build(&[("ci/a.yml", "a\n"), ("ci/b.yml", "B\n"), ("d", "d\n")]);
    assert_eq!(
        fates(&work),
        [
            ("ci/a.yml", &Fate::Same),
            ("ci/b.yml", &Fate::Changed("b\n".into())),
            ("d", &Fate::New),
            ("deep/er/c", &Fate::Orphan)
        ]
    );
    let names: Vec<String> = snapshot(ground.root()).into_keys().collect();
    assert_eq!(names, ["ci/a.yml", "ci/b.yml", "ci/hand-written.yml", "d", LEDGER]);
    assert_eq!(ground.text("ci/hand-written.yml"), "mine\n");
    assert!(!ground.root().join("deep").exists(), "folders that pruning has emptied go, too");
}

#[test]
fn a_build_of_what_is_there_changes_nothing_on_disk() {
    let ground = Ground::new();
    let files = [("a", "a\n"), ("b/c", "c\n")];
    ground.build(&files);
    let times = |root: &Path| -> Vec<_> {
        ["", "a", "b", "b/c", LEDGER].iter().map(|p| fs::metadata(root.join(p)).unwrap().modified().unwrap()).collect()
    };
    let before = times(ground.root());
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert!(ground.build(&files).is_nothing());
    // The folder's own time says that not even a lock was made and taken away.
    assert_eq!(times(ground.root()), before);
}

#[test]
fn a_checkout_with_other_line_ends_is_the_same() {
    let ground = Ground::new();
    let files = [("a", "1\n2\n")];
    ground.build(&files);
    for path in ["a", LEDGER] {
        ground.put(path, &ground.text(path).replace('\n', "\r\n"));
    }
    assert!(ground.build(&files).is_nothing());
    // And it is still dbgen's to change.
    ground.build(&[("a", "1\n3\n")]);
    assert_eq!(ground.text("a"), "1\n3\n");
}

#[test]
fn an_edited_file_stops_the_build_until_somebody_says_what_becomes_of_it() {
    let ground = Ground::new();
    ground.build(&[("a", "a\n"), ("b", "b\n")]);
    ground.put("a", "edited\n");
    let before = snapshot(ground.root());
    let new = [("a", "A\n"), ("b", "B\n")];
    let work = ground.build(&new);
    assert_eq!(fates(&work), [("a", &Fate::Edited("edited\n".into())), ("b", &Fate::Changed("b\n".into()))]);
    assert_eq!(snapshot(ground.root()), before);
    // What takes a stranger's file over does not overwrite an edit.
    assert_eq!(ground.build_with(&new, &adopt("a")).refused().count(), 1);
    ground.build_with(&new, &force("a"));
    assert_eq!((ground.text("a"), ground.text("b")), ("A\n".into(), "B\n".into()));
    // Once: the next edit is an edit again.
    ground.put("a", "edited again\n");
    assert_eq!(ground.build(&new).refused().count(), 1);
}

#[test]
fn a_strangers_file_stops_the_build_until_it_is_adopted() {
    let ground = Ground::new();
    ground.put("a", "mine\n");
    let new = [("a", "A\n"), ("b", "B\n")];
    assert_eq!(fates(&ground.build(&new))[0], ("a", &Fate::Unowned("mine\n".into())));
    assert!(!ground.root().join("b").exists() && !ground.root().join(LEDGER).exists());
    assert_eq!(ground.build_with(&new, &force("a")).refused().count(), 1);
    ground.build_with(&new, &adopt("a"));
    assert_eq!(ground.text("a"), "A\n");
    ground.build(&[]);
    assert!(snapshot(ground.root()).keys().all(|path| path == LEDGER));
}

#[test]
fn a_file_that_is_no_text_can_be_adopted() {
    let ground = Ground::new();
    fs::write(ground.root().join("a"), [0xff, 0xfe, 0]).unwrap();
    assert_eq!(ground.build(&[("a", "A\n")]).refused().count(), 1);
    ground.build_with(&[("a", "A\n")], &adopt("a"));
    assert_eq!(ground.text("a"), "A\n");
}

#[test]
fn an_ejected_file_is_left_alone_until_it_is_adopted() {
    let ground = Ground::new();
    ground.build(&[("a", "a\n"), ("b", "b\n")]);
    ground.put("a", "edited\n");
    ground.build_with(&[("a", "A\n"), ("b", "B\n")], &eject("a"));
    assert_eq!((ground.text("a"), ground.text("b")), ("edited\n".into(), "B\n".into()));
    assert!(ground.build(&[("a", "AA\n"), ("b", "B\n")]).is_nothing());
    // Neither is it pruned, nor made again when it is gone.
    ground.build(&[("b", "B\n")]);
    assert_eq!(ground.text("a"), "edited\n");
    fs::remove_file(ground.root().join("a")).unwrap();
    assert!(ground.build(&[("a", "AA\n"), ("b", "B\n")]).is_nothing());
    ground.build_with(&[("a", "AA\n"), ("b", "B\n")], &adopt("a"));
    assert_eq!(ground.text("a"), "AA\n");
    ground.build(&[("b", "B\n")]);
    assert!(!ground.root().join("a").exists(), "it is dbgen's again, so it is pruned");
}

#[test]
fn an_edited_file_that_the_spec_drops_is_left() {
    let ground = Ground::new();
    ground.build(&[("a", "a\n"), ("b", "b\n")]);
    ground.put("a", "edited\n");
    assert_eq!(fates(&ground.build(&[])), [("a", &Fate::Left), ("b", &Fate::Orphan)]);
    assert_eq!(ground.text("a"), "edited\n");
    // dbgen has forgotten it.
    assert!(ground.build(&[]).is_nothing());
    assert_eq!(ground.build(&[("a", "A\n")]).refused().count(), 1);
}

#[test]
fn wishes_for_files_that_nobody_makes_are_errors() {
    let ground = Ground::new();
    ground.put("notes.md", "mine\n");
    for wishes in [adopt("notes.md"), eject("notes.md"), force("notes.md")] {
        let order = Order { artifacts: &[], target: None, spec: &[], wishes: &wishes };
        let problem = Tree::new(ground.root(), &Disk).write(order).unwrap_err();
        assert!(problem.to_string().contains("notes.md`: no such file is built"));
    }
    assert_eq!(ground.text("notes.md"), "mine\n");
}

#[test]
fn the_files_of_another_target_stay() {
    let ground = Ground::new();
    let mut artifacts = vec![artifact("a", "a\n"), artifact("b", "b\n")];
    artifacts[1].target = "other";
    let wishes = Wishes::default();
    let tree = Tree::new(ground.root(), &Disk);
    tree.write(Order { artifacts: &artifacts, target: None, spec: &[], wishes: &wishes }).unwrap();
    artifacts[1].text = "B\n".into();
    tree.write(Order { artifacts: &artifacts[1..], target: Some("other"), spec: &[], wishes: &wishes }).unwrap();
    assert_eq!((ground.text("a"), ground.text("b")), ("a\n".into(), "B\n".into()));
    assert_eq!(tree.ledger().unwrap().entries.len(), 2);
}

#[test]
fn two_targets_cannot_make_one_file() {
    let ground = Ground::new();
    let artifacts = [artifact("a", "a\n"), artifact("a", "b\n")];
    let order = Order { artifacts: &artifacts, target: None, spec: &[], wishes: &Wishes::default() };
    let problem = Tree::new(ground.root(), &Disk).write(order).unwrap_err().to_string();
    assert!(problem.contains("both make a"), "{problem}");
}

#[test]
fn neither_the_spec_nor_what_is_gits_is_ever_written_or_pruned() {
    let ground = Ground::new();
    ground.put("deploy.kdl", "spec\n");
    ground.put(".git/config", "git\n");
    let paths = ["deploy.kdl", LEDGER, ".git/config", ".Git/hooks/x", "../x", "/x", "a/../b", ".dbgen-stage/x", ""];
    for path in paths {
        let work = ground.build_with(&[(path, "evil\n")], &Wishes::default());
        assert!(matches!(fates(&work)[0].1, Fate::Blocked(_)), "{path}");
    }
    // A ledger that a stranger has written, with hashes that are right.
    let mut lines = String::new();
    for (path, text) in [("deploy.kdl", "spec\n"), (".git/config", "git\n"), (LEDGER, "")] {
        lines += &format!("{} x {path}\n", write_support::hash(text));
    }
    ground.put(LEDGER, &lines);
    ground.build(&[]);
    assert_eq!((ground.text("deploy.kdl"), ground.text(".git/config")), ("spec\n".into(), "git\n".into()));
}

#[test]
fn a_ledger_that_is_no_ledger_is_named() {
    let ground = Ground::new();
    fs::create_dir(ground.root().join(LEDGER)).unwrap();
    let order = Order { artifacts: &[artifact("a", "a\n")], target: None, spec: &[], wishes: &Wishes::default() };
    let tree = Tree::new(ground.root(), &Disk);
    assert!(tree.write(order).unwrap_err().to_string().contains("deploy.lock cannot be read: it is a folder"));
    fs::remove_dir(ground.root().join(LEDGER)).unwrap();
    fs::write(ground.root().join(LEDGER), vec![b'x'; (16 << 20) + 1]).unwrap();
    assert!(tree.write(order).unwrap_err().to_string().contains("larger than any ledger"));
    fs::write(ground.root().join(LEDGER), [0xff]).unwrap();
    assert!(tree.write(order).unwrap_err().to_string().contains("it is no text"));
}

#[test]
fn the_ledger_of_an_unfinished_merge_still_says_what_is_dbgens() {
    let ground = Ground::new();
    ground.build(&[("a", "ours\n")]);
    let ours = ground.text(LEDGER);
    let theirs = ours.replace(&write_support::hash("ours\n"), &write_support::hash("theirs\n"));
    for text in ["ours\n", "theirs\n"] {
        ground.put("a", text);
        ground.put(LEDGER, &format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> topic\n"));
        assert_eq!(ground.build(&[("a", "both\n")]).refused().count(), 0, "{text}");
        let ledger = Ledger::parse(&ground.text(LEDGER), ground.root());
        assert!(ledger.wrote("a", &write_support::hash("both\n")) && ledger.entries.len() == 1);
        assert!(!ground.text(LEDGER).contains("<<<"));
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn nothing_is_written_or_removed_through_a_link() {
        let (ground, outside) = (Ground::new(), folder());
        fs::write(outside.path().join("a"), "outside\n").unwrap();
        symlink(outside.path(), ground.root().join("folder")).unwrap();
        symlink(outside.path().join("a"), ground.root().join("file")).unwrap();
        symlink(outside.path().join("nothing"), ground.root().join("dangling")).unwrap();
        let before = snapshot(outside.path());
        for path in ["folder/a", "folder/new", "folder/deep/new", "file", "dangling"] {
            for wishes in [Wishes::default(), adopt(path), force(path)] {
                let work = ground.build_with(&[(path, "evil\n")], &wishes);
                assert!(matches!(fates(&work)[0].1, Fate::Blocked(_)), "{path}");
            }
        }
        let hash = write_support::hash("outside\n");
        ground.put(LEDGER, &format!("{hash} x folder/a\n{hash} x file\n"));
        ground.build(&[]);
        assert_eq!(snapshot(outside.path()), before);
        assert!(fs::symlink_metadata(ground.root().join("file")).unwrap().is_symlink());
    }

    #[test]
    fn a_stage_that_is_a_link_is_refused() {
        let (ground, outside) = (Ground::new(), folder());
        symlink(outside.path(), ground.root().join(STAGE)).unwrap();
        let order = Order { artifacts: &[artifact("a", "a\n")], target: None, spec: &[], wishes: &Wishes::default() };
        let tree = Tree::new(ground.root(), &Disk);
        assert!(tree.recover().unwrap_err().to_string().contains("move it away"));
        assert!(tree.write(order).unwrap_err().to_string().contains("move it away"));
        fs::remove_file(ground.root().join(STAGE)).unwrap();
        fs::create_dir(ground.root().join(STAGE)).unwrap();
        symlink(outside.path().join("made"), ground.root().join(STAGE).join("lock")).unwrap();
        assert!(tree.write(order).unwrap_err().to_string().contains("is no file"));
        assert!(snapshot(outside.path()).is_empty());
    }

    #[test]
    fn a_ledger_that_is_a_link_is_not_followed() {
        let (ground, outside) = (Ground::new(), folder());
        fs::write(outside.path().join("x"), "").unwrap();
        symlink(outside.path().join("x"), ground.root().join(LEDGER)).unwrap();
        let order = Order { artifacts: &[artifact("a", "a\n")], target: None, spec: &[], wishes: &Wishes::default() };
        assert!(Tree::new(ground.root(), &Disk).write(order).unwrap_err().to_string().contains("it is a link"));
        assert!(!ground.root().join("a").exists());
    }

    #[test]
    fn a_script_can_be_run_and_is_mended_when_it_cannot() {
        let ground = Ground::new();
        let artifacts = [script("deploy.sh", "#!/bin/sh\n"), artifact("b", "b\n")];
        let wishes = Wishes::default();
        let order = Order { artifacts: &artifacts, target: None, spec: &[], wishes: &wishes };
        let tree = Tree::new(ground.root(), &Disk);
        let path = ground.root().join("deploy.sh");
        let mode = || fs::metadata(&path).unwrap().permissions().mode();
        tree.write(order).unwrap();
        assert_eq!(mode() & 0o100, 0o100);
        assert_eq!(mode() & 0o111, (mode() & 0o444) >> 2, "who may read it may run it, as the umask has it");
        assert!(tree.compare(order).unwrap().is_nothing());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let work = tree.write(order).unwrap();
        assert_eq!(fates(&work), [("b", &Fate::Same), ("deploy.sh", &Fate::NotExecutable)]);
        assert_eq!(mode() & 0o100, 0o100);
    }
}
