//! What nobody should hand to a compiler, handed to the real binary: it says what is wrong, within a second of processor
//! time and 200 MB, whatever it is.
//!
//! The bounds are those of a release build: `DBGEN_BINARY=target/release/dbgen cargo test --test hostile`, as `.ci/run`
//! does. Without that variable the build under test gets smaller texts, to show that it survives them.
#![allow(clippy::unwrap_used)]

mod cases;
mod folder;
mod measure;

use cases::CASES;
use folder::Folder;
use measure::{Limits, own_memory};
use std::process::Command;

/// No more is shown of whatever is wrong to people, and to programs.
const MOST_SHOWN: u64 = 256 << 10;
const MOST_TO_PROGRAMS: u64 = 16 << 20;

#[test]
fn hostile_input_costs_no_more_than_a_second_and_200_mb() {
    let limits = Limits::of_this_build();
    let mut wrong = Vec::new();
    let mut table = String::new();
    for (name, arguments, expected, make) in CASES {
        let folder = Folder::new(limits.scale);
        make(&folder);
        // A child starts with the memory of its parent: what is written here must not be held here. This process is one,
        // too, and cargo alone takes some 75 MB.
        assert!(own_memory() < limits.memory / 2, "{name}: this test itself takes {} MB", own_memory() >> 20);
        let mut command = Command::new(&limits.binary);
        command.args(*arguments).current_dir(folder.path());
        let mut cost = limits.run(&mut command, &folder);
        // A machine that does other work, too, lengthens a run and never shortens one.
        for _ in 0..3 {
            if cost.seconds > limits.seconds {
                cost.seconds = cost.seconds.min(limits.run(&mut command, &folder).seconds);
            }
        }
        table += &format!("{name:32} {:6.2} s {:4} MB so far, exit {:?}\n", cost.seconds, cost.memory >> 20, cost.exit);
        let said = folder.said();
        let mut say =
            |words: String| wrong.push(format!("{name}: {words}\n{}", said.chars().take(1500).collect::<String>()));
        if !matches!(cost.exit, Some(0..=2)) {
            say(format!("ended with {:?}", cost.exit));
        }
        if expected.is_some_and(|code| cost.exit != Some(code)) {
            say(format!("exit code {:?} instead of {expected:?}", cost.exit));
        }
        if cost.exit != Some(0) && said.trim().is_empty() {
            say("an error without a word".to_owned());
        }
        if said.contains("panicked") || said.contains("please report") {
            say("a fault of dbgen itself".to_owned());
        }
        if cost.seconds > limits.seconds {
            say(format!("{:.2} s of processor time", cost.seconds));
        }
        if cost.memory > limits.memory {
            say(format!("{} MB", cost.memory >> 20));
            break; // the highest of all children is what the system counts: nothing is known of those that follow
        }
        let most = if arguments.contains(&"json") { MOST_TO_PROGRAMS } else { MOST_SHOWN };
        if cost.shown > most {
            say(format!("{} bytes of output", cost.shown));
        }
    }
    println!("{table}");
    assert!(wrong.is_empty(), "\n{}\n\n{table}", wrong.join("\n\n"));
}
