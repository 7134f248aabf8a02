//! Tells Zed how to start the language server of dbgen.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct Dbgen;

impl zed::Extension for Dbgen {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree
            .which("dbgen")
            .ok_or("dbgen is not in PATH: install it with `cargo install --path .` in its repository")?;
        Ok(Command { command, args: vec!["lsp".into()], env: worktree.shell_env() })
    }
}

zed::register_extension!(Dbgen);
