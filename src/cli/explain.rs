//! `dbgen explain`: what a diagnostic means, with an example of it and one without it.

use super::Streams;
use super::outcome::Outcome;
use crate::diag::{did_you_mean, pages};
use clap::Args;
use std::io;

/// Say what a diagnostic means, with a wrong and a right example
#[derive(Debug, Args)]
pub struct Explain {
    /// Its name, as `dbgen check` prints it: `unknown-node`
    #[arg(required_unless_present = "list")]
    code: Option<String>,
    /// Name them all, with a line about each
    #[arg(long, conflicts_with = "code")]
    list: bool,
}

impl Explain {
    /// Prints the page, or the list.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let Some(code) = self.code else {
            streams.out.write_all(pages::list().as_bytes())?;
            return Ok(Outcome::Good);
        };
        // As it is printed in a terminal, in brackets, and as people type it.
        let wanted = code.trim_matches(['[', ']']).to_lowercase();
        if let Some(page) = pages::find(&wanted) {
            streams.out.write_all(page.terminal().as_bytes())?;
            return Ok(Outcome::Good);
        }
        writeln!(streams.err, "dbgen: there is no diagnostic `{code}`")?;
        match did_you_mean(&wanted, pages::all().chain(pages::changes()).map(|page| page.code.0)) {
            Some(better) => writeln!(streams.err, "  help: did you mean `{better}`? `dbgen explain --list` names all")?,
            None => writeln!(streams.err, "  help: `dbgen explain --list` names all")?,
        }
        Ok(Outcome::Failed)
    }
}
