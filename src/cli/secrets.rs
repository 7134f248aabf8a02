//! `dbgen secrets`: the contract of the secrets.

use super::Streams;
use super::outcome::Outcome;
use super::terminal::{self, plural};
use super::world::{DiskWorld, Place};
use crate::compile;
use crate::diag::{did_you_mean, list};
use crate::secrets;
use clap::{Args, ValueEnum};
use std::io;
use std::path::PathBuf;

/// List every secret: who needs it, where it is set, and the command that sets it
#[derive(Debug, Args)]
pub struct Secrets {
    /// The folder of a deploy.kdl, or the file itself
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Only what this environment needs
    #[arg(long, value_name = "ENVIRONMENT")]
    env: Option<String>,
    /// What it is printed as
    #[arg(long, value_enum, default_value = "terminal")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Terminal,
    /// For machines; schema/secrets.schema.json says what it looks like
    Json,
}

impl Secrets {
    /// Compiles, and reads the contract off the plan and the files.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let place = Place::find(&self.path);
        let world = DiskWorld::new(place.root.clone());
        let compilation = compile::compile(&world, &place.spec);
        let Some(plan) = compilation.plan.as_ref().filter(|_| !compilation.failed()) else {
            terminal::show(&compilation, &place, streams)?;
            return Ok(Outcome::Failed);
        };
        let mut contract = secrets::contract(plan, &compilation.artifacts);
        if let Some(name) = &self.env {
            let Some(environment) = plan.environment(name) else {
                writeln!(streams.err, "dbgen: there is no environment `{name}`")?;
                let names: Vec<&str> = plan.environments.iter().map(|e| e.name.as_str()).collect();
                match did_you_mean(name, names.iter().copied()) {
                    Some(better) => writeln!(streams.err, "  help: did you mean `{better}`?")?,
                    None => writeln!(streams.err, "  help: there are: {}", list(&names))?,
                }
                return Ok(Outcome::Failed);
            };
            contract = contract.only(environment);
        }
        if self.format == Format::Json {
            streams.out.write_all(contract.json().as_bytes())?;
            return Ok(Outcome::Good);
        }
        let by_hand = contract.secrets.iter().flat_map(|s| &s.places).filter(|p| p.command.is_some()).count();
        streams.out.write_all(secrets::terminal(&contract).as_bytes())?;
        if !contract.secrets.is_empty() {
            writeln!(streams.out)?;
        }
        let count = plural(contract.secrets.len(), "secret");
        writeln!(streams.out, "{}: {count}, {} to set", place.shown(), plural(by_hand, "value"))?;
        Ok(Outcome::Good)
    }
}
