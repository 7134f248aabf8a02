//! `dbgen man`: the manual's pages, made of the command line itself.

use super::Streams;
use super::outcome::Outcome;
use super::terminal::plural;
use crate::diag::did_you_mean;
use clap::Args;
use clap_mangen::Man as Page;
use std::io;
use std::path::{Path, PathBuf};

/// Print a page of the manual (`dbgen man | man -l -`), or write them all
#[derive(Debug, Args)]
pub struct Man {
    /// The command that the page is about; all of dbgen where none is named
    command: Option<String>,
    /// Write the pages of all commands into this folder, as dbgen.1, dbgen-build.1 and so on
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

impl Man {
    /// Prints one page, or writes all of them.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let pages = pages()?;
        if let Some(folder) = &self.out {
            write(&pages, folder)?;
            writeln!(streams.out, "{}: {}", folder.display(), plural(pages.len(), "page"))?;
            return Ok(Outcome::Good);
        }
        let name = self.command.as_deref().map_or_else(|| "dbgen".to_owned(), |command| format!("dbgen-{command}"));
        match pages.iter().find(|(own, _)| *own == name) {
            Some((_, text)) => streams.out.write_all(text)?,
            None => {
                let wrong = self.command.as_deref().unwrap_or_default();
                writeln!(streams.err, "dbgen: there is no command `{wrong}`")?;
                let commands = pages.iter().filter_map(|(name, _)| name.strip_prefix("dbgen-"));
                if let Some(better) = did_you_mean(wrong, commands) {
                    writeln!(streams.err, "  help: did you mean `{better}`?")?;
                }
                return Ok(Outcome::Failed);
            }
        }
        Ok(Outcome::Good)
    }
}

/// Every page with its name: that of the whole first, then one for each command.
fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut whole = super::command_line().disable_help_subcommand(true);
    // Gives each command the name that its page has, `dbgen-build`, and the line of its usage.
    whole.build();
    let commands = whole.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    std::iter::once(whole.clone()).chain(commands).map(page).collect()
}

fn page(command: clap::Command) -> io::Result<(String, Vec<u8>)> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let mut text = Vec::new();
    Page::new(command).source(concat!("dbgen ", env!("CARGO_PKG_VERSION"))).manual("dbgen").render(&mut text)?;
    Ok((name, text))
}

fn write(pages: &[(String, Vec<u8>)], folder: &Path) -> io::Result<()> {
    let named = |path: &Path, error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    std::fs::create_dir_all(folder).map_err(|error| named(folder, error))?;
    for (name, text) in pages {
        let path = folder.join(format!("{name}.1"));
        std::fs::write(&path, text).map_err(|error| named(&path, error))?;
    }
    Ok(())
}
