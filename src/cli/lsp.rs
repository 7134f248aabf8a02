//! `dbgen lsp`: the language server, over standard input and output.

use super::Streams;
use super::outcome::Outcome;
use super::world::DiskWorld;
use crate::lsp::{self, Connection, Ending};
use crate::world::World;
use clap::Args;
use std::io;
use std::path::Path;

/// Serve an editor: diagnostics, completion, hover, navigation, rename, formatting (LSP over stdio)
///
/// Editors start it; editors/README.md says how to tell them.
#[derive(Debug, Args)]
pub struct Lsp {
    /// The way that editors ask for, and the only one
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    /// Talks to the editor until it is done.
    pub fn run(self, _streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let (connection, threads) = Connection::stdio();
        let ending = lsp::serve(&connection, &Machine);
        // The writer ends when nobody can give it a message any more.
        drop(connection);
        threads.join()?;
        Ok(match ending {
            Ending::Asked => Outcome::Good,
            // The protocol wants 1 where `exit` comes without `shutdown`.
            Ending::Unasked => Outcome::Failed,
        })
    }
}

/// The machine that the server runs on.
struct Machine;

impl lsp::Host for Machine {
    fn world(&self, folder: &Path) -> Box<dyn World> {
        Box::new(DiskWorld::new(folder.to_owned()))
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }
}
