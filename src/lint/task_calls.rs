//! The tasks that a command names: targets of make, recipes of just, scripts of a package.

use super::shell;

/// What runs tasks by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Runner {
    /// Targets of a Makefile.
    Make,
    /// Recipes of a justfile.
    Just,
    /// Scripts of a package.json, by npm and pnpm.
    Package,
    /// Runs programs of packages, too: what it does not have may be one.
    Yarn,
}

impl Runner {
    /// The files that it looks for, the first one first (GNU make manual, "Makefile Names"; just manual).
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Runner::Make => &["GNUmakefile", "makefile", "Makefile"],
            Runner::Just => &["justfile", ".justfile", "Justfile"],
            Runner::Package | Runner::Yarn => &["package.json"],
        }
    }

    /// What it calls a task.
    pub fn word(self) -> &'static str {
        match self {
            Runner::Make => "target",
            Runner::Just => "recipe",
            Runner::Package | Runner::Yarn => "script",
        }
    }
}

/// The tasks that a command runs, each with the folder that it names for that.
pub fn calls(command: &str) -> Vec<(Runner, Option<&str>, &str)> {
    // What may fail is no promise, and behind `cd` nobody but the shell knows where it is.
    if command.contains("||") {
        return Vec::new();
    }
    // What is in quotes is for somebody else, and so is a text that is handed to a program.
    let open = command.find(['"', '\'', '`', '<', '(']);
    let mut commands = shell::commands(&command[..open.unwrap_or(command.len())]);
    if open.is_some() {
        commands.pop();
    }
    let mut calls = Vec::new();
    for words in commands.into_iter().take_while(|words| !matches!(words[0], "cd" | "pushd")) {
        match words[0] {
            "make" | "gmake" => make(&words[1..], &mut calls),
            "just" => just(&words[1..], &mut calls),
            "npm" | "pnpm" | "yarn" => script(&words, &mut calls),
            _ => {}
        }
    }
    calls
}

fn make<'a>(words: &[&'a str], calls: &mut Vec<(Runner, Option<&'a str>, &'a str)>) {
    let (mut folder, mut targets) = (None, Vec::new());
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let jobs = word.strip_prefix("-j").is_some_and(|count| count.bytes().all(|b| b.is_ascii_digit()));
        match word {
            "-C" => folder = words.next(),
            "-s"
            | "-k"
            | "-B"
            | "-i"
            | "--silent"
            | "--quiet"
            | "--keep-going"
            | "--always-make"
            | "--no-print-directory" => {}
            _ if jobs || word.contains('=') && !word.starts_with('-') => {}
            // A name with a point is a file, which make may know how to make by itself.
            _ if shell::is_plain(word) && !word.starts_with('-') && !word.contains('.') => targets.push(word),
            // An option that may change what is made, or from what.
            _ => return,
        }
    }
    // `-j 4`: a number is no target.
    targets.retain(|target| target.bytes().any(|b| !b.is_ascii_digit()));
    let inside = |folder: &str| shell::is_plain(folder) && !folder.starts_with('/') && !folder.contains("..");
    if folder.is_none_or(inside) {
        let folder = folder.map(|folder| folder.trim_start_matches("./").trim_end_matches('/'));
        calls.extend(targets.into_iter().map(|target| (Runner::Make, folder, target)));
    }
}

fn just<'a>(words: &[&'a str], calls: &mut Vec<(Runner, Option<&'a str>, &'a str)>) {
    // What stands behind a recipe are its arguments, or more recipes: only it would know.
    let recipe = words.iter().find(|word| !word.contains('='));
    let recipe = recipe.filter(|word| shell::is_plain(word) && !word.starts_with('-') && !word.contains(['/', '.']));
    calls.extend(recipe.map(|recipe| (Runner::Just, None, *recipe)));
}

fn script<'a>(words: &[&'a str], calls: &mut Vec<(Runner, Option<&'a str>, &'a str)>) {
    let runner = if words[0] == "yarn" { Runner::Yarn } else { Runner::Package };
    let script = match words {
        [_, "run" | "run-script", script, ..] => *script,
        ["npm" | "pnpm", "test", ..] => "test",
        _ => return,
    };
    // Options that name another package, or forgive.
    let own = words.iter().take_while(|word| **word != "--");
    let elsewhere =
        ["-w", "-C", "-r", "-F", "--workspace", "--prefix", "--if-present", "--filter", "--recursive", "--dir"];
    let moved = own.into_iter().any(|word| elsewhere.iter().any(|option| word.starts_with(option)));
    let letters = script.replace(':', "");
    // npm itself has `env`; a name with a colon may be that of another package of Yarn's.
    let known = script == "env" || (runner == Runner::Yarn && script.contains(':'));
    if !moved && !known && shell::is_plain(&letters) && !script.starts_with('-') {
        calls.push((runner, None, script));
    }
}

#[cfg(test)]
mod tests {
    use super::{Runner, calls};

    #[test]
    fn what_a_command_runs() {
        let of = |command: &'static str| calls(command).into_iter().map(|(_, _, task)| task).collect::<Vec<_>>();
        assert_eq!(of("make -j 4 lint A=1 test"), ["lint", "test"]);
        assert_eq!(of("just mode=x check all && npm run build:web -- --filter x"), ["check", "build:web"]);
        assert_eq!(of("pnpm test --coverage; yarn run lint"), ["test", "lint"]);
        assert_eq!(calls("make -C ./web/ build"), [(Runner::Make, Some("web"), "build")]);
        for none in [
            "make",
            "make -f x.mk lint",
            "make app.o",
            "make lint || true",
            "cd web && make lint",
            "make lint-\"$X\"",
            "make $TARGET",
            "echo 'make lint; make test'",
            "make -C ../other lint",
            "just --list",
            "just web::build",
            "npm run",
            "npm run -w web build",
            "npm run build --prefix web",
            "npm run build --if-present",
            "pnpm --filter web run build",
            "pnpm lint",
            "yarn build",
            "yarn run web:build",
            "npm test -w web",
        ] {
            assert_eq!(calls(none), [], "{none}");
        }
    }
}
