//! Saying what is wrong: `--format`, and how much of it.

use super::Streams;
use super::terminal;
use super::world::Place;
use crate::compile::Compilation;
use crate::diag::report::{self, Build, Findings};
use crate::diag::words;
use clap::{Args, ValueEnum};
use std::io;

/// How what was found is said.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Report {
    /// What it is printed as
    #[arg(long, value_enum, default_value = "terminal")]
    format: Format,
    /// Show at most so many problems, errors first [default: 20 at a terminal, 5000 in JSON and SARIF, 10 of each level
    /// on GitHub]
    #[arg(long, value_name = "N", conflicts_with = "all")]
    limit: Option<usize>,
    /// Show every problem
    #[arg(long)]
    all: bool,
    /// Say what is waived, too: JSON always does; GitHub's code scanning takes each for an open alert
    #[arg(long)]
    waived: bool,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Terminal,
    /// For programs; schema/check.schema.json says what it looks like
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For a step of a workflow: commands that become annotations, beside what people read
    Github,
}

impl Report {
    /// Whether it is read off the log of a step on GitHub.
    pub fn is_for_github(&self) -> bool {
        self.format == Format::Github
    }

    /// Whether standard output is for a program: then nothing else may be written to it.
    pub fn is_for_programs(&self) -> bool {
        self.format != Format::Terminal
    }

    /// Says everything that a compilation has to say, and a line that counts it. People read it on standard error,
    /// programs on standard output.
    /// What has become of the files of a build is known when they are written: programs are told both at once.
    pub fn say(
        &self,
        compilation: &Compilation,
        build: Option<Build>,
        place: &Place,
        streams: &mut Streams<'_>,
    ) -> io::Result<()> {
        let limit = if self.all { Some(usize::MAX) } else { self.limit };
        let Compilation { diagnostics, waived, sources, .. } = compilation;
        if self.is_for_programs() {
            let folder = place.folder();
            let findings = Findings { diagnostics, waived, sources, folder: &folder, spec: &place.spec };
            let text = match self.format {
                Format::Json => report::json(&findings, limit, build),
                Format::Sarif => report::sarif(&findings, limit, self.waived),
                _ => report::github(&findings, limit),
            };
            streams.out.write_all(text.as_bytes())?;
        }
        if self.waived && !matches!(self.format, Format::Json | Format::Sarif) {
            let folder = place.before();
            for waived in waived.iter().take(limit.unwrap_or(report::MOST_DRAWN)) {
                let place = format!("{folder}{}", sources.locate(waived.finding.span()));
                writeln!(streams.err, "waived: {place}: {}: {}", waived.finding.code, words(&waived.finding.message))?;
                writeln!(streams.err, "  {folder}{}: {}", sources.locate(waived.place), words(&waived.reason))?;
            }
        }
        match self.format {
            Format::Terminal | Format::Github => terminal::draw(diagnostics, sources, &place.before(), limit, streams)?,
            Format::Json | Format::Sarif => {}
        }
        terminal::count(diagnostics, streams)
    }
}
