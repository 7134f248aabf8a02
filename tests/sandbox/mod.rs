//! A folder of its own for a test, and the real `dbgen` in it.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that goes when the test is over.
pub struct Sandbox {
    folder: tempfile::TempDir,
}

/// What a run of `dbgen` has said.
#[derive(Debug)]
pub struct Said {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("dbgen prints UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Sandbox {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with the spec and the sources of an example, and nothing that dbgen has written there.
    pub fn example(name: &str) -> Self {
        let sandbox = Self::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
        copy(&from, sandbox.path());
        let ledger = sandbox.read("deploy.lock");
        for path in ledger.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.splitn(3, ' ').nth(2)) {
            sandbox.remove(path);
        }
        sandbox.remove("deploy.lock");
        sandbox
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the folder.
    pub fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file, with the folders on its way.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let full = self.at(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Removes a file, and the folders that are empty then.
    pub fn remove(&self, path: &str) {
        let full = self.at(path);
        fs::remove_file(&full).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut folder = full.parent().unwrap();
        while folder != self.path() && fs::remove_dir(folder).is_ok() {
            folder = folder.parent().unwrap();
        }
    }

    /// Every file with its bytes, by its path in the folder.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(self.path(), self.path(), &mut files);
        files
    }

    /// The command, in the folder, without what the test's own surroundings say about colours.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path());
        for name in ["NO_COLOR", "CI", "TERM", "COLUMNS", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs `dbgen` in the folder.
    pub fn dbgen(&self, arguments: &[&str]) -> Said {
        self.command(env!("CARGO_BIN_EXE_dbgen")).args(arguments).output().unwrap().into()
    }

    /// Runs a line of shell in the folder, where `$DBGEN` is the program.
    pub fn shell(&self, line: &str) -> Said {
        self.command("sh").args(["-c", line]).env("DBGEN", env!("CARGO_BIN_EXE_dbgen")).output().unwrap().into()
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
        if path.is_dir() {
            fs::create_dir_all(to.join(&name)).unwrap();
            copy(&path, &to.join(&name));
        } else {
            fs::copy(&path, to.join(&name)).unwrap();
        }
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}
