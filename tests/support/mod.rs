//! What the tests of the deploy scripts share: a small HTTP server, and a way to run a script as a workflow does.
#![allow(dead_code, unused_imports, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used)]

pub mod cluster;
pub mod render;
mod script;
mod server;

pub use script::{Outcome, Script};
pub use server::{Reply, Request, Server};
