//! The command line: one command a file.

mod build;
mod check;
mod commit;
mod completions;
mod diff;
mod explain;
mod fix;
mod fmt;
mod git;
mod graph;
mod init;
mod lsp;
mod man;
mod outcome;
mod report;
mod schema;
mod secrets;
mod terminal;
mod world;

use clap::{Parser, Subcommand};
use outcome::Outcome;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Compiles one deploy.kdl to GitHub workflows, render.yaml, a Helm chart, Compose files and env files.
#[derive(Debug, Parser)]
#[command(name = "dbgen", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Build(build::Build),
    Diff(diff::Diff),
    Check(check::Check),
    Fmt(fmt::Fmt),
    Secrets(secrets::Secrets),
    Graph(graph::Graph),
    Lsp(lsp::Lsp),
    Explain(explain::Explain),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Where a command writes to.
struct Streams<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

/// Runs the command that `arguments` (the program's name first) ask for.
///
/// The exit code is 0 for good, 1 for an error and 2 for a difference that was asked about.
pub fn run(arguments: impl IntoIterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(problem) => {
            // Help and version are no errors; a wrong argument is one, and never a difference.
            let asked = !problem.use_stderr();
            let _ = problem.print();
            return if asked { ExitCode::SUCCESS } else { ExitCode::from(1) };
        }
    };
    let mut streams = Streams { out, err };
    let outcome = match arguments.command {
        Command::Init(init) => init.run(&mut streams),
        Command::Build(build) => build.run(&mut streams),
        Command::Diff(diff) => diff.run(&mut streams),
        Command::Check(check) => check.run(&mut streams),
        Command::Fmt(fmt) => fmt.run(&mut streams),
        Command::Secrets(secrets) => secrets.run(&mut streams),
        Command::Graph(graph) => graph.run(&mut streams),
        Command::Lsp(lsp) => lsp.run(&mut streams),
        Command::Explain(explain) => explain.run(&mut streams),
        Command::Schema(schema) => schema.run(&mut streams),
        Command::Completions(completions) => completions.run(&mut streams),
        Command::Man(man) => man.run(&mut streams),
    };
    match outcome {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Ok(Outcome::Different) => ExitCode::from(2),
        // A reader that has seen enough (`| head`) is no failure of ours.
        Err(problem) if problem.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(streams.err, "dbgen: {problem}");
            ExitCode::from(1)
        }
    }
}

/// The command line as clap knows it, for completions and the manual.
fn command_line() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}
