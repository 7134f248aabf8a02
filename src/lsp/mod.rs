//! `dbgen lsp`: the language server protocol over what [`crate::ide`] knows. The one user of the protocol's types.
//!
//! One thread reads messages and answers; a second one compiles. A change of the text is parsed at once, so that
//! completion and everything else that the syntax can tell is never behind the keyboard. What needs a plan waits for the
//! compiler, and is asked again by nobody: it is answered when the plan of the text as it stands is there.

mod actions;
mod answer;
mod capabilities;
mod check;
mod complete;
mod convert;
mod server;
mod symbols;
mod tokens;
mod uri;
mod workspace;

use crate::world::World;
use std::path::Path;

pub use lsp_server::{Connection, IoThreads, Message, Notification, Request, RequestId, Response};
pub use server::{Ending, serve};

/// What the server needs of the machine that it runs on.
pub trait Host: Sync {
    /// The files below a folder.
    fn world(&self, folder: &Path) -> Box<dyn World>;
    /// Whether there is such a file.
    fn is_file(&self, path: &Path) -> bool;
}
