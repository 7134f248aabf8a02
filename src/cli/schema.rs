//! `dbgen schema`: the language, as a document.

use super::Streams;
use super::outcome::Outcome;
use crate::schema::{Node, export};
use crate::spec::Spec;
use clap::{Args, ValueEnum};
use std::io;

/// Print the schema of deploy.kdl
#[derive(Debug, Args)]
pub struct Schema {
    /// What it is printed as
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// JSON Schema, with the KDL shape as annotations
    Json,
    /// KDL Schema Language
    Kdl,
    /// The manual, in Markdown
    Markdown,
}

impl Schema {
    /// Prints it.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let text = match self.format {
            Format::Json => export::json(Spec::schema()),
            Format::Kdl => export::kdl(Spec::schema()),
            Format::Markdown => export::markdown(Spec::schema()),
        };
        streams.out.write_all(text.as_bytes())?;
        Ok(Outcome::Good)
    }
}
