//! `dbgen check`: everything that is wrong with a spec, and no files.

use super::fix;
use super::outcome::Outcome;
use super::report::Report;
use super::world::{DiskWorld, Place};
use super::{Streams, terminal};
use crate::compile;
use clap::Args;
use std::io;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

/// Say what is wrong with deploy.kdl
#[derive(Debug, Args)]
pub struct Check {
    /// The folder of a deploy.kdl, or the file itself
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Mend what can be mended without changing what anything means, and say what else could be
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    report: Report,
}

impl Check {
    /// Compiles and throws the files away: what only a target can see is wrong, too.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let place = Place::find(&self.path);
        let world = DiskWorld::new(place.root.clone());
        let compilation = match self.fix {
            true => fix::run(&world, &place, self.report.is_for_programs(), streams)?,
            false => compile::compile(&world, &place.spec),
        };
        // The process ends behind this: taking the trees apart would be work for nobody.
        let compilation = ManuallyDrop::new(compilation);
        self.report.say(&compilation, None, &place, streams)?;
        if self.fix {
            fix::offer(&compilation, &place, streams)?;
        }
        if compilation.failed() {
            return Ok(Outcome::Failed);
        }
        if let Some(plan) = &compilation.plan {
            let services: usize = plan.environments.iter().map(|e| e.services.len()).sum();
            let out = if self.report.is_for_programs() { &mut streams.err } else { &mut streams.out };
            writeln!(
                out,
                "{} is good: {}, {} in all, {}, {}{}",
                place.shown(),
                terminal::plural(plan.environments.len(), "environment"),
                terminal::plural(services, "service"),
                terminal::plural(plan.workflows.len(), "workflow"),
                terminal::plural(compilation.artifacts.len(), "file"),
                match compilation.waived.len() {
                    0 => String::new(),
                    count => format!("; {} waived", terminal::plural(count, "finding")),
                },
            )?;
        }
        Ok(Outcome::Good)
    }
}
