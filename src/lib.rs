//! dbgen compiles one `deploy.kdl` to the platforms' own delivery files.

pub mod cli;
pub mod compile;
pub mod credentials;
pub mod diag;
pub mod diff;
pub mod dockerfile;
pub mod drift;
pub mod emit;
pub mod fix;
pub mod graph;
pub mod hash;
pub mod ide;
pub mod init;
pub mod lint;
pub mod lsp;
pub mod patch;
pub mod plan;
pub mod schema;
pub mod secrets;
pub mod source;
pub mod spec;
pub mod syntax;
pub mod verify;
pub mod world;
pub mod write;
pub mod yaml;
