//! The `dbgen` command: arguments in, exit code out.

use std::process::ExitCode;

/// A build asks for memory in many small pieces, which the system's allocator hands out more slowly by a third
/// (docs/benchmark.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dbgen::cli::run(std::env::args_os(), &mut std::io::stdout(), &mut std::io::stderr())
}
