//! `dbgen completions`: what a shell needs to complete the command line.

use super::Streams;
use super::outcome::Outcome;
use clap::Args;
use clap_complete::Shell;
use std::io;

/// Print the completions of a shell, to be sourced by it
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut super::command_line(), "dbgen", &mut text);
        streams.out.write_all(&text)?;
        Ok(Outcome::Good)
    }
}
