//! `dbgen graph`: what runs when and deploys where, as a picture.

use super::Streams;
use super::outcome::Outcome;
use super::terminal;
use super::world::{DiskWorld, Place};
use crate::compile;
use crate::graph;
use clap::{Args, ValueEnum};
use std::io;
use std::path::PathBuf;

/// Draw stages, jobs, gates and environments
#[derive(Debug, Args)]
pub struct Graph {
    /// The folder of a deploy.kdl, or the file itself
    #[arg(default_value = ".")]
    path: PathBuf,
    /// What is drawn
    #[arg(long, value_enum, default_value = "mermaid")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A Mermaid flowchart, which GitHub shows in Markdown
    Mermaid,
    /// Graphviz
    Dot,
    /// A drawing
    Svg,
}

impl Graph {
    /// Reads the spec and prints the picture.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let place = Place::find(&self.path);
        let world = DiskWorld::new(place.root.clone());
        let compilation = compile::check(&world, &place.spec);
        let Some(plan) = compilation.plan.as_ref().filter(|_| !compilation.failed()) else {
            terminal::show(&compilation, &place, streams)?;
            return Ok(Outcome::Failed);
        };
        let graph = graph::graph(plan);
        let text = match self.format {
            Format::Mermaid => graph::mermaid(&graph),
            Format::Dot => graph::dot(&graph),
            Format::Svg => graph::svg(&graph),
        };
        streams.out.write_all(text.as_bytes())?;
        Ok(Outcome::Good)
    }
}
