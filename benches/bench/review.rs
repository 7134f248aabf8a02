//! What a pull request costs: `dbgen diff --base` over a repository with 1,000 generated files of which 100 change,
//! beside `git diff --no-index` on the two trees, which reads all files and understands none.

use super::{DBGEN, cpu};
use std::fs;
use std::path::Path;
use std::process::Command;

/// How many files are generated: a workflow for each service of a monorepo.
const FILES: usize = 1000;
/// Of so many, one changes.
const EVERY: usize = 10;

pub fn speeds(scratch: &Path, times: usize) {
    let (old, new) = (scratch.join("review-old"), scratch.join("review-new"));
    for (folder, target) in [(&old, "test"), (&new, "test")] {
        write(folder, |_| target);
        cpu::process(Command::new(&*DBGEN).arg("build").arg(folder));
    }
    git(&new, &["init", "-q", "-b", "main"]);
    git(&new, &["add", "-A"]);
    git(&new, &["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "base"]);
    write(&new, |index| if index % EVERY == 0 { "test-all" } else { "test" });
    let base = |format: &str| {
        let mut diff = Command::new(&*DBGEN);
        diff.args(["diff", "--base", "main", "--format", format]).arg(&new);
        cpu::ends(&mut diff, 2)
    };
    let meaning = cpu::median(times, || base("terminal"));
    let patch = cpu::median(times, || base("unified"));
    let build = cpu::process(Command::new(&*DBGEN).arg("build").arg(&new));
    let changed = git(&new, &["diff", "--name-only"]).lines().filter(|path| path.ends_with(".yml")).count();
    assert_eq!(changed, FILES / EVERY, "other files have changed than the benchmark speaks of");
    fs::remove_dir_all(new.join(".git")).unwrap();
    let index = || {
        let mut diff = Command::new("git");
        diff.args(["diff", "--no-index", "--no-color"]).args([&old, &new]);
        cpu::ends(&mut diff, 1)
    };
    let index = cpu::median(times, index);
    println!("\nA pull request: {FILES} generated files, {changed} of them change");
    println!("{:<40}{index:>9.1}", "git diff --no-index");
    println!("{:<40}{patch:>9.1}{:>9.1} times", "dbgen diff --base, a patch", patch / index);
    println!("{:<40}{meaning:>9.1}{:>9.1} times", "dbgen diff --base, by meaning", meaning / index);
    println!("{:<40}{build:>9.1}", "one build, for comparison");
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let out = Command::new("git").arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(out.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// The spec: a file for every ten services, as teams would keep them.
fn write(folder: &Path, target: impl Fn(usize) -> &'static str) {
    fs::create_dir_all(folder.join("teams")).unwrap();
    let main = "project \"monorepo\" {\n    repository \"acme/monorepo\"\n    toolchain { python \"3.12\"; }\n}\n\
                include \"teams/*.kdl\"\n";
    fs::write(folder.join("deploy.kdl"), main).unwrap();
    fs::write(folder.join("requirements.txt"), "pytest==9.0.0\n").unwrap();
    for team in 0..FILES / EVERY {
        let services = (0..EVERY).map(|service| {
            let index = team * EVERY + service;
            let (name, target) = (format!("service-{index:04}"), target(index));
            format!(
                "workflow \"{name}\" {{\n    on pull-request=\"main\"\n    on push=\"main\"\n    stage \"check\" {{\n\
                 \x20       job \"lint\" {{ use \"python\"; run \"make -C {name} lint\" \"make -C {name} types\"; }}\n    }}\n\
                 \x20   stage \"test\" {{\n        job \"unit\" timeout=\"20m\" {{\n            use \"python\"\n\
                 \x20           run \"make -C {name} {target}\" name=\"Test\"\n        }}\n    }}\n}}\n"
            )
        });
        fs::write(folder.join(format!("teams/team-{team:03}.kdl")), services.collect::<String>()).unwrap();
    }
}
