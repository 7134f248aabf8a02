//! `dbgen explain`: what a diagnostic means, with an example of it and one without it; what a line of a spec means and
//! comes to, and what a line of a generated file comes from.

use super::Streams;
use super::outcome::Outcome;
use crate::diag::{did_you_mean, pages};
use clap::Args;
use std::io;
use std::path::PathBuf;

mod place;
mod show;

/// Say what a diagnostic means, or a line of a file
///
/// Of a diagnostic, with a wrong and a right example. Of a line of deploy.kdl, what it means, what holds in each
/// environment, and what it comes to in the generated files. Of a line of a generated file, the parts of deploy.kdl that
/// it comes from.
#[derive(Debug, Args)]
pub struct Explain {
    /// A diagnostic, as `dbgen check` prints it: `unknown-node`; or FILE:LINE or FILE:LINE:COLUMN
    #[arg(value_name = "CODE or FILE:LINE", required_unless_present = "list")]
    what: Option<String>,
    /// Name all diagnostics, with a line about each
    #[arg(long, conflicts_with = "what")]
    list: bool,
    /// Of a file: the deploy.kdl, or its folder [default: the nearest one, from the file upwards]
    #[arg(long, value_name = "PATH", conflicts_with = "list")]
    spec: Option<PathBuf>,
}

impl Explain {
    /// Prints the page, or the list.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let Some(code) = self.what else {
            streams.out.write_all(pages::list().as_bytes())?;
            return Ok(Outcome::Good);
        };
        if let Some(place) = place::Place::read(&code) {
            return place.explain(self.spec.as_deref(), streams);
        }
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
