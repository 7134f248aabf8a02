//! Real processes: killed by a real signal, or two at once.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod sandbox;
mod write_support;

use dbgen::write::{STAGE, Tree, files::Disk};
use sandbox::Sandbox;
use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

type Files = BTreeMap<String, Vec<u8>>;

/// Two specs that share most of their paths, and hardly a text.
fn specs(sandbox: &Sandbox) -> [String; 2] {
    let one = sandbox.read("deploy.kdl");
    let two = one
        .replace("images \"ghcr.io/acme/", "images \"ghcr.io/acme/other-")
        .replace("workflow \"ci-cd\"", "workflow \"cd\"");
    assert!(one != two && two.contains("workflow \"cd\""));
    [one, two]
}

/// Everything that dbgen has written.
fn written(sandbox: &Sandbox) -> Files {
    sandbox.files().into_iter().filter(|(path, _)| !path.ends_with(".kdl")).collect()
}

fn start(sandbox: &Sandbox, spec: &str) -> Child {
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_dbgen"));
    command.args(["build", spec]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A folder with two specs, and the files of each.
fn ground() -> (Sandbox, [Files; 2]) {
    let sandbox = Sandbox::example("deal-brain");
    let [one, two] = specs(&sandbox);
    sandbox.write("one.kdl", one);
    sandbox.write("two.kdl", two);
    let trees = ["one.kdl", "two.kdl"].map(|spec| {
        let said = sandbox.dbgen(&["build", spec]);
        assert_eq!(said.code, Some(0), "{said:?}");
        written(&sandbox)
    });
    assert!(trees[0] != trees[1]);
    (sandbox, trees)
}

#[test]
fn killed_by_a_signal_at_any_moment_the_tree_is_the_old_one_or_the_new_one() {
    let (sandbox, trees) = ground();
    let started = Instant::now();
    let (mut within, mut moved) = (0, 0);
    for round in 0_u64.. {
        if started.elapsed() > Duration::from_secs(8) || within == 60 {
            break;
        }
        let next = usize::from(round % 2 == 1);
        let spec = ["one.kdl", "two.kdl"][next];
        let before = written(&sandbox);
        assert_eq!(before, trees[1 - next]);
        let mut child = start(&sandbox, spec);
        // As soon as it writes, or as soon as it moves, and then a little later each time.
        let sign = sandbox.at([STAGE, ".dbgen-stage/journal"][usize::from(round % 4 < 2)]);
        while !sign.exists() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let pause = Instant::now();
        while pause.elapsed() < Duration::from_micros(round * 37 % 1500) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        within += usize::from(sandbox.at(STAGE).exists());
        Tree::new(sandbox.path(), &Disk).recover().unwrap();
        let after = written(&sandbox);
        assert!(after == trees[0] || after == trees[1], "round {round}: neither the old tree nor the new one");
        moved += usize::from(after == trees[next]);
        let said = sandbox.dbgen(&["build", spec]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(written(&sandbox), trees[next]);
    }
    println!("{within} builds were killed while they wrote; {moved} trees were the new one");
    assert!(within > 0, "no build was killed in the middle of its work");
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let (sandbox, trees) = ground();
    for round in 0..15 {
        let children = ["one.kdl", "two.kdl"].map(|spec| start(&sandbox, spec));
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "round {round}: {}", String::from_utf8_lossy(&output.stderr));
        }
        let after = written(&sandbox);
        assert!(after == trees[0] || after == trees[1], "round {round}: a mixed tree");
    }
}

#[test]
fn a_build_waits_a_little_for_another_and_then_says_who_is_writing() {
    let (sandbox, trees) = ground();
    std::fs::create_dir(sandbox.at(STAGE)).unwrap();
    sandbox.write(".dbgen-stage/lock", "4711");
    let lock = std::fs::File::open(sandbox.at(".dbgen-stage/lock")).unwrap();
    lock.lock().unwrap();
    let child = start(&sandbox, "one.kdl");
    let output = child.wait_with_output().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("another dbgen (process 4711) is writing here"), "{words}");
    assert_eq!(output.status.code(), Some(1));
    // One that gets its turn in time takes it.
    let child = start(&sandbox, "one.kdl");
    std::thread::sleep(Duration::from_millis(300));
    drop(lock);
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(written(&sandbox), trees[0]);
}

#[test]
fn build_check_says_that_a_build_was_cut_off_and_the_next_build_finishes_it() {
    let (sandbox, trees) = ground();
    // The journal of a removal, with its own hash at the end.
    let path = "render.yaml";
    let text = String::from_utf8(trees[1][path].clone()).unwrap();
    let body = format!("dbgen journal 1\nmove {} - {path}\n", write_support::hash(&text));
    sandbox.write(".dbgen-stage/journal", format!("{body}end {}\n", write_support::hash(&body)));
    let before = sandbox.files();
    let said = sandbox.dbgen(&["build", "two.kdl", "--check"]);
    assert_eq!((said.code, sandbox.files()), (Some(2), before), "{said:?}");
    assert!(said.out.contains("was cut off; `dbgen build` finishes it"), "{}", said.out);
    let said = sandbox.dbgen(&["build", "two.kdl"]);
    assert!(said.err.contains("an earlier build was cut off; it is finished now"), "{}", said.err);
    assert!(said.out.contains("  + render.yaml"), "{}", said.out);
    assert_eq!(written(&sandbox), trees[1]);
}

#[test]
fn a_full_disk_changes_nothing_and_says_so() {
    // A small disk of its own needs a right that most test runs do not have; `tests/cli.rs` has a limit in its place.
    let sandbox = Sandbox::example("deal-brain");
    let said = sandbox.shell(
        "unshare --map-root-user --mount sh -ec '\
           mkdir disk; mount -t tmpfs -o size=2m tmpfs disk; tar -c --exclude=./disk . | tar -x -C disk; cd disk; \
           head -c 49152 /dev/zero > spare; cat /dev/zero > filler 2>/dev/null || rm spare; \
           find . -type f | sort | xargs cksum; echo before; \
           \"$DBGEN\" build || echo \"code $?\"; \
           echo after; find . -type f | sort | xargs cksum; find . -name \".dbgen*\"' 2>&1",
    );
    if said.out.contains("unshare") || said.out.contains("mount:") {
        eprintln!("no disk can be mounted here: {}", said.out);
        return;
    }
    let (before, rest) = said.out.split_once("before\n").unwrap_or_else(|| panic!("{}", said.out));
    let (words, after) = rest.split_once("after\n").unwrap();
    assert!(words.contains("dbgen: nothing was written: ") && words.ends_with("code 1\n"), "{words}");
    assert!(words.contains("No space left on device"), "{words}");
    assert_eq!(before, after);
}
