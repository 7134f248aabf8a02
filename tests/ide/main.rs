//! What an editor is told, question by question.
#![allow(clippy::unwrap_used)]

mod complete;
mod lists;
mod names;
mod outline;
mod random;
mod support;
